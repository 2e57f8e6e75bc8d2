package io.csgen.examples.server;

import static io.csgen.examples.server.StoreServer.State.RUNNING;
import static io.csgen.examples.server.StoreServer.State.STARTING;
import static io.csgen.examples.server.StoreServer.State.STOPPED;
import static io.csgen.examples.server.StoreServer.State.STOPPING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.csgen.click.Click;
import io.csgen.config.ConfigException;
import io.csgen.examples.job.Execution;
import io.csgen.examples.job.RunFaults;
import io.csgen.examples.job.RunPlan;
import io.csgen.examples.testing.GatedSink;
import io.csgen.model.ShopModel;
import io.csgen.run.RunListener;
import io.csgen.run.RunReport;
import io.csgen.simulate.ClickGenerator;
import io.csgen.sink.ClickSink;
import io.csgen.sink.ReceiptListener;
import io.csgen.sink.SinkException;
import io.csgen.sink.internal.FailureText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class StoreServerTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final ShopModel MODEL = ShopModel.classic()
            .with("customer-id-max", "50000")
            .with("session-timeout", "1s")
            .with("clicks-per-second", "2000");

    private final ExecutorService others = Executors.newCachedThreadPool();

    @AfterEach
    void noThreadIsLeft() throws InterruptedException {
        others.shutdownNow();
        assertThat(others.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .noneMatch(name -> name.startsWith("csgen-run") || name.startsWith("csgen-sink")));
    }

    private static ClickGenerator generator() {
        return ClickGenerator.of(MODEL, 7, Instant.parse("2026-01-05T00:00:00Z"))
                .startingWarm();
    }

    private static StoreServer server(Supplier<ClickSink> sinks, Duration limit) {
        return new StoreServer(StoreServerTest::generator, sinks, Optional.empty(), limit, limit);
    }

    private static void awaitClicks(GatedSink sink) {
        await().until(() -> sink.acceptedCount() >= 100);
    }

    private static void assertNothingLost(RunReport report, GatedSink sink) {
        assertThat(report.generated()).isEqualTo(sink.acceptedCount());
        assertThat(report.accepted()).isEqualTo(sink.acceptedCount());
        assertThat(report.delivered()).isEqualTo(sink.acceptedCount());
        assertThat(sink.closeCount()).isEqualTo(1);
    }

    @Test
    void aNewServerIsStoppedAndHasNothingToReport() {
        try (StoreServer server = server(GatedSink::new, LONG)) {
            StoreServer.Status status = server.status();

            assertThat(status.state()).isEqualTo(STOPPED).hasToString("stopped");
            assertThat(status.report()).isEmpty();
            assertThat(status.problem()).isEmpty();
            assertThat(server.watch().after(0).latest()).isEmpty();
            assertThat(server.isLossless()).isTrue();
        }
    }

    @Test
    void whatWasStartedIsStoppedWithoutLoss() throws Exception {
        GatedSink sink = new GatedSink();
        try (StoreServer server = server(() -> sink, LONG)) {
            assertThat(server.start()).isEqualTo(RUNNING);
            assertThat(server.status().state()).isEqualTo(RUNNING);
            awaitClicks(sink);

            assertThat(server.stop()).isEqualTo(STOPPED);

            StoreServer.Status status = server.status();
            assertThat(status.state()).isEqualTo(STOPPED);
            assertThat(status.report().orElseThrow().state()).isEqualTo(RunReport.State.STOPPED);
            assertThat(status.problem()).isEmpty();
            assertThat(server.watch().after(0).latest()).hasSize(20);
            assertThat(server.watch().after(0).latest().get(0).timestampMillis())
                    .isGreaterThanOrEqualTo(
                            server.watch().after(0).latest().get(19).timestampMillis());
            assertNothingLost(status.report().orElseThrow(), sink);
            assertThat(server.isLossless()).isTrue();
        }
    }

    @Test
    void startingAndStoppingTwiceIsRefused() throws Exception {
        try (StoreServer server = server(GatedSink::new, LONG)) {
            assertThatThrownBy(server::stop)
                    .isInstanceOf(StoreServer.WrongStateException.class)
                    .hasMessage("Server already stopped");
            server.start();
            assertThatThrownBy(server::start)
                    .isInstanceOf(StoreServer.WrongStateException.class)
                    .hasMessage("Server already running");
            server.stop();
            assertThatThrownBy(server::stop).hasMessage("Server already stopped");
        }
    }

    @Test
    void everyRunHasASinkAndAGeneratorOfItsOwn() throws Exception {
        List<GatedSink> sinks = new CopyOnWriteArrayList<>();
        AtomicInteger generators = new AtomicInteger();
        Supplier<ClickSink> opener = () -> {
            sinks.add(new GatedSink());
            return sinks.get(sinks.size() - 1);
        };
        Supplier<ClickGenerator> maker = () -> ClickGenerator.of(MODEL, generators.incrementAndGet(), Instant.EPOCH)
                .startingWarm();
        try (StoreServer server = new StoreServer(maker, opener, Optional.empty(), LONG, LONG)) {
            server.start();
            awaitClicks(sinks.get(0));
            server.stop();
            server.start();
            awaitClicks(sinks.get(1));

            assertThat(server.status().report().orElseThrow().seed()).isEqualTo(2);
            assertThat(sinks.get(0).closeCount()).isEqualTo(1);
            assertThat(sinks.get(1).closeCount()).isZero();
        }
        assertThat(sinks).hasSize(2).allMatch(sink -> sink.closeCount() == 1);
    }

    static Stream<Arguments> errors() {
        return Stream.<Supplier<Throwable>>of(
                        () -> new OutOfMemoryError("Java heap space"),
                        () -> new NoClassDefFoundError("io/csgen/Gone"),
                        AssertionError::new,
                        NullPointerException::new,
                        () -> new SinkException("stream must exist: clicks", null))
                .flatMap(thrown -> Stream.of(true, false).map(inGenerator -> Arguments.of(thrown, inGenerator)));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void anErrorWhileStartingIsAProblemAndTheNextStartWorks(Supplier<Throwable> thrown, boolean inGenerator)
            throws Exception {
        Trap trap = new Trap(thrown);
        GatedSink sink = new GatedSink();
        Supplier<ClickGenerator> generators = () -> {
            trap.springIf(inGenerator);
            return generator();
        };
        Supplier<ClickSink> sinks = () -> {
            trap.springIf(!inGenerator);
            return sink;
        };
        try (StoreServer server = new StoreServer(generators, sinks, Optional.empty(), LONG, LONG)) {
            assertThatThrownBy(server::start).isInstanceOf(thrown.get().getClass());

            assertThat(server.status().state()).isEqualTo(STOPPED);
            assertThat(server.status().problem()).contains(FailureText.of(thrown.get()));
            trap.disarm();
            assertThat(server.start()).isEqualTo(RUNNING);
            awaitClicks(sink);
            assertThat(server.status().problem()).isEmpty();
        }
        assertThat(sink.closeCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("errors")
    void anErrorAmidARunIsItsProblemAndTheNextStartWorks(Supplier<Throwable> thrown, boolean inFlush) throws Exception {
        Trap trap = new Trap(thrown);
        List<GatedSink> opened = new CopyOnWriteArrayList<>();
        Supplier<ClickSink> sinks = () -> {
            GatedSink gated = new GatedSink();
            opened.add(gated);
            return new ClickSink() {
                @Override
                public void send(Click click, ReceiptListener listener) throws InterruptedException {
                    trap.springIf(!inFlush && gated.acceptedCount() >= 100);
                    gated.send(click, listener);
                }

                @Override
                public void flush() throws InterruptedException {
                    trap.springIf(inFlush);
                    gated.flush();
                }

                @Override
                public void close() {
                    gated.close();
                }
            };
        };
        try (StoreServer server = server(sinks, LONG)) {
            server.start();
            awaitClicks(opened.get(0));
            if (inFlush) {
                server.stop();
            }
            await().until(() -> server.status().state() == STOPPED);

            StoreServer.Status status = server.status();
            assertThat(status.report().orElseThrow().state()).isEqualTo(RunReport.State.FAILED);
            assertThat(status.problem()).contains(FailureText.of(thrown.get()));
            assertThat(server.isLossless()).isFalse();
            trap.disarm();
            assertThat(server.start()).isEqualTo(RUNNING);
        }
        assertThat(opened).hasSize(2).allMatch(sink -> sink.closeCount() == 1);
    }

    /** Throws until it is disarmed. */
    private static final class Trap {
        private final Supplier<Throwable> thrown;
        private volatile boolean armed = true;

        Trap(Supplier<Throwable> thrown) {
            this.thrown = thrown;
        }

        void disarm() {
            armed = false;
        }

        void springIf(boolean here) {
            if (here && armed) {
                Trap.<RuntimeException>sneak(thrown.get());
            }
        }

        @SuppressWarnings("unchecked")
        private static <T extends Throwable> void sneak(Throwable thrown) throws T {
            throw (T) thrown;
        }
    }

    @Test
    void aSinkThatIsNeverOpenDoesNotKeepTheServerFromEnding() throws Exception {
        CountDownLatch opening = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        StoreServer server = server(
                () -> {
                    opening.countDown();
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        throw new SinkException("stream must be found: interrupted", e);
                    }
                    return new GatedSink();
                },
                LONG);
        Future<?> start = others.submit(server::start);
        opening.await();

        server.close();

        assertThatThrownBy(start::get).hasRootCauseInstanceOf(InterruptedException.class);
        assertThat(server.status().problem()).contains("stream must be found: interrupted");
    }

    @Test
    void whatWasOpenedIsClosedWhereARunCannotStart() {
        GatedSink sink = new GatedSink();
        RunPlan plan = new RunPlan(
                generator(),
                1,
                RunFaults.NONE,
                faults -> sink,
                Optional.empty(),
                run -> {
                    throw new StackOverflowError();
                },
                click -> {},
                RunListener.NONE);

        assertThatThrownBy(() -> Execution.start(plan, ended -> {})).isInstanceOf(StackOverflowError.class);

        assertThat(sink.closeCount()).isEqualTo(1);
    }

    @Test
    void aStopWithReceiptsToComeAnswersStoppingAndEndsByItself() throws Exception {
        GatedSink sink = new GatedSink().holdingReceipts();
        try (StoreServer server = server(() -> sink, Duration.ofMillis(1))) {
            server.start();
            awaitClicks(sink);

            assertThat(server.stop()).isEqualTo(STOPPING).hasToString("stopping");
            assertThat(server.status().state()).isEqualTo(STOPPING);
            assertThatThrownBy(server::start).hasMessage("Server is stopping");
            assertThatThrownBy(server::stop).hasMessage("Server is stopping");
            assertThat(sink.closeCount()).isZero();

            sink.releaseReceipts();
            await().until(() -> server.status().state() == STOPPED);
            assertNothingLost(server.status().report().orElseThrow(), sink);
            server.start();
        }
    }

    @Test
    void aStopWhileTheSinkIsThrottledLosesNoClick() throws Exception {
        GatedSink sink = new GatedSink().withRoomFor(150);
        try (StoreServer server = server(() -> sink, LONG)) {
            server.start();
            await().until(() -> sink.acceptedCount() == 150 && sink.isSendBlocked());

            assertThat(server.stop()).isEqualTo(STOPPED);

            assertNothingLost(server.status().report().orElseThrow(), sink);
        }
    }

    @Test
    void aSinkThatCannotBeOpenedIsReportedAndMayBeTriedAgain() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        Supplier<ClickSink> opener = () -> {
            if (attempts.incrementAndGet() == 1) {
                throw new SinkException("stream must exist: clicks", null);
            }
            return new GatedSink();
        };
        try (StoreServer server = server(opener, LONG)) {
            assertThatThrownBy(server::start).isInstanceOf(SinkException.class).hasMessage("stream must exist: clicks");
            assertThat(server.status().state()).isEqualTo(STOPPED);
            assertThat(server.status().problem()).contains("stream must exist: clicks");

            assertThat(server.start()).isEqualTo(RUNNING);
            assertThat(server.status().problem()).isEmpty();
        }
    }

    @Test
    void wrongSettingsOfTheSinkAreReportedInOneLine() {
        Supplier<ClickSink> opener = () -> {
            throw new ConfigException(List.of("a must be b: c", "d must be e: f"));
        };
        try (StoreServer server = server(opener, LONG)) {
            assertThatThrownBy(server::start).isInstanceOf(ConfigException.class);
            assertThat(server.status().problem()).contains("a must be b: c; d must be e: f");
        }
    }

    @Test
    void aRunWhoseSinkDiesIsStoppedWithAProblem() throws Exception {
        GatedSink sink = new GatedSink();
        try (StoreServer server = server(() -> sink, LONG)) {
            server.start();
            awaitClicks(sink);

            sink.die("stream must exist: clicks");

            await().until(() -> server.status().state() == STOPPED);
            assertThat(server.status().problem()).contains("stream must exist: clicks");
            assertThat(server.status().report().orElseThrow().state()).isEqualTo(RunReport.State.FAILED);
            assertThat(server.isLossless()).isFalse();
            assertThat(sink.closeCount()).isEqualTo(1);
            assertThatThrownBy(server::stop).hasMessage("Server already stopped");
        }
    }

    @Test
    void whileTheSinkIsOpenedNothingElseIsDone() throws Exception {
        CountDownLatch opening = new CountDownLatch(1);
        CountDownLatch open = new CountDownLatch(1);
        GatedSink sink = new GatedSink();
        try (StoreServer server = server(() -> openedAfter(opening, open, sink), LONG)) {
            Future<StoreServer.State> start = others.submit(server::start);
            opening.await();

            assertThat(server.status().state()).isEqualTo(STARTING).hasToString("starting");
            assertThatThrownBy(server::start).hasMessage("Server is starting");
            assertThatThrownBy(server::stop).hasMessage("Server is starting");

            open.countDown();
            assertThat(start.get()).isEqualTo(RUNNING);
        }
        assertThat(sink.closeCount()).isEqualTo(1);
    }

    private static ClickSink openedAfter(CountDownLatch opening, CountDownLatch open, ClickSink sink) {
        opening.countDown();
        try {
            open.await();
        } catch (InterruptedException e) {
            throw new SinkException("interrupted", e);
        }
        return sink;
    }

    private static ClickSink openedInAnyCase(CountDownLatch opening, CountDownLatch open, ClickSink sink) {
        opening.countDown();
        while (true) {
            try {
                open.await();
                return sink;
            } catch (InterruptedException e) {
                continue; // some clients take no notice
            }
        }
    }

    @Test
    void closingEndsARunThatIsJustStartingAndStartsNoMore() throws Exception {
        CountDownLatch opening = new CountDownLatch(1);
        CountDownLatch open = new CountDownLatch(1);
        GatedSink sink = new GatedSink();
        StoreServer server = server(() -> openedInAnyCase(opening, open, sink), LONG);
        Future<StoreServer.State> start = others.submit(server::start);
        opening.await();
        Future<?> close = others.submit(server::close);

        open.countDown();
        start.get();
        close.get();

        assertThat(server.status().state()).isEqualTo(STOPPED);
        assertNothingLost(server.status().report().orElseThrow(), sink);
        assertThatThrownBy(server::start).hasMessage("Server is shutting down");
    }

    @Test
    void closingGivesUpOnReceiptsThatDoNotCome() throws Exception {
        GatedSink sink = new GatedSink().holdingReceipts();
        StoreServer server = server(() -> sink, Duration.ofMillis(1));
        server.start();
        awaitClicks(sink);

        server.close();

        RunReport report = server.status().report().orElseThrow();
        assertThat(report.unconfirmed()).isEqualTo(sink.acceptedCount()).isEqualTo(report.accepted());
        assertThat(report.inFlight()).isZero();
        assertThat(server.isLossless()).isFalse();
        assertThat(sink.closeCount()).isEqualTo(1);
    }

    @RepeatedTest(20)
    void startsAndStopsThatRaceLeaveNothingOpen() throws Exception {
        List<GatedSink> sinks = new CopyOnWriteArrayList<>();
        Supplier<ClickSink> opener = () -> {
            GatedSink sink = new GatedSink();
            sinks.add(sink);
            return sink;
        };
        int racers = 4;
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger starts = new AtomicInteger();
        StoreServer server = server(opener, LONG);
        List<Future<?>> done = new CopyOnWriteArrayList<>();
        for (int i = 0; i < racers; i++) {
            boolean starter = i % 2 == 0;
            done.add(others.submit(() -> {
                go.await();
                for (int n = 0; n < 10; n++) {
                    try {
                        if (starter) {
                            server.start();
                            starts.incrementAndGet();
                        } else {
                            server.stop();
                        }
                    } catch (StoreServer.WrongStateException e) {
                        assertThat(e).hasMessageMatching("Server (already (running|stopped)|is (starting|stopping))");
                    }
                }
                return null;
            }));
        }
        go.countDown();
        for (Future<?> racer : done) {
            racer.get();
        }
        server.close();

        assertThat(server.status().state()).isEqualTo(STOPPED);
        assertThat(sinks).hasSize(starts.get()).allMatch(sink -> sink.closeCount() == 1);
        assertNothingLost(server.status().report().orElseThrow(), sinks.get(sinks.size() - 1));
        assertThat(server.isLossless()).isTrue();
    }
}
