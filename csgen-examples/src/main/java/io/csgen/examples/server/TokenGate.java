package io.csgen.examples.server;

import io.csgen.examples.job.Token;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets in who knows the token, and keeps the others from guessing it: an address may be wrong {@value
 * #BURST} times, and once more each second. Beyond that its tokens are not even looked at, unless it has
 * been right before: whoever shares an address with those who know the token cannot lock them out.
 * Safe for concurrent use.
 */
public final class TokenGate {
    public static final int BURST = 20;
    public static final Duration PAUSE = Duration.ofSeconds(1);

    private static final int MAX_ADDRESSES = 10_000;
    private static final Logger LOGGER = LoggerFactory.getLogger(TokenGate.class);

    /** What becomes of a request. */
    public enum Verdict {
        RIGHT,
        WRONG,
        TOO_MANY
    }

    /** What is known of one address. */
    private static final class Visitor {
        private double chances = BURST;
        private long asOfNanos;
        private boolean trusted;
        private boolean reported;
    }

    private final Token token;
    private final LongSupplier nanoTime;
    // Those seen least lately are forgotten. Guarded by this.
    private final Map<InetAddress, Visitor> visitors = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Visitor> eldest) {
            return size() > MAX_ADDRESSES;
        }
    };

    public TokenGate(Token token, LongSupplier nanoTime) {
        this.token = token;
        this.nanoTime = nanoTime;
    }

    /** Judges a token that comes from an address. */
    public Verdict judge(InetAddress client, String candidate) {
        boolean right = token.matches(candidate);
        synchronized (this) {
            Visitor visitor = visitors.computeIfAbsent(client, address -> new Visitor());
            refill(visitor);
            boolean blocked = visitor.chances < 1;
            if (right && (visitor.trusted || !blocked)) {
                visitor.trusted = true;
                return Verdict.RIGHT;
            }
            if (blocked) {
                report(client, visitor);
                return Verdict.TOO_MANY;
            }
            visitor.chances--;
            return Verdict.WRONG;
        }
    }

    private void refill(Visitor visitor) {
        long now = nanoTime.getAsLong();
        if (visitor.chances < BURST) {
            double more = (now - visitor.asOfNanos) / (double) PAUSE.toNanos();
            visitor.chances = Math.min(BURST, visitor.chances + more);
        }
        visitor.asOfNanos = now;
        visitor.reported &= visitor.chances < BURST;
    }

    private static void report(InetAddress client, Visitor visitor) {
        if (!visitor.reported) {
            visitor.reported = true;
            LOGGER.warn("too many wrong tokens from {}; more are not looked at", client.getHostAddress());
        }
    }
}
