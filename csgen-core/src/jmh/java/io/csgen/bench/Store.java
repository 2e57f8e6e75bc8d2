package io.csgen.bench;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickView;
import io.csgen.model.ShopModel;
import io.csgen.model.ShopModel.Preset;
import io.csgen.simulate.ClickGenerator;
import io.csgen.simulate.ClickIterator;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * The store of the benchmarks: the whole reference model, but for an even rate that keeps a given
 * number of sessions under way. Not instantiable.
 */
public final class Store {
    /** Clicks of one invocation of a benchmark. */
    public static final int BATCH = 10_000;

    private static final long SEED = 7;
    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");

    /** Enough for the mean duration of sessions to be right within some percent. */
    private static final int SAMPLE = 50_000;

    // A user who left is not back before the session timeout; so much more users than sessions are needed.
    private static final int USERS_PER_LIVE_SESSION = 20;
    private static final int LEAST_USERS = 1_000_000;

    private Store() {}

    /** Returns the clicks of a store in which about so many sessions are under way from the start on. */
    public static ClickGenerator clicks(int liveSessions) {
        ShopModel even = ShopModel.preset(Preset.REFERENCE)
                .with("hourly-rates", "flat")
                .with("weekday-rates", "flat")
                .with("customer-id-max", "" + Math.max(LEAST_USERS, USERS_PER_LIVE_SESSION * liveSessions));
        ShopModel model = even.with("clicks-per-second", "" + (float) (liveSessions * clicksPerSessionSecond(even)));
        return ClickGenerator.of(model, SEED, START).startingWarm();
    }

    /** Writes a batch of clicks as lines, over and over in the same array; returns where the last one ends. */
    static int write(ClickIterator clicks, ClickEncoder encoder, byte[] buffer) {
        ClickView view = clicks.view();
        int lastStart = buffer.length - encoder.maxBytes() - 1;
        int at = 0;
        for (int i = 0; i < BATCH; i++) {
            clicks.advance();
            if (at > lastStart) {
                at = 0;
            }
            at = encoder.encode(view, buffer, at);
            buffer[at++] = '\n';
        }
        return at;
    }

    /** Little's law: as many clicks in a second as there are in all sessions under way. */
    private static double clicksPerSessionSecond(ShopModel model) {
        Map<Long, Long> begins = new HashMap<>();
        Map<Long, Long> ends = new HashMap<>();
        long clicks = 0;
        for (Click click : ClickGenerator.of(model, SEED, START).sessions(SAMPLE)) {
            begins.putIfAbsent(click.sessionId(), click.timestampMillis());
            ends.put(click.sessionId(), click.timestampMillis());
            clicks++;
        }
        long millis = 0;
        for (Map.Entry<Long, Long> end : ends.entrySet()) {
            millis += end.getValue() - begins.get(end.getKey());
        }
        return 1000.0 * clicks / millis;
    }
}
