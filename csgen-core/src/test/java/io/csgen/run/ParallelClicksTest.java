package io.csgen.run;

import static io.csgen.Rejections.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.csgen.RandomCases;
import io.csgen.click.Click;
import io.csgen.model.ShopModel;
import io.csgen.model.ShopModel.Preset;
import io.csgen.simulate.ClickGenerator;
import io.csgen.simulate.ClickIterator;
import io.csgen.simulate.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class ParallelClicksTest {
    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
    private static final ShopModel ROOMY = ShopModel.classic().with("customer-id-max", "20000");
    private static final ClickGenerator GENERATOR = ClickGenerator.of(ROOMY, 7, START);

    /** What came out: the clicks, and the counts and positions on the way. */
    private static final class Course {
        private final List<Click> clicks = new ArrayList<>();
        private int hash;

        void add(Click click, long clickCount, long sessionCount, Position position) {
            clicks.add(click);
            hash = 31 * hash + Long.hashCode(clickCount) + Long.hashCode(31 * sessionCount) + position.hashCode();
        }

        /** Stands for the whole, which is too long for a message. */
        @Override
        public String toString() {
            return clicks.size() + " clicks " + clicks.hashCode() + " " + hash;
        }
    }

    private static Course sequential(ClickGenerator generator) {
        Course course = new Course();
        ClickIterator clicks = generator.iterator();
        while (clicks.hasNext()) {
            course.add(clicks.next(), clicks.clickCount(), clicks.sessionCount(), clicks.position());
        }
        return course;
    }

    private static Course parallel(ClickGenerator generator, int threads) {
        Course course = new Course();
        try (ParallelClicks clicks = ParallelClicks.of(generator, threads)) {
            while (clicks.hasNext()) {
                course.add(clicks.next(), clicks.clickCount(), clicks.sessionCount(), clicks.position());
            }
        }
        return course;
    }

    /** Awaited, not only asked: a thread is still there for a moment after it did its last. */
    @AfterEach
    void noThreadIsLeft() {
        await().atMost(Duration.ofSeconds(20)).until(() -> threads().isEmpty());
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("csgen-clicks-"))
                .toList();
    }

    static Stream<ClickGenerator> generators() {
        ClickGenerator busy =
                ClickGenerator.of(ROOMY.with("customer-id-max", "300000").with("clicks-per-second", "200"), 8, START);
        ClickGenerator reference =
                ClickGenerator.of(ShopModel.preset(Preset.REFERENCE).with("clicks-per-second", "20"), 9, START);
        Instant end = START.plus(Duration.ofMinutes(10));
        return Stream.of(GENERATOR, busy, reference)
                .flatMap(cold -> Stream.of(cold, cold.startingWarm()))
                .flatMap(g -> Stream.of(
                        g.clicks(10_000),
                        g.sessions(1_500),
                        g.until(end),
                        g.sessions(1_000).clicks(4_000).until(end.plus(Duration.ofHours(1)))));
    }

    @ParameterizedTest
    @MethodSource("generators")
    void clicksCountsAndPositionsAreThoseOfOneThread(ClickGenerator generator) {
        Course expected = sequential(generator);
        assertThat(expected.clicks).hasSizeGreaterThan(1_000);

        for (int threads : new int[] {1, 2, 3, 7, 64}) {
            assertThat(parallel(generator, threads))
                    .as("%d threads, %s", threads, generator)
                    .hasToString(expected.toString());
        }
    }

    @Test
    void anyBoundIsThatOfOneThread() {
        RandomCases.check(60, random -> {
            ClickGenerator generator = ClickGenerator.of(ROOMY, random.nextLong(), START)
                    .until(START.plusSeconds(random.nextLong(10_000)));
            generator = random.nextBoolean() ? generator.startingWarm() : generator;
            generator = random.nextBoolean() ? generator.sessions(random.nextLong(2_000)) : generator;
            generator = random.nextBoolean() ? generator.clicks(random.nextLong(5_000)) : generator;
            int shards = 1 + random.nextInt(4);
            generator = random.nextBoolean() ? generator.shard(random.nextInt(shards), shards) : generator;

            assertThat(parallel(generator, 1 + random.nextInt(5)))
                    .hasToString(sequential(generator).toString());
        });
    }

    @Test
    void boundsOfNothingGiveNothing() {
        for (ClickGenerator nothing : List.of(
                GENERATOR.clicks(0),
                GENERATOR.sessions(0),
                GENERATOR.until(START),
                GENERATOR.startingWarm().sessions(0))) {
            assertThat(parallel(nothing, 3).clicks).isEmpty();
        }
    }

    @Test
    void sessionsAtAHighRateCostNoMoreThanAFewOfThem() {
        // Every second has a million clicks; a thread that went on until all sessions ended would make billions.
        ClickGenerator generator = ClickGenerator.of(ROOMY.with("clicks-per-second", "1000000"), 7, START)
                .sessions(300);

        assertThat(parallel(generator, 4)).hasToString(sequential(generator).toString());
    }

    @Test
    void aShardIsSharedAmongThreads() {
        ClickGenerator shard = GENERATOR.startingWarm().shard(2, 5).clicks(10_000);

        assertThat(parallel(shard, 3)).hasToString(sequential(shard).toString());
    }

    @Test
    void threadsWithoutUsersHoldNobodyUp() {
        ClickGenerator twoUsers = ClickGenerator.of(
                        ShopModel.classic().with("customer-id-max", "2").with("clicks-per-second", "100000"), 7, START)
                .clicks(10_000);

        assertThat(parallel(twoUsers, 64)).hasToString(sequential(twoUsers).toString());
        assertThat(parallel(twoUsers.shard(63, 64), 4).clicks).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theRestAfterAPositionIsThatOfOneThread(boolean warm) {
        ClickGenerator whole = (warm ? GENERATOR.startingWarm() : GENERATOR).clicks(9_000);
        ClickIterator first = whole.iterator();
        for (int i = 0; i < 4_000; i++) {
            first.next();
        }
        ClickGenerator rest = whole.from(first.position());

        assertThat(parallel(rest, 3)).hasToString(sequential(rest).toString());
        assertThat(sequential(rest).clicks).hasSize(5_000);
        try (ParallelClicks clicks = ParallelClicks.of(rest, 2)) {
            assertThat(clicks.position()).isEqualTo(first.position());
        }
    }

    @Test
    void aForeignPositionIsRefusedAsByOneThread() {
        ClickIterator clicks = GENERATOR.iterator();
        clicks.next();
        Position at = clicks.position();
        Position foreign = new Position(at.timestampMillis() + 1, at.sessionId(), at.clickCount(), at.sessionCount());
        String problem = "position must be one of this model, seed, start and shard: " + foreign;

        try (ParallelClicks parallel = ParallelClicks.of(GENERATOR.from(foreign), 3)) {
            assertThat(problemsOf(parallel::hasNext)).containsExactly(problem);
            assertThat(problemsOf(parallel::next)).containsExactly(problem);
        }
    }

    @Test
    void nextAfterTheLastClickThrows() {
        try (ParallelClicks clicks = ParallelClicks.of(GENERATOR.clicks(1), 2)) {
            clicks.next();
            assertThatThrownBy(clicks::next)
                    .isInstanceOf(NoSuchElementException.class)
                    .hasMessage("no click is left");
        }
    }

    @Test
    void thereIsNoPositionBeforeTheFirstClick() {
        try (ParallelClicks clicks = ParallelClicks.of(GENERATOR, 2)) {
            assertThatThrownBy(clicks::position)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("position must be asked for after a click");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 65})
    void threadsAreFromOneTo64(int threads) {
        assertThat(problemsOf(() -> ParallelClicks.of(GENERATOR, threads)))
                .containsExactly("threads must be from 1 to 64: " + threads);
    }

    @Test
    void threadsEndWithTheClicksAlsoWithoutClose() {
        ParallelClicks clicks = ParallelClicks.of(GENERATOR.sessions(100_000), 3);
        assertThat(threads()).hasSize(3).allMatch(Thread::isDaemon);
        clicks.forEachRemaining(click -> {});

        assertThat(clicks.hasNext()).isFalse();
        assertThat(threads()).isEmpty();
        clicks.close();
        assertThat(clicks.hasNext()).isFalse();
    }

    @Test
    void threadsWaitWhereTheConsumerDoesNotFollowAndEndWhenClosed() {
        AtomicLong generated = new AtomicLong();
        ParallelClicks clicks =
                new ParallelClicks(GENERATOR, shards(3, generated::incrementAndGet), Long.MAX_VALUE, () -> {});
        // Full queues: every thread waits, and none has run away.
        await().atMost(Duration.ofSeconds(60))
                .until(() -> threads().size() == 3
                        && threads().stream().allMatch(thread -> thread.getState() == Thread.State.WAITING));
        assertThat(generated.get()).isLessThanOrEqualTo(3 * 5 * 4_096);

        clicks.close();

        assertThat(threads()).isEmpty();
        assertThatThrownBy(clicks::hasNext)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("clicks must not be asked for after close");
    }

    /** A rate that is next to nothing for a century, and changes from second to second: years of seconds to pass. */
    @Test
    void closeEndsThreadsAmidTheSecondsBeforeTheFirstClick() {
        ShopModel quiet = ShopModel.classic().with("stages", "ramp(0.000000001..0.000000002, 36500d)");
        ParallelClicks clicks = ParallelClicks.of(ClickGenerator.of(quiet, 7, GENERATOR.start()), 3);

        clicks.close();

        assertThat(threads()).isEmpty();
    }

    /** The shards of a generator without end, which do something before they give each click. */
    private static List<Supplier<ClickSource.Sequential>> shards(int count, Runnable beforeEach) {
        return IntStream.range(0, count)
                .mapToObj(i -> (Supplier<ClickSource.Sequential>) () ->
                        new ClickSource.Sequential(GENERATOR.shard(i, count).iterator()) {
                            @Override
                            public Click next() {
                                beforeEach.run();
                                return super.next();
                            }
                        })
                .toList();
    }

    @Test
    void closeFreesAConsumerThatWaits() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        List<Supplier<ClickSource.Sequential>> sources = new ArrayList<>(shards(1, () -> {}));
        sources.add(() -> {
            awaitUninterrupted(busy);
            return new ClickSource.Sequential(GENERATOR.clicks(0).iterator());
        });
        ParallelClicks clicks = new ParallelClicks(GENERATOR, sources, Long.MAX_VALUE, () -> {});
        FutureTask<Boolean> waiting = new FutureTask<>(clicks::hasNext);
        Thread consumer = new Thread(waiting, "consumer");
        consumer.start();
        await().atMost(Duration.ofSeconds(60)).until(() -> consumer.getState() == Thread.State.WAITING);

        Thread closer = new Thread(clicks::close, "closer");
        closer.start();
        await().atMost(Duration.ofSeconds(60)).until(() -> closer.getState() == Thread.State.WAITING);
        busy.countDown();

        assertThatThrownBy(waiting::get)
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("clicks must not be asked for after close");
        closer.join();
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        boolean open = false;
        while (!open) {
            try {
                latch.await();
                open = true;
            } catch (InterruptedException e) {
                // As a generator does, which does not answer interruption.
            }
        }
    }

    @Test
    void anInterruptionIsKeptAndDisturbsNothing() {
        Course expected = sequential(GENERATOR.clicks(20_000));
        Thread.currentThread().interrupt();
        Course course = parallel(GENERATOR.clicks(20_000), 3);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(course).hasToString(expected.toString());
    }

    @Test
    void aSourceThatFailsWhereItGivesAClickLosesNoneBeforeIt() {
        OutOfMemoryError failure = new OutOfMemoryError("Java heap space");
        assertThatItFailsAfter(100, shards(1, failingAfter(100, failure)), failure)
                .hasMessageStartingWith("Out of memory: ");
    }

    @Test
    void aSourceThatFailsWhereItLooksForAClickLosesNoneBeforeIt() {
        AssertionError failure = new AssertionError("disk on fire");
        Runnable beforeEach = failingAfter(10_000, failure);
        Supplier<ClickSource.Sequential> source = () -> new ClickSource.Sequential(GENERATOR.iterator()) {
            @Override
            public boolean hasNext(long limitMillis) {
                beforeEach.run();
                return super.hasNext(limitMillis);
            }
        };
        assertThatItFailsAfter(10_000, List.of(source), failure)
                .hasMessage("Internal error (a bug in csgen): java.lang.AssertionError: disk on fire");
    }

    private static Runnable failingAfter(int times, Error failure) {
        int[] left = {times};
        return () -> {
            if (--left[0] < 0) {
                throw failure;
            }
        };
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertThatItFailsAfter(
            int count, List<Supplier<ClickSource.Sequential>> sources, Error failure) {
        ClickIterator expected = GENERATOR.iterator();
        try (ParallelClicks clicks = new ParallelClicks(GENERATOR, sources, Long.MAX_VALUE, () -> {})) {
            for (int i = 0; i < count; i++) {
                assertThat(clicks.next()).isEqualTo(expected.next());
            }
            assertThatThrownBy(clicks::hasNext).hasCause(failure);
            return assertThatThrownBy(clicks::hasNext)
                    .isInstanceOf(CompletionException.class)
                    .hasCause(failure);
        }
    }

    @Test
    void aThreadThatCannotBeginShowsInTheConsumer() {
        RuntimeException failure = new IllegalArgumentException("no such shard");
        List<Supplier<ClickSource.Sequential>> sources = new ArrayList<>(shards(1, () -> {}));
        sources.add(() -> {
            throw failure;
        });
        try (ParallelClicks clicks = new ParallelClicks(GENERATOR, sources, Long.MAX_VALUE, () -> {})) {
            assertThatThrownBy(clicks::next)
                    .isInstanceOf(CompletionException.class)
                    .hasMessage("Internal error (a bug in csgen): java.lang.IllegalArgumentException: no such shard")
                    .hasCause(failure);
        }
    }
}
