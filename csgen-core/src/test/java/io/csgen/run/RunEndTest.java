package io.csgen.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.csgen.click.Click;
import io.csgen.config.ConfigException;
import io.csgen.model.ShopModel;
import io.csgen.run.Pacing.TimeSource;
import io.csgen.run.RunReport.Lag;
import io.csgen.run.RunReport.ReasonCount;
import io.csgen.simulate.ClickGenerator;
import io.csgen.sink.ClickSink;
import io.csgen.sink.Receipt;
import io.csgen.sink.ReceiptListener;
import io.csgen.sink.SinkException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is thrown, wherever: a run ends, in a state, for a reason, and lets those go on who wait for it. */
@Timeout(30)
class RunEndTest {
    private static final ClickGenerator GENERATOR = ClickGenerator.of(
                    ShopModel.classic().with("customer-id-max", "3000"), 7, Instant.parse("2026-01-05T00:00:00Z"))
            .clicks(500);
    private static final String INTERNAL = "Internal error (a bug in csgen): ";

    /** Something that a run calls. */
    private enum Place {
        SEND,
        FLUSH,
        CLOSE,
        WITNESS,
        CLOCK,
        OBSERVER,
        LISTENER_AT_START,
        LISTENER_OF_LAG,
        LISTENER_OF_UNDELIVERED,
        LISTENER_AT_END;

        boolean isPartOfTheRun() {
            return ordinal() < OBSERVER.ordinal();
        }
    }

    /** Throws what it is told at one place, from the 100th call there on. */
    private static class Trap implements ClickSink, RunListener, TimeSource {
        final Place place;
        final Supplier<? extends Throwable> thrown;
        final AtomicInteger calls = new AtomicInteger();
        final LeapingTime time = new LeapingTime();
        final List<RunReport> ends = new ArrayList<>();
        volatile boolean closed;

        Trap(Place place, Supplier<? extends Throwable> thrown) {
            this.place = place;
            this.thrown = thrown;
        }

        void at(Place here) {
            boolean isOften = here == Place.SEND || here == Place.WITNESS || here == Place.CLOCK;
            if (here == place && (!isOften || calls.incrementAndGet() >= 100)) {
                sneak(thrown.get());
            }
        }

        @SuppressWarnings("unchecked")
        private static <T extends Throwable> void sneak(Throwable thrown) throws T {
            throw (T) thrown;
        }

        ClickRun start(int threads) {
            return ClickRun.of(GENERATOR, this)
                    .threads(threads)
                    .pacing(Pacing.realTime())
                    .timeSource(this)
                    .witness(click -> at(Place.WITNESS))
                    .observer(receipt -> at(Place.OBSERVER))
                    .listener(this)
                    .closingSink()
                    .start();
        }

        @Override
        public void send(Click click, ReceiptListener listener) {
            at(Place.SEND);
            listener.receive(
                    click.ordinal() == 3 && place == Place.LISTENER_OF_UNDELIVERED
                            ? new Receipt.Failed(click, 1, "no key")
                            : new Receipt.Delivered(click, 1, ""));
        }

        @Override
        public void flush() {
            at(Place.FLUSH);
        }

        @Override
        public void close() {
            closed = true;
            at(Place.CLOSE);
        }

        @Override
        public void started(ClickRun run) {
            at(Place.LISTENER_AT_START);
        }

        @Override
        public void lag(long nanos) {
            at(Place.LISTENER_OF_LAG);
        }

        @Override
        public void undelivered(ReasonCount.Outcome outcome, String reason) {
            at(Place.LISTENER_OF_UNDELIVERED);
        }

        @Override
        public void ended(ClickRun run, RunReport report) {
            ends.add(report);
            at(Place.LISTENER_AT_END);
        }

        @Override
        public Instant now() {
            return time.now();
        }

        @Override
        public long nanoTime() {
            at(Place.CLOCK);
            return time.nanoTime();
        }

        @Override
        public void awaitNanoTime(long reading) throws InterruptedException {
            time.awaitNanoTime(reading);
        }
    }

    /** Has a message that is none of anybody's business, and that cannot be had. */
    private static final class Silent extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException();
        }
    }

    private static final List<Supplier<? extends Throwable>> THROWN = List.of(
            () -> new AssertionError("on purpose"),
            StackOverflowError::new,
            () -> new NoClassDefFoundError("io/csgen/Gone"),
            () -> new UnsupportedOperationException("on purpose"),
            NullPointerException::new,
            () -> new IOException("past the compiler"),
            Silent::new);

    static Stream<Arguments> all() {
        return Arrays.stream(Place.values())
                .flatMap(place -> THROWN.stream()
                        .flatMap(thrown -> Stream.of(1, 2).map(threads -> Arguments.of(place, thrown, threads))));
    }

    @ParameterizedTest
    @MethodSource("all")
    void whateverIsThrownTheRunEnds(Place place, Supplier<? extends Throwable> thrown, int threads)
            throws InterruptedException {
        Trap trap = new Trap(place, thrown);

        ClickRun run = trap.start(threads);
        RunReport report = run.await();

        if (place.isPartOfTheRun()) {
            String type = thrown.get().getClass().getName();
            assertThat(report.state()).isEqualTo(RunReport.State.FAILED);
            assertThat(report.problem())
                    .hasValueSatisfying(
                            text -> assertThat(text).startsWith(INTERNAL + type).hasLineCount(1));
            assertThat(report.isAllDelivered()).isFalse();
            assertThat(run.failure())
                    .hasValueSatisfying(
                            e -> assertThat(e).isInstanceOf(thrown.get().getClass()));
        } else {
            assertThat(report.state()).isEqualTo(RunReport.State.COMPLETED);
            assertThat(report.problem()).isEmpty();
            assertThat(report.generated()).isEqualTo(500);
            assertThat(report.delivered() + report.failed()).isEqualTo(500);
        }
        assertThat(trap.closed).isTrue();
        assertThat(trap.ends).containsExactly(report);
        assertThat(run.state()).isEqualTo(report.state());
        assertThat(run.report()).isEqualTo(report);
        assertThat(report.inFlight()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"SEND", "FLUSH", "CLOSE"})
    void aSinkSaysItselfWhyItFails(Place place) throws InterruptedException {
        String why = "stream must exist: clicks";

        assertThat(new Trap(place, () -> new SinkException(why, null))
                        .start(1)
                        .await()
                        .problem())
                .contains(why);
    }

    @Test
    void aSinkSaysItselfThatAClickIsTooLargeOrThatItIsClosed() throws InterruptedException {
        assertThat(new Trap(Place.SEND, () -> new IllegalArgumentException("click 1-2 must be smaller"))
                        .start(1)
                        .await()
                        .problem())
                .contains("click 1-2 must be smaller");
        assertThat(new Trap(Place.FLUSH, () -> new IllegalStateException("sink must be open to flush: it"))
                        .start(1)
                        .await()
                        .problem())
                .contains("sink must be open to flush: it");
        assertThat(new Trap(Place.SEND, IllegalStateException::new)
                        .start(1)
                        .await()
                        .problem())
                .contains(INTERNAL + "java.lang.IllegalStateException");
    }

    @ParameterizedTest
    @EnumSource(names = {"SEND", "FLUSH", "CLOSE", "WITNESS", "CLOCK"})
    void aLackOfMemorySaysWhatToDo(Place place) throws InterruptedException {
        RunReport report = new Trap(place, () -> new OutOfMemoryError("Java heap space"))
                .start(1)
                .await();

        assertThat(report.problem())
                .hasValueSatisfying(
                        text -> assertThat(text)
                                .matches(
                                        "Out of memory: a heap of \\d+ MB is too small; raise it with -Xmx, such as java -Xmx\\d+m"));
    }

    @Test
    void theFirstFailureIsWhy() throws InterruptedException {
        ClickSink sink = new Trap(Place.FLUSH, () -> new SinkException("flush", null)) {
            @Override
            public void send(Click click, ReceiptListener listener) {
                throw new SinkException("send", null);
            }
        };

        assertThat(ClickRun.of(GENERATOR, sink).start().await().problem()).contains("send");
    }

    @Test
    void aStoppedRunWhoseSinkThenFailsHasFailed() throws InterruptedException {
        Trap trap = new Trap(Place.CLOSE, () -> new SinkException("lines must not be lost", null));
        CountDownLatch some = new CountDownLatch(50);
        ClickRun run = ClickRun.of(GENERATOR.clicks(Long.MAX_VALUE), trap)
                .closingSink()
                .witness(click -> some.countDown())
                .start();
        some.await();

        run.stop();

        assertThat(run.await().state()).isEqualTo(RunReport.State.FAILED);
        assertThat(run.report().problem()).contains("lines must not be lost");
    }

    @Test
    void aSinkThatIsInterruptedAgainAndAgainEndsTheRun() throws InterruptedException {
        RunReport report =
                new Trap(Place.FLUSH, InterruptedException::new).start(1).await();

        assertThat(report.state()).isEqualTo(RunReport.State.COMPLETED);
    }

    @Test
    void aRunThatIsNotToCloseItsSinkLeavesItOpen() throws InterruptedException {
        Trap trap = new Trap(Place.CLOSE, AssertionError::new);

        assertThat(ClickRun.of(GENERATOR, trap).start().await().state()).isEqualTo(RunReport.State.COMPLETED);
        assertThat(trap.closed).isFalse();
    }

    @Test
    void theEndDoesNotWaitForASinkThatNeverAnswers() {
        CountDownLatch never = new CountDownLatch(1);
        boolean[] hurried = new boolean[1];
        ClickSink sink = new ClickSink() {
            @Override
            public void send(Click click, ReceiptListener listener) {}

            @Override
            public void flush() throws InterruptedException {
                never.await();
            }

            @Override
            public void close() {
                hurried[0] = Thread.currentThread().isInterrupted();
            }
        };
        ClickRun run = ClickRun.of(GENERATOR, sink).closingSink().start();

        RunReport report = run.end(Duration.ofMillis(1));

        assertThat(report.state()).isIn(RunReport.State.STOPPED, RunReport.State.COMPLETED);
        assertThat(report.inFlight()).isEqualTo(report.accepted());
        assertThat(hurried[0]).isTrue();
    }

    @Test
    void theEndWithinTheLimitWaitsForReceipts() {
        Trap trap = new Trap(Place.SEND, AssertionError::new);
        trap.calls.set(Integer.MIN_VALUE);

        RunReport report = trap.start(1).end(Duration.ofSeconds(20));

        assertThat(report.state()).isIn(RunReport.State.STOPPED, RunReport.State.COMPLETED);
        assertThat(report.delivered()).isEqualTo(report.generated());
        assertThat(trap.closed).isTrue();
    }

    @Test
    void reasonsAreCountedWithTheMostFrequentFirst() throws InterruptedException {
        RunReport report = ClickRun.of(
                        GENERATOR.clicks(100),
                        answering(number -> number % 10 == 0
                                ? new Answer(false, "time-out")
                                : number % 2 == 0 ? new Answer(true, "no key") : new Answer(true, null)))
                .start()
                .await();

        assertThat(report.reasons())
                .containsExactly(
                        new ReasonCount(ReasonCount.Outcome.FAILED, "no key", 40),
                        new ReasonCount(ReasonCount.Outcome.UNCONFIRMED, "time-out", 10));
        assertThat(report.toString()).contains(", reasons: 40 failed: no key; 10 unconfirmed: time-out");
    }

    @Test
    void idsDoNotMakeReasonsOfTheirOwn() throws InterruptedException {
        RunReport report = ClickRun.of(
                        GENERATOR.clicks(90),
                        answering(number -> new Answer(
                                true,
                                switch (number % 3) {
                                    case 0 -> "request 0a1b2c3d-0000-4000-8000-%012d: HTTP 503".formatted(number);
                                    case 1 -> "click %016x-2 must have a key".formatted(number);
                                    default -> "stream clicks-2 must answer within " + (100_000 + number) + " ms";
                                })))
                .start()
                .await();

        assertThat(report.reasons().stream().map(ReasonCount::toString))
                .containsExactlyInAnyOrder(
                        "30 failed: request …: HTTP 503",
                        "30 failed: click … must have a key",
                        "30 failed: stream clicks-2 must answer within … ms");
    }

    @Test
    void manyReasonsAreOneBeyondTheFirst() throws InterruptedException {
        List<String> told = new ArrayList<>();
        RunListener listener = new RunListener() {
            @Override
            public void undelivered(ReasonCount.Outcome outcome, String reason) {
                told.add(outcome + " " + reason);
            }
        };

        RunReport report = ClickRun.of(
                        GENERATOR.clicks(500), answering(number -> new Answer(true, "shelf " + number + " is empty")))
                .listener(listener)
                .start()
                .await();

        assertThat(report.reasons()).hasSize(21);
        assertThat(report.reasons().get(0))
                .isEqualTo(new ReasonCount(ReasonCount.Outcome.FAILED, ReasonCount.OTHER, 480));
        assertThat(report.failed()).isEqualTo(500);
        assertThat(told).hasSize(500).startsWith("failed shelf 0 is empty").endsWith("failed other reasons");
        assertThat(report.toString()).contains("; and 18 more");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\tb"})
    void aReasonIsOneLine(String reason) throws InterruptedException {
        RunReport report = ClickRun.of(GENERATOR.clicks(1), answering(number -> new Answer(true, reason)))
                .start()
                .await();

        assertThat(report.reasons().get(0).reason()).hasLineCount(1).startsWith("a\\u00");
    }

    /** A reason, or none where the click is delivered. */
    private record Answer(boolean failed, String reason) {}

    private static ClickSink answering(IntFunction<Answer> answers) {
        int[] number = {0};
        return new ClickSink() {
            @Override
            public void send(Click click, ReceiptListener listener) {
                Answer answer = answers.apply(number[0]++);
                if (answer.reason() == null) {
                    listener.receive(new Receipt.Delivered(click, 1, ""));
                } else {
                    listener.receive(
                            answer.failed()
                                    ? new Receipt.Failed(click, 1, answer.reason())
                                    : new Receipt.Unconfirmed(click, 1, answer.reason()));
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    @Test
    void aReportSaysWhyIfAndOnlyIfTheRunFailed() {
        assertThatThrownBy(() -> report(RunReport.State.FAILED, Optional.empty()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("problem must be given if and only if the run failed: failed");
        assertThatThrownBy(() -> report(RunReport.State.COMPLETED, Optional.of("no")))
                .hasMessage("problem must be given if and only if the run failed: completed");
        assertThat(report(RunReport.State.STOPPING, Optional.of("no")).problem())
                .contains("no");
    }

    private static RunReport report(RunReport.State state, Optional<String> problem) {
        return new RunReport(
                state,
                problem,
                1,
                Instant.EPOCH,
                Duration.ZERO,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                RunReport.Counts.NONE,
                List.of(),
                Lag.NONE,
                Lag.NONE);
    }
}
