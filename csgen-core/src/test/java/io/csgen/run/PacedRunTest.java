package io.csgen.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.csgen.click.Click;
import io.csgen.model.ShopModel;
import io.csgen.simulate.ClickGenerator;
import io.csgen.simulate.RateChange;
import io.csgen.sink.InMemorySink;
import io.csgen.sink.Receipt;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Phaser;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * When the clicks of a paced run go out, and when it is over, in a time that nobody waits for.
 *
 * <p>Counts of independent clicks are Poisson numbers. There are 8 tests of such a count, each within 4 standard
 * deviations (p > 0.00006): with seeds taken at random, one would fail in 0.05 % of runs. The seeds are fixed.
 */
@Timeout(60)
class PacedRunTest {
    private static final double DEVIATIONS = 4;
    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
    private static final ShopModel ROOMY = ShopModel.classic().with("customer-id-max", "300000");
    private static final ShopModel INDEPENDENT = ROOMY.with("click-model", "independent");

    /** A run, and when each of its clicks reached the sink. */
    private static final class Course {
        final LeapingTime time = new LeapingTime();
        final InMemorySink sink;
        final List<Duration> sentAt = new ArrayList<>();

        Course(int capacity) {
            sink = InMemorySink.withCapacity(capacity);
        }

        Course() {
            this(1_000_000);
        }

        ClickRun.Builder of(ClickGenerator generator, Pacing pacing, Consumer<Receipt> then) {
            return ClickRun.of(generator, sink).pacing(pacing).timeSource(time).observer(receipt -> {
                sentAt.add(time.passed());
                then.accept(receipt);
            });
        }

        RunReport run(ClickGenerator generator, Pacing pacing) throws InterruptedException {
            return of(generator, pacing, receipt -> {}).start().await();
        }

        Click lastClick() {
            return sink.clicks().get(sentAt.size() - 1);
        }
    }

    private static Duration sinceStart(Click click) {
        return Duration.ofMillis(click.timestampMillis() - START.toEpochMilli());
    }

    private static Offset<Double> deviations(double mean) {
        return within(DEVIATIONS * Math.sqrt(mean));
    }

    @ParameterizedTest
    @CsvSource({"0.01, 400000", "0.2, 50000", "0.333, 30000", "2000, 10"})
    void anyRateIsMetWithEachClickAtItsTime(double clicksPerSecond, long seconds) throws InterruptedException {
        ShopModel model = INDEPENDENT.with("clicks-per-second", Double.toString(clicksPerSecond));
        Course course = new Course();

        RunReport report =
                course.run(ClickGenerator.of(model, 71, START).until(START.plusSeconds(seconds)), Pacing.realTime());

        double mean = clicksPerSecond * seconds;
        assertThat((double) report.delivered()).isCloseTo(mean, deviations(mean));
        assertThat(course.sentAt)
                .isEqualTo(course.sink.clicks().stream()
                        .map(PacedRunTest::sinceStart)
                        .toList());
        assertThat(report.targetClicksPerSecond()).contains(clicksPerSecond);
        assertThat(report.lag().max()).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.25, 1, 60, 86_400})
    void aSpeedStretchesOrShortensEveryWait(double speed) throws InterruptedException {
        Course course = new Course();

        RunReport report = course.run(ClickGenerator.of(ROOMY, 72, START).clicks(1_000), Pacing.speedup(speed));

        assertThat(course.sentAt)
                .isEqualTo(course.sink.clicks().stream()
                        .map(click -> Duration.ofNanos((long) (sinceStart(click).toMillis() * 1e6 / speed)))
                        .toList());
        assertThat(report.targetClicksPerSecond()).contains(3 * speed);
        assertThat(report.lag().max()).isZero();
    }

    @Test
    void aSinkThatIsTooSlowFallsBehindItsTargetByTheLagItShows() throws InterruptedException {
        Course course = new Course();
        List<RunReport> reports = new ArrayList<>();
        ClickRun[] run = new ClickRun[1];
        Phaser begun = new Phaser(2);
        run[0] = course.of(ClickGenerator.of(INDEPENDENT, 73, START).clicks(3_000), Pacing.realTime(), receipt -> {
                    if (course.sentAt.size() == 1) {
                        begun.arriveAndAwaitAdvance();
                    }
                    reports.add(run[0].report());
                    course.time.advance(Duration.ofSeconds(1));
                })
                .start();
        begun.arriveAndAwaitAdvance();
        RunReport end = run[0].await();

        // One click a second, of three.
        assertThat(end.elapsed()).isBetween(Duration.ofSeconds(3_000), Duration.ofSeconds(3_010));
        List<Click> clicks = course.sink.clicks();
        for (int i = 0; i < clicks.size(); i++) {
            RunReport report = reports.get(i);
            assertThat(report.targetClicksPerSecond()).contains(3.0);
            assertThat(report.lag().latest()).isEqualTo(course.sentAt.get(i).minus(sinceStart(clicks.get(i))));
        }
        assertThat(end.lag().latest()).isBetween(Duration.ofSeconds(1_900), Duration.ofSeconds(2_100));
        assertThat(end.lag().max()).isGreaterThanOrEqualTo(end.lag().latest());
        assertThat(clicks)
                .isEqualTo(ClickGenerator.of(INDEPENDENT, 73, START).clicks(3_000).stream()
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aBackfillGoesOnLiveWithoutGapOrOverlap(int threads) throws InterruptedException {
        Course course = new Course();
        Duration begin = Duration.ofHours(1).plusNanos(123_456_789);
        course.time.advance(begin);
        ClickGenerator generator = ClickGenerator.of(ROOMY, 74, Instant.EPOCH);

        RunReport report = course.of(
                        generator.until(Instant.EPOCH.plus(Duration.ofHours(2))), Pacing.live(), receipt -> {})
                .threads(threads)
                .start()
                .await();

        List<Click> clicks = course.sink.clicks();
        assertThat(clicks)
                .isEqualTo(generator.until(Instant.EPOCH.plus(Duration.ofHours(2))).stream()
                        .toList());
        for (int i = 0; i < clicks.size(); i++) {
            Duration timestamp = Duration.ofMillis(clicks.get(i).timestampMillis());
            assertThat(course.sentAt.get(i)).isEqualTo(timestamp.compareTo(begin) < 0 ? begin : timestamp);
        }
        assertThat(course.sentAt).startsWith(begin).doesNotContain(Duration.ofHours(2));
        assertThat(report.lag().max()).isLessThan(Duration.ofMillis(1));
        assertThat(course.time.passed()).isEqualTo(Duration.ofHours(2));
        assertThat(report.state()).isEqualTo(RunReport.State.COMPLETED);
    }

    @Test
    void clicksThatBecomeDueDuringABackfillAreLate() throws InterruptedException {
        Course course = new Course();
        Duration begin = Duration.ofHours(1);
        course.time.advance(begin);
        ClickGenerator generator =
                ClickGenerator.of(ROOMY, 75, Instant.EPOCH).until(Instant.EPOCH.plus(Duration.ofMinutes(70)));

        RunReport report = course.of(generator, Pacing.live(), receipt -> course.time.advance(Duration.ofMillis(10)))
                .start()
                .await();

        List<Click> clicks = course.sink.clicks();
        assertThat(clicks).isEqualTo(generator.stream().toList());
        long past = clicks.stream()
                .filter(click -> click.timestampMillis() < begin.toMillis())
                .count();
        Duration caughtUp = begin.plusMillis(10 * past);
        Click firstLive = clicks.get((int) past);
        assertThat(course.sentAt.get((int) past)).isEqualTo(caughtUp);
        assertThat(report.lag().max()).isEqualTo(caughtUp.minusMillis(firstLive.timestampMillis()));
        assertThat(report.lag().latest()).isLessThan(Duration.ofMillis(100));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aRunBoundedByTimeIsCompletedAtThatTime(int threads) throws InterruptedException {
        Course course = new Course();
        ClickGenerator minute = ClickGenerator.of(ROOMY, 76, START).until(START.plusSeconds(60));

        RunReport report = course.of(minute, Pacing.speedup(2), receipt -> {})
                .threads(threads)
                .start()
                .await();

        assertThat(report.state()).isEqualTo(RunReport.State.COMPLETED);
        assertThat(report.delivered()).isEqualTo(minute.stream().count());
        assertThat(sinceStart(course.lastClick())).isLessThan(Duration.ofSeconds(60));
        assertThat(report.elapsed()).isEqualTo(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aRunBoundedByClicksOrSessionsIsCompletedWithItsLast(int threads) throws InterruptedException {
        ClickGenerator hour = ClickGenerator.of(ROOMY, 77, START).until(START.plus(Duration.ofDays(9)));
        for (ClickGenerator bounded : List.of(hour.clicks(500), hour.sessions(100))) {
            Course course = new Course();

            RunReport report = course.of(bounded, Pacing.realTime(), receipt -> {})
                    .threads(threads)
                    .start()
                    .await();

            assertThat(report.state()).isEqualTo(RunReport.State.COMPLETED);
            assertThat(course.sink.clicks()).isEqualTo(bounded.stream().toList());
            assertThat(report.elapsed()).isEqualTo(sinceStart(course.lastClick()));
        }
    }

    @Test
    void aRunOfNoClicksTakesItsTime() throws InterruptedException {
        Course course = new Course();
        ClickGenerator silent =
                ClickGenerator.of(ROOMY.with("stages", "gap(1h)").with("clicks-per-second", "0.01"), 78, START);

        RunReport report = course.run(silent.until(START.plusSeconds(600)), Pacing.realTime());

        assertThat(report.generated()).isZero();
        assertThat(report.state()).isEqualTo(RunReport.State.COMPLETED);
        assertThat(report.elapsed()).isEqualTo(Duration.ofSeconds(600));
    }

    @Test
    void clicksFollowTheStages() throws InterruptedException {
        String stages = "ramp(0..60, 5m) hold(5m) spike(240, 1m) gap(1m)";
        ClickGenerator generator =
                ClickGenerator.of(INDEPENDENT.with("stages", stages).with("clicks-per-second", "6"), 79, START);
        Course course = new Course();

        course.run(generator.until(START.plus(Duration.ofMinutes(22))), Pacing.speedup(3));

        int[] minutes = {0, 5, 10, 11, 12, 22};
        double[] means = {5 * 60 * 30, 5 * 60 * 60, 60 * 240, 0, 10 * 60 * 6};
        double[] counts = IntStream.range(0, means.length)
                .mapToDouble(stage -> course.sentAt.stream()
                        .filter(at -> at.toSeconds() >= minutes[stage] * 20 && at.toSeconds() < minutes[stage + 1] * 20)
                        .count())
                .toArray();
        for (int stage = 0; stage < means.length; stage++) {
            assertThat(counts[stage]).as("stage %d", stage).isCloseTo(means[stage], deviations(means[stage]));
        }
    }

    /** One fails, one is stopped, one changes its rate, all at the same time; the others go on as if alone. */
    @Test
    void runsInOneProgramShareNothing() throws InterruptedException {
        int count = 8;
        int failing = 0;
        int stopping = 1;
        int changing = 2;
        Phaser together = new Phaser(count + 1);
        List<Course> courses = new ArrayList<>();
        List<ClickGenerator> generators = new ArrayList<>();
        List<ClickRun> runs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Course course = new Course(i == failing ? 100 : 10_000);
            ClickGenerator generator = ClickGenerator.of(
                            ROOMY.with("clicks-per-second", Integer.toString(1 + i)), i, START)
                    .clicks(2_000);
            courses.add(course);
            generators.add(generator);
            runs.add(course.of(generator, Pacing.speedup(1 + i), receipt -> {
                        if (course.sentAt.size() == 50) {
                            together.arriveAndAwaitAdvance();
                            together.arriveAndAwaitAdvance();
                        }
                    })
                    .threads(1 + i % 2)
                    .start());
        }

        together.arriveAndAwaitAdvance();
        RateChange change = runs.get(changing).rate(50);
        runs.get(stopping).stop();
        together.arriveAndAwaitAdvance();
        List<RunReport> reports = new ArrayList<>();
        for (ClickRun run : runs) {
            reports.add(run.await());
        }

        assertThat(reports.get(failing).state()).isEqualTo(RunReport.State.FAILED);
        assertThat(reports.get(failing).delivered()).isEqualTo(100);
        assertThat(reports.get(stopping).state()).isEqualTo(RunReport.State.STOPPED);
        assertThat(reports.get(stopping).delivered()).isEqualTo(50);
        assertThat(reports.get(changing).rateChanges()).containsExactly(change);
        generators.set(changing, generators.get(changing).rateChanges(List.of(change)));
        for (int i = changing; i < count; i++) {
            assertThat(reports.get(i).state()).isEqualTo(RunReport.State.COMPLETED);
            assertThat(reports.get(i).rateChanges()).hasSize(i == changing ? 1 : 0);
            assertThat(courses.get(i).sink.clicks())
                    .isEqualTo(generators.get(i).stream().toList());
            assertThat(reports.get(i).lag().max()).isZero();
            assertThat(reports.get(i).elapsed())
                    .isEqualTo(courses.get(i).time.passed())
                    .isEqualTo(courses.get(i).sentAt.get(1_999));
        }
    }

    @Test
    void aWindowBeginsAtOnceHoweverLateInTheRun() throws InterruptedException {
        Instant begin = START.plus(Duration.ofDays(3));
        ClickGenerator window = ClickGenerator.of(ROOMY, 12, START).from(begin).until(begin.plusSeconds(600));
        for (int threads = 1; threads <= 2; threads++) {
            Course course = new Course();
            course.of(window, Pacing.realTime(), receipt -> {})
                    .threads(threads)
                    .start()
                    .await();

            List<Click> clicks = course.sink.clicks();
            assertThat(clicks).isEqualTo(window.stream().toList());
            assertThat(clicks).hasSizeGreaterThan(1_000);
            for (int i = 0; i < clicks.size(); i++) {
                assertThat(course.sentAt.get(i))
                        .isEqualTo(Duration.ofMillis(clicks.get(i).timestampMillis() - begin.toEpochMilli()));
            }
        }
    }
}
