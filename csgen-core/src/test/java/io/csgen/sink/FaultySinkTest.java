package io.csgen.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.csgen.click.Click;
import io.csgen.run.LeapingTime;
import io.csgen.run.Pacing.TimeSource;
import io.csgen.sink.testing.ClickSinkContract;
import io.csgen.sink.testing.FaultySink;
import io.csgen.sink.testing.SinkBackend;
import io.csgen.sink.testing.SinkBackend.Fault;
import io.csgen.sink.testing.SinkTraits;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FaultySinkTest {
    private final LeapingTime time = new LeapingTime();
    private final InMemorySink memory = InMemorySink.withCapacity(100_000);
    private final CollectedReceipts receipts = new CollectedReceipts();

    /** What is put before a sink. */
    @FunctionalInterface
    private interface Opening {
        ClickSink before(ClickSink next);
    }

    private abstract static class Contract extends ClickSinkContract {
        private final Opening opening;
        private final SinkTraits traits;

        private Contract(SinkTraits traits, Opening opening) {
            this.traits = traits;
            this.opening = opening;
        }

        @Override
        protected SinkTraits traits() {
            return traits;
        }

        @Override
        protected SinkBackend backend() {
            InMemorySink memory = InMemorySink.withCapacity(10_000_000);
            return new SinkBackend() {
                @Override
                public ClickSink open(Duration drainTimeout) {
                    return opening.before(memory);
                }

                @Override
                public String payload(Click click) {
                    return click.id();
                }

                @Override
                public List<String> stored() {
                    return memory.clicks().stream().map(Click::id).toList();
                }

                @Override
                public void inject(List<Fault> plan) {
                    // The sink before it has the faults.
                }
            };
        }
    }

    @Nested
    class ThrottledKeepsTheContract extends Contract {
        ThrottledKeepsTheContract() {
            super(SinkTraits.plain(), next -> FaultySink.throttled(1_000, new LeapingTime(), next));
        }
    }

    @Nested
    class SlowKeepsTheContract extends Contract {
        SlowKeepsTheContract() {
            super(SinkTraits.plain(), next -> FaultySink.slow(Duration.ofSeconds(1), new LeapingTime(), next));
        }
    }

    @Nested
    class FailingKeepsTheContract extends Contract {
        FailingKeepsTheContract() {
            super(
                    SinkTraits.plain().withFaults(Fault.REJECT),
                    next -> FaultySink.failing(click -> click.userId() == SinkBackend.REJECTED_USER, next));
        }
    }

    @Nested
    class FailingOnceKeepsTheContract extends Contract {
        FailingOnceKeepsTheContract() {
            super(SinkTraits.plain(), next -> FaultySink.failingOnce(Long.MAX_VALUE, next));
        }
    }

    @Nested
    class DyingKeepsTheContract extends Contract {
        DyingKeepsTheContract() {
            super(SinkTraits.plain(), next -> FaultySink.dyingAfter(Long.MAX_VALUE, next));
        }
    }

    @Nested
    class SeveralFaultsKeepTheContract extends Contract {
        SeveralFaultsKeepTheContract() {
            super(SinkTraits.plain(), next -> {
                LeapingTime time = new LeapingTime();
                return FaultySink.throttled(
                        100, time, FaultySink.slow(Duration.ZERO, time, FaultySink.failing(0, 7, next)));
            });
        }
    }

    @Test
    void takesClicksAtAnEvenRate() throws Exception {
        ClickSink sink = FaultySink.throttled(100, time, memory);
        SampleClicks.send(SampleClicks.first(101), sink, receipts);
        assertThat(time.passed()).isEqualTo(Duration.ofSeconds(1));
        assertThat(receipts.all()).hasSize(101);
    }

    @Test
    void doesNotMakeUpForTurnsThatNobodyTook() throws Exception {
        ClickSink sink = FaultySink.throttled(100, time, memory);
        time.advance(Duration.ofSeconds(10));
        SampleClicks.send(SampleClicks.first(101), sink, receipts);
        assertThat(time.passed()).isEqualTo(Duration.ofSeconds(11));
    }

    @Test
    void takesItsTimeForEachClick() throws Exception {
        SampleClicks.send(SampleClicks.first(5), FaultySink.slow(Duration.ofMillis(300), time, memory), receipts);
        assertThat(time.passed()).isEqualTo(Duration.ofMillis(1_500));
        assertThat(receipts.all()).hasSize(5);
    }

    @Test
    void doesNotAcceptAClickWhoseTurnIsInterrupted() {
        ClickSink sink = FaultySink.throttled(100, time, memory);
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> sink.send(SampleClicks.numbered(1), receipts));
        assertThat(receipts.all()).isEmpty();
        assertThat(memory.clicks()).isEmpty();
    }

    @Test
    void failsAShareOfTheClicks() throws Exception {
        List<Click> clicks = SampleClicks.first(10_000);
        SampleClicks.send(clicks, FaultySink.failing(0.1, 7, memory), receipts);

        // Six standard deviations of a binomial distribution around its mean.
        assertThat(failed()).hasSizeBetween(820, 1_180);
        assertThat(memory.clicks()).hasSize(clicks.size() - failed().size()).doesNotContainAnyElementsOf(failed());
        assertThat(receipts.all())
                .filteredOn(Receipt.Failed.class::isInstance)
                .first()
                .isEqualTo(new Receipt.Failed(failed().get(0), 1, "failed on purpose"));
    }

    @Test
    void failsTheSameClicksForTheSameSeed() throws Exception {
        CollectedReceipts again = new CollectedReceipts();
        CollectedReceipts other = new CollectedReceipts();
        List<Click> clicks = SampleClicks.first(200);
        SampleClicks.send(clicks, FaultySink.failing(0.5, 7, InMemorySink.ofLast(1)), receipts);
        SampleClicks.send(clicks, FaultySink.failing(0.5, 7, InMemorySink.ofLast(1)), again);
        SampleClicks.send(clicks, FaultySink.failing(0.5, 8, InMemorySink.ofLast(1)), other);

        assertThat(failed(again)).isEqualTo(failed());
        assertThat(failed(other)).isNotEqualTo(failed());
    }

    @Test
    void failsNoneOrAll() throws Exception {
        List<Click> clicks = SampleClicks.first(1_000);
        SampleClicks.send(clicks, FaultySink.failing(0, 7, memory), receipts);
        assertThat(failed()).isEmpty();
        SampleClicks.send(clicks, FaultySink.failing(1, 7, memory), receipts);
        assertThat(failed()).hasSize(1_000);
    }

    @Test
    void failsOneClick() throws Exception {
        List<Click> clicks = SampleClicks.first(5);
        SampleClicks.send(clicks, FaultySink.failingOnce(3, memory), receipts);
        assertThat(failed()).containsExactly(clicks.get(2));
        assertThat(memory.clicks()).hasSize(4);
    }

    @Test
    void diesAfterSomeClicks() throws Exception {
        List<Click> clicks = SampleClicks.first(3);
        ClickSink sink = FaultySink.dyingAfter(3, memory);
        SampleClicks.send(clicks, sink, receipts);
        for (int i = 3; i < 5; i++) {
            Click next = SampleClicks.numbered(i);
            assertThatExceptionOfType(SinkException.class)
                    .isThrownBy(() -> sink.send(next, receipts))
                    .withMessage("memory sink must be alive: dead after 3 clicks")
                    .withCauseInstanceOf(IOException.class);
        }
        sink.flush();
        sink.close();
        assertThat(receipts.clicks()).containsExactlyElementsOf(clicks);
    }

    static Stream<Arguments> badValues() {
        TimeSource time = TimeSource.system();
        ClickSink next = InMemorySink.ofLast(1);
        return Stream.of(
                bad("clicksPerSecond must be 1 to 1000000000: 0", () -> FaultySink.throttled(0, time, next)),
                bad(
                        "clicksPerSecond must be 1 to 1000000000: 1000000001",
                        () -> FaultySink.throttled(1_000_000_001, time, next)),
                bad("delay must be 0 or more: PT-1S", () -> FaultySink.slow(Duration.ofSeconds(-1), time, next)),
                bad("share must be 0 to 1: 1.5", () -> FaultySink.failing(1.5, 7, next)),
                bad("share must be 0 to 1: NaN", () -> FaultySink.failing(Double.NaN, 7, next)),
                bad("number must be 1 or more: 0", () -> FaultySink.failingOnce(0, next)),
                bad("clicks must be 0 or more: -1", () -> FaultySink.dyingAfter(-1, next)));
    }

    private static Arguments bad(String message, ThrowingCallable call) {
        return Arguments.of(message, call);
    }

    @ParameterizedTest
    @MethodSource("badValues")
    void refusesBadValues(String message, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }

    private List<Click> failed() {
        return failed(receipts);
    }

    private static List<Click> failed(CollectedReceipts of) {
        return of.all().stream()
                .filter(Receipt.Failed.class::isInstance)
                .map(Receipt::click)
                .toList();
    }
}
