package io.csgen.run;

import static io.csgen.Rejections.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.csgen.click.Click;
import io.csgen.config.ConfigException;
import io.csgen.model.ShopModel;
import io.csgen.run.Pacing.TimeSource;
import io.csgen.run.RunReport.Lag;
import io.csgen.run.RunReport.RateBalance;
import io.csgen.run.RunReport.ReasonCount;
import io.csgen.simulate.ClickGenerator;
import io.csgen.simulate.ClickIterator;
import io.csgen.simulate.Position;
import io.csgen.sink.ClickSink;
import io.csgen.sink.InMemorySink;
import io.csgen.sink.Receipt;
import io.csgen.sink.ReceiptListener;
import io.csgen.sink.SinkException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ClickRunTest {
    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
    private static final ClickGenerator GENERATOR =
            ClickGenerator.of(ShopModel.classic().with("customer-id-max", "3000"), 7, START);

    /** A sink that does with each click what the test says, and gives the receipts it still owes in flush. */
    private static class ScriptedSink implements ClickSink {
        final Queue<Runnable> owed = new ArrayDeque<>();
        int flushes;

        @Override
        public synchronized void send(Click click, ReceiptListener listener) throws InterruptedException {
            owed.add(() -> listener.receive(new Receipt.Delivered(click, 1, "")));
        }

        @Override
        public synchronized void flush() throws InterruptedException {
            flushes++;
            while (!owed.isEmpty()) {
                owed.remove().run();
            }
        }

        @Override
        public void close() {}
    }

    @Test
    void aBoundedGeneratorCompletes() throws InterruptedException {
        ScriptedSink sink = new ScriptedSink();

        RunReport report = ClickRun.of(GENERATOR.sessions(100), sink).start().await();

        assertThat(report.state()).isEqualTo(RunReport.State.COMPLETED);
        assertThat(report.sessions()).isEqualTo(100);
        assertThat(report.generated())
                .isEqualTo(GENERATOR.sessions(100).stream().count());
        assertThat(report.accepted()).isEqualTo(report.generated());
        assertThat(report.delivered()).isEqualTo(report.generated());
        assertThat(report.inFlight()).isZero();
        assertThat(report.seed()).isEqualTo(7);
        assertThat(report.targetClicksPerSecond()).isEmpty();
        assertThat(report.isAllDelivered()).isTrue();
        assertThat(sink.flushes).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void clicksAndCountsAreTheSameForAnyNumberOfThreads(int threads) throws InterruptedException {
        List<Click> sent = new ArrayList<>();

        RunReport report = ClickRun.of(GENERATOR.sessions(2_000), recording(sent::add))
                .threads(threads)
                .start()
                .await();

        assertThat(sent).isEqualTo(GENERATOR.sessions(2_000).stream().toList());
        assertThat(report.state()).isEqualTo(RunReport.State.COMPLETED);
        assertThat(report.sessions()).isEqualTo(2_000);
        assertThat(report.generated()).isEqualTo(sent.size());
        assertThat(report.delivered()).isEqualTo(sent.size());
        assertThatNoThreadIsLeft();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aRunFromAPositionCountsWhatItHandsOver(int threads) throws InterruptedException {
        ClickIterator clicks = GENERATOR.clicks(1_000).iterator();
        clicks.forEachRemaining(click -> {});
        ClickGenerator rest = GENERATOR.clicks(3_000).from(clicks.position());
        long sessions = rest.stream().filter(c -> c.ordinal() == 1).count();

        RunReport report =
                ClickRun.of(rest, new ScriptedSink()).threads(threads).start().await();

        assertThat(report.generated()).isEqualTo(2_000);
        assertThat(report.sessions()).isEqualTo(sessions).isPositive();
    }

    @Test
    void aRunFromAPositionIsPacedFromThere() throws InterruptedException {
        ClickIterator clicks = GENERATOR.clicks(1_000).iterator();
        clicks.forEachRemaining(click -> {});
        LeapingTime time = new LeapingTime();
        long begin = time.nanoTime();
        List<Long> sentAt = new ArrayList<>();
        List<Long> due = new ArrayList<>();
        ClickSink sink = recording(click -> {
            sentAt.add(time.nanoTime() - begin);
            due.add((click.timestampMillis() - clicks.position().timestampMillis()) * 1_000_000);
        });

        ClickRun.of(GENERATOR.clicks(1_100).from(clicks.position()), sink)
                .pacing(Pacing.realTime())
                .timeSource(time)
                .start()
                .await();

        assertThat(sentAt).hasSize(100).isEqualTo(due);
    }

    /** Under way at ten thousand clicks a second are a million sessions; or a century passes in seconds. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | clicks-per-second | 10000",
                "3 | clicks-per-second | 10000",
                "1 | stages | ramp(0.000000001..0.000000002, 36500d)",
                "3 | stages | ramp(0.000000001..0.000000002, 36500d)"
            })
    void stopEndsARunThatIsDrawingItsFirstSessions(int threads, String key, String value) throws InterruptedException {
        ClickGenerator slow =
                ClickGenerator.of(GENERATOR.model().with(key, value), 7, START).startingWarm();
        ClickRun run = ClickRun.of(slow, new ScriptedSink()).threads(threads).start();

        run.stop();
        RunReport report = run.await();

        assertThat(report.state()).isEqualTo(RunReport.State.STOPPED);
        assertThat(report.problem()).isEmpty();
        assertThatNoThreadIsLeft();
    }

    @Test
    void stopEndsARunOfSeveralThreads() throws InterruptedException {
        CountDownLatch some = new CountDownLatch(10_000);
        ClickRun run = ClickRun.of(GENERATOR, recording(click -> some.countDown()))
                .threads(4)
                .start();
        some.await();
        run.close();

        assertThat(run.report().state()).isEqualTo(RunReport.State.STOPPED);
        assertThat(run.report().delivered()).isEqualTo(run.report().generated());
        assertThatNoThreadIsLeft();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aPositionThatIsNoneFailsTheRun(int threads) throws InterruptedException {
        Position foreign = new Position(
                START.toEpochMilli() + 1, GENERATOR.iterator().next().sessionId(), 1, 1);

        RunReport report = ClickRun.of(GENERATOR.from(foreign), new ScriptedSink())
                .threads(threads)
                .start()
                .await();

        assertThat(report.state()).isEqualTo(RunReport.State.FAILED);
        assertThat(report.problem()).contains("position must be one of this model, seed, start and shard: " + foreign);
        assertThat(report.generated()).isZero();
        assertThatNoThreadIsLeft();
    }

    @Test
    void threadsAreFromOneTo64() {
        ClickRun.Builder builder = ClickRun.of(GENERATOR, new ScriptedSink());

        assertThat(problemsOf(() -> builder.threads(0))).containsExactly("threads must be from 1 to 64: 0");
        assertThat(problemsOf(() -> builder.threads(65))).containsExactly("threads must be from 1 to 64: 65");
    }

    @Test
    void theReportSaysInOneLineHowItWent() {
        RunReport report = new RunReport(
                RunReport.State.FAILED,
                Optional.of("stream must exist: clicks"),
                7,
                START,
                Duration.ofMillis(1500),
                Optional.of(3.0),
                Optional.of(3.0),
                Optional.of(new RateBalance(50, 10, 5, List.of(new RateBalance.Reason("cold start", -40)))),
                List.of(),
                new RunReport.Counts(2, 10, 9, 5, 1, 2, 4),
                List.of(
                        new ReasonCount(ReasonCount.Outcome.UNCONFIRMED, "gone", 2),
                        new ReasonCount(ReasonCount.Outcome.FAILED, "no key", 1)),
                new Lag(millis(3), millis(1), millis(2), millis(7), millis(8), Duration.ofNanos(8_250_000)),
                Lag.NONE);

        assertThat(report)
                .hasToString("failed: generated 10, accepted 9, delivered 5, failed 1, unconfirmed 2, retried 4,"
                        + " in flight 1, sessions 2, elapsed 1500 ms, lag p50 1.0, p99 7.0,"
                        + " max 8.25 ms, reasons: 2 unconfirmed: gone; 1 failed: no key,"
                        + " asked for 50 clicks, made 10: cold start -40,"
                        + " problem: stream must exist: clicks");
        assertThat(report.isAllDelivered()).isFalse();
    }

    private static Duration millis(int count) {
        return Duration.ofMillis(count);
    }

    @Test
    void outcomesAreCountedByKind() throws InterruptedException {
        int[] number = {0};
        ClickSink sink = new ScriptedSink() {
            @Override
            public synchronized void send(Click click, ReceiptListener listener) {
                listener.receive(
                        switch (number[0]++ % 4) {
                            case 0 -> new Receipt.Delivered(click, 1, "a");
                            case 1 -> new Receipt.Delivered(click, 3, "b");
                            case 2 -> new Receipt.Failed(click, 0, "too late");
                            default -> new Receipt.Unconfirmed(click, 2, "gone");
                        });
            }
        };
        List<Receipt> observed = new CopyOnWriteArrayList<>();

        RunReport report = ClickRun.of(GENERATOR.clicks(100), sink)
                .observer(observed::add)
                .start()
                .await();

        assertThat(report.delivered()).isEqualTo(50);
        assertThat(report.failed()).isEqualTo(25);
        assertThat(report.unconfirmed()).isEqualTo(25);
        assertThat(report.retried()).isEqualTo(25 * 2 + 25);
        assertThat(report.state()).isEqualTo(RunReport.State.COMPLETED);
        assertThat(report.isAllDelivered()).isFalse();
        assertThat(observed).hasSize(100);
    }

    @Test
    void pacedClicksGoOutWhenTheyAreDue() throws InterruptedException {
        LeapingTime time = new LeapingTime();
        long begin = time.nanoTime();
        List<Click> clicks = new ArrayList<>();
        List<Long> sentAt = new ArrayList<>();
        ClickSink sink = recording(click -> {
            clicks.add(click);
            sentAt.add(time.nanoTime() - begin);
        });

        RunReport report = ClickRun.of(GENERATOR.clicks(200), sink)
                .pacing(Pacing.speedup(10))
                .timeSource(time)
                .start()
                .await();

        for (int i = 0; i < 200; i++) {
            long virtualMillis = clicks.get(i).timestampMillis() - START.toEpochMilli();
            assertThat(sentAt.get(i)).isEqualTo(virtualMillis * 100_000);
        }
        assertThat(report.targetClicksPerSecond()).contains(30.0);
        assertThat(report.lag().max()).isZero();
        assertThat(report.elapsed()).isEqualTo(Duration.ofNanos(sentAt.get(199)));
    }

    @Test
    void aStalledSinkShowsAsLagAndTheScheduleIsCaughtUp() throws InterruptedException {
        LeapingTime time = new LeapingTime();
        long begin = time.nanoTime();
        int[] sent = {0};
        List<Long> sentAt = new ArrayList<>();
        ClickSink sink = recording(click -> {
            sentAt.add(time.nanoTime() - begin);
            if (sent[0]++ == 50) {
                time.advance(Duration.ofSeconds(20));
            }
        });

        RunReport report = ClickRun.of(GENERATOR.clicks(500), sink)
                .pacing(Pacing.realTime())
                .timeSource(time)
                .start()
                .await();

        List<Click> clicks = GENERATOR.clicks(500).stream().toList();
        long stalledUntil = sentAt.get(50) + Duration.ofSeconds(20).toNanos();
        for (int i = 51; i < 500; i++) {
            long due = (clicks.get(i).timestampMillis() - START.toEpochMilli()) * 1_000_000;
            assertThat(sentAt.get(i)).isEqualTo(Math.max(due, stalledUntil));
        }
        long dueAfterStall = (clicks.get(51).timestampMillis() - START.toEpochMilli()) * 1_000_000;
        assertThat(report.lag().max()).isEqualTo(Duration.ofNanos(stalledUntil - dueAfterStall));
        assertThat(report.lag().latest()).isZero();
        assertThat(report.delivered()).isEqualTo(500);
    }

    private static ClickSink recording(Consumer<Click> record) {
        return new ScriptedSink() {
            @Override
            public synchronized void send(Click click, ReceiptListener listener) {
                record.accept(click);
                listener.receive(new Receipt.Delivered(click, 1, ""));
            }
        };
    }

    @Test
    void stopFreesARunBlockedInSendAndCountsNoClickThatWasNotAccepted() throws InterruptedException {
        Semaphore room = new Semaphore(10);
        CountDownLatch blocked = new CountDownLatch(11);
        ClickSink sink = new ScriptedSink() {
            @Override
            public void send(Click click, ReceiptListener listener) throws InterruptedException {
                blocked.countDown();
                room.acquire();
                super.send(click, listener);
            }
        };
        ClickRun run = ClickRun.of(GENERATOR, sink).start();
        blocked.await();

        run.stop();
        RunReport report = run.await();

        assertThat(report.state()).isEqualTo(RunReport.State.STOPPED);
        assertThat(report.generated()).isEqualTo(10);
        assertThat(report.accepted()).isEqualTo(10);
        assertThat(report.delivered()).isEqualTo(10);
        assertThat(report.isAllDelivered()).isTrue();
    }

    @RepeatedTest(50)
    void stopAtAnyMomentLosesNothing() throws InterruptedException {
        CountDownLatch some = new CountDownLatch(20);
        ClickSink sink = new ScriptedSink() {
            @Override
            public synchronized void send(Click click, ReceiptListener listener) throws InterruptedException {
                some.countDown();
                super.send(click, listener);
            }

            @Override
            public void flush() throws InterruptedException {
                // Gives a late interruption the chance to do harm.
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                super.flush();
            }
        };
        ClickRun run = ClickRun.of(GENERATOR.clicks(2_000), sink).start();
        some.await();
        run.stop();
        run.stop();
        run.close();

        RunReport report = run.report();
        assertThat(report.state()).isIn(RunReport.State.STOPPED, RunReport.State.COMPLETED);
        assertThat(report.accepted()).isEqualTo(report.generated());
        assertThat(report.delivered()).isEqualTo(report.generated());
        assertThat(report.inFlight()).isZero();
    }

    @Test
    void aSinkThatGivesUpFailsTheRunWithItsReason() throws InterruptedException {
        int[] sent = {0};
        ClickSink sink = new ScriptedSink() {
            @Override
            public synchronized void send(Click click, ReceiptListener listener) throws InterruptedException {
                if (sent[0]++ == 3) {
                    throw new SinkException("stream must exist: clicks", null);
                }
                super.send(click, listener);
            }
        };

        RunReport report = ClickRun.of(GENERATOR, sink).start().await();

        assertThat(report.state()).isEqualTo(RunReport.State.FAILED);
        assertThat(report.problem()).contains("stream must exist: clicks");
        assertThat(report.generated()).isEqualTo(4);
        assertThat(report.accepted()).isEqualTo(3);
        assertThat(report.delivered()).isEqualTo(3);
        assertThat(report.isAllDelivered()).isFalse();
    }

    @Test
    void awaitWithALimitTellsAnUnfinishedRunFromAFinishedOne() throws InterruptedException {
        CountDownLatch gate = new CountDownLatch(1);
        ClickSink sink = new ScriptedSink() {
            @Override
            public void flush() throws InterruptedException {
                gate.await();
                super.flush();
            }
        };
        ClickRun run = ClickRun.of(GENERATOR.clicks(5), sink).start();

        assertThat(run.await(Duration.ZERO)).isEmpty();
        gate.countDown();
        assertThat(run.await(Duration.ofSeconds(20)).map(RunReport::state)).contains(RunReport.State.COMPLETED);
    }

    @Test
    void noThreadIsLeftAfterTheEnd() throws InterruptedException {
        ClickRun run = ClickRun.of(GENERATOR.clicks(5), new ScriptedSink()).start();
        run.await();
        run.close();

        assertThatNoThreadIsLeft();
    }

    private static void assertThatNoThreadIsLeft() throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().matches("csgen-(run|clicks)-.*")) {
                thread.join(20_000);
                assertThat(thread.isAlive()).as(thread.getName()).isFalse();
            }
        }
    }

    @Test
    void aSpeedMustBeAboveZero() {
        assertThatThrownBy(() -> Pacing.speedup(0))
                .isInstanceOf(ConfigException.class)
                .hasMessage("speed must be a number from 0.000001 to 1000000: 0.0");
        assertThatThrownBy(() -> Pacing.speedup(Double.NaN))
                .hasMessage("speed must be a number from 0.000001 to 1000000: NaN");
        assertThat(Pacing.speedup(2.5)).hasToString("2.5 x real time");
        assertThat(Pacing.realTime()).hasToString("real time");
        assertThat(Pacing.unpaced()).hasToString("unpaced");
    }

    @Test
    void theClockOfTheMachineWaitsUntilTheReading() throws InterruptedException {
        TimeSource time = TimeSource.system();
        long reading = time.nanoTime() + 2_000_000;

        time.awaitNanoTime(reading);

        assertThat(time.nanoTime()).isGreaterThanOrEqualTo(reading);
        assertThat(Duration.between(Instant.now(), time.now()).abs()).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void aRateThatMemoryHasNoRoomForIsRefusedAndTheRunGoesOn() throws InterruptedException {
        ShopModel model = ShopModel.classic().with("session-timeout", "1d").with("think-time", "constant(20h)");
        ClickGenerator generator = ClickGenerator.of(model, 3, START);
        try (ClickRun run = ClickRun.of(generator, InMemorySink.withCapacity(1_000))
                .pacing(Pacing.realTime())
                .start()) {
            assertThatThrownBy(() -> run.rate(10_000_000))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageStartingWith("memory must be about ");
            assertThat(run.state()).isEqualTo(RunReport.State.RUNNING);
            assertThat(run.report().rateChanges()).isEmpty();
        }
    }

    @Test
    void aRunThatMemoryHasNoRoomForDoesNotStart() {
        ShopModel model = ShopModel.classic()
                .with("session-timeout", "1d")
                .with("think-time", "constant(20h)")
                .with("clicks-per-second", "10000000");
        ClickRun.Builder run = ClickRun.of(ClickGenerator.of(model, 3, START), InMemorySink.withCapacity(1_000));

        assertThatThrownBy(run::start)
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("memory must be about ");
    }

    @Test
    void theSlowestPaceIsFarAheadNotInThePast() {
        long years68 = Duration.ofDays(24_855).toMillis();

        assertThat(Pacing.speedup(1e-6).dueNanos(years68)).isEqualTo(1L << 61);
        assertThat(Pacing.speedup(1e-6).dueNanos(1)).isEqualTo(1_000_000_000_000L);
        assertThat(Pacing.realTime().dueNanos(years68)).isEqualTo(years68 * 1_000_000);
        assertThat(new Timeline(Pacing.speedup(1e-6), 0, 1L << 61).dueNanos(years68))
                .isEqualTo(1L << 62);
        assertThatThrownBy(() -> Pacing.speedup(1.1e6))
                .hasMessage("speed must be a number from 0.000001 to 1000000: 1100000.0");
        assertThatThrownBy(() -> Pacing.speedup(9e-7))
                .hasMessage("speed must be a number from 0.000001 to 1000000: 9.0E-7");
    }
}
