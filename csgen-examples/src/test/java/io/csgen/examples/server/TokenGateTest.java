package io.csgen.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.examples.job.Token;
import io.csgen.examples.server.TokenGate.Verdict;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TokenGateTest {
    private static final InetAddress HERE = address(1);
    private static final InetAddress ELSEWHERE = address(2);

    private final AtomicLong nanos = new AtomicLong();
    private final TokenGate gate = new TokenGate(Token.of("right"), nanos::get);

    private static InetAddress address(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private void guess(InetAddress client, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(gate.judge(client, "wrong " + i)).isEqualTo(Verdict.WRONG);
        }
    }

    @Test
    void theRightTokenIsRightAndOthersAreWrong() {
        assertThat(gate.judge(HERE, "right")).isEqualTo(Verdict.RIGHT);
        assertThat(gate.judge(HERE, "")).isEqualTo(Verdict.WRONG);
        assertThat(gate.judge(HERE, "righ")).isEqualTo(Verdict.WRONG);
        assertThat(gate.judge(HERE, "rightt")).isEqualTo(Verdict.WRONG);
    }

    @Test
    void whoGuessesIsNotListenedToAnyMore() {
        guess(HERE, TokenGate.BURST);

        assertThat(gate.judge(HERE, "wrong")).isEqualTo(Verdict.TOO_MANY);
        assertThat(gate.judge(HERE, "right")).isEqualTo(Verdict.TOO_MANY);
    }

    @Test
    void othersAreNotConcerned() {
        guess(HERE, TokenGate.BURST);

        assertThat(gate.judge(ELSEWHERE, "right")).isEqualTo(Verdict.RIGHT);
        assertThat(gate.judge(ELSEWHERE, "wrong")).isEqualTo(Verdict.WRONG);
    }

    @Test
    void whoHasBeenRightIsNotLockedOutByWhoeverSharesTheAddress() {
        assertThat(gate.judge(HERE, "right")).isEqualTo(Verdict.RIGHT);
        guess(HERE, TokenGate.BURST);

        assertThat(gate.judge(HERE, "wrong")).isEqualTo(Verdict.TOO_MANY);
        assertThat(gate.judge(HERE, "right")).isEqualTo(Verdict.RIGHT);
    }

    @Test
    void aSecondGivesOneMoreChanceAndNoneIsSavedBeyondTheFirst() {
        guess(HERE, TokenGate.BURST);
        nanos.addAndGet(TokenGate.PAUSE.toNanos() - 1);
        assertThat(gate.judge(HERE, "wrong")).isEqualTo(Verdict.TOO_MANY);
        nanos.addAndGet(1);
        guess(HERE, 1);
        assertThat(gate.judge(HERE, "wrong")).isEqualTo(Verdict.TOO_MANY);

        nanos.addAndGet(TokenGate.PAUSE.multipliedBy(10_000).toNanos());
        guess(HERE, TokenGate.BURST);
        assertThat(gate.judge(HERE, "wrong")).isEqualTo(Verdict.TOO_MANY);
    }
}
