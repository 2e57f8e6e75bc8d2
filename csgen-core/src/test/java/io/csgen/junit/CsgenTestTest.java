package io.csgen.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import io.csgen.click.Click;
import io.csgen.fault.Fault;
import io.csgen.fault.Faults.FaultyClick;
import io.csgen.model.ShopModel;
import io.csgen.model.ShopModel.Preset;
import io.csgen.run.ClickRun;
import io.csgen.simulate.ClickGenerator;
import io.csgen.sink.InMemorySink;
import io.csgen.truth.Manifest;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.EventConditions;

class CsgenTestTest {
    @CsgenTest(sessions = 300, seed = 7)
    void bringsTheSameClicksInEveryForm(
            List<Click> list, Stream<Click> stream, ClickGenerator generator, Manifest manifest, ShopModel model) {
        assertThat(list).isSortedAccordingTo(Comparator.comparing(Click::timestampMillis));
        assertThat(list.stream().map(Click::sessionId).distinct()).hasSize(300);
        assertThat(stream).isEqualTo(list);
        assertThat(generator).containsExactlyElementsOf(list);
        assertThat(generator.seed()).isEqualTo(7);
        assertThat(generator.start()).isEqualTo(Instant.parse("2026-01-05T00:00:00Z"));
        assertThat(manifest).isEqualTo(Manifest.of(generator));
        assertThat(model).isEqualTo(generator.model());
    }

    @CsgenTest
    void bringsAnEmptySinkForTheOutput(InMemorySink sink, ClickGenerator generator) throws InterruptedException {
        assertThat(sink.count()).isZero();

        ClickRun.of(generator, sink).start().await();

        assertThat(sink.sessions()).hasSize(1_000);
    }

    @CsgenTest(
            sessions = 50,
            preset = Preset.REFERENCE,
            start = "2024-02-29T12:00:00Z",
            settings = {"clicks-per-second=0.5", "session-timeout=20m"})
    void takesPresetStartAndSettings(List<Click> clicks, ShopModel model) {
        assertThat(model.catalog().groups()).hasSize(400);
        assertThat(model.sessions().timeout()).isEqualTo(Duration.ofMinutes(20));
        assertThat(model.toProperties()).contains("clicks-per-second=0.5\n");
        assertThat(clicks.get(0).timestampMillis())
                .isBetween(
                        Instant.parse("2024-02-29T12:00:00Z").toEpochMilli(),
                        Instant.parse("2024-02-29T13:00:00Z").toEpochMilli());
    }

    /** More than 10 sessions of each user, so a sessionizer has something to do. */
    @CsgenTest
    void usersComeBackAndTheirSessionsDoNotOverlap(List<Click> clicks) {
        assertThat(clicks.stream().map(Click::userId).distinct()).hasSizeLessThanOrEqualTo(100);
        assertThat(new GapSessionizer(Duration.ofMinutes(30)).sessions(clicks)).hasSize(1_000);
    }

    @CsgenTest(
            sessions = 20,
            seeds = {7, 8, 9})
    void isATestForEachSeed(ClickGenerator generator, TestInfo test) {
        assertThat(generator.seed()).isBetween(7L, 9L);
        assertThat(test.getDisplayName()).isEqualTo("seed " + generator.seed());
    }

    @CsgenTest(
            sessions = 300,
            faults = {"fault-duplicate=0.1", "fault-late=0.1"})
    void bringsFaultyClicksWithTheTimesAtWhichTheyCome(
            List<FaultyClick> faulty, Stream<FaultyClick> stream, List<Click> clicks) {
        assertThat(stream).isEqualTo(faulty);
        assertThat(faulty).extracting(FaultyClick::comesAt).isSorted();
        assertThat(faulty.stream().flatMap(one -> one.fault().stream()).distinct())
                .containsExactlyInAnyOrder(Fault.DUPLICATE, Fault.LATE);
        assertThat(faulty.stream().map(FaultyClick::click).distinct()).containsExactlyInAnyOrderElementsOf(clicks);
    }

    @CsgenTest(sessions = 20)
    void withoutFaultsClicksComeAtTheirTimes(List<FaultyClick> faulty, List<Click> clicks) {
        assertThat(faulty).extracting(FaultyClick::click).isEqualTo(clicks);
        assertThat(faulty).allMatch(one -> one.fault().isEmpty());
    }

    @Test
    void everySeedIsRun() {
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectMethod(
                        CsgenTestTest.class,
                        "isATestForEachSeed",
                        ClickGenerator.class.getName() + "," + TestInfo.class.getName()))
                .execute()
                .testEvents()
                .assertStatistics(stats -> stats.started(3).succeeded(3));
    }

    /** Run by the tests below alone. */
    static final class Wrong {
        @CsgenTest(settings = {"clicks-per-secnd=1", "customer-id-max=many"})
        void settings(List<Click> clicks) {}

        @CsgenTest(settings = "clicks-per-second")
        void assignment(List<Click> clicks) {}

        @CsgenTest(settings = {"clicks-per-second=0.2", "clicks-per-second=0.3"})
        void twice(List<Click> clicks) {}

        @CsgenTest(settings = "preset=reference")
        void presetAsSetting(List<Click> clicks) {}

        @CsgenTest(start = "yesterday")
        void start(List<Click> clicks) {}

        @CsgenTest(faults = {"fault-duplicate=2", "fault-lat=0.1"})
        void faults(List<Click> clicks) {}

        @CsgenTest(faults = "fault-duplicate")
        void fault(List<Click> clicks) {}

        @CsgenTest(sessions = -1)
        void sessions(List<Click> clicks) {}

        @CsgenTest(settings = "clicks-per-second=3")
        void tooFewUsers(List<Click> clicks) {}

        @CsgenTest
        void unknownParameter(List<String> lines) {}
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "settings|clicks-per-secnd must be a known key (did you mean clicks-per-second?): 1 (settings)",
                "settings|customer-id-max must be a whole number from 0 to 2147483646: many (settings)",
                "assignment|settings must be key=value: clicks-per-second",
                "twice|clicks-per-second must be given once: 0.3",
                "presetAsSetting|preset must be the element preset of @CsgenTest: reference",
                "start|start must be a UTC time such as 2026-01-05T00:00:00Z: yesterday",
                "faults|fault-duplicate must be a number from 0 to 1: 2 (faults)",
                "faults|fault-lat must be a known key (did you mean fault-late?): 0.1 (faults)",
                "fault|faults must be key=value: fault-duplicate",
                "sessions|sessions must be at least 0: -1",
                "tooFewUsers|customer-id-max must leave room for",
                "unknownParameter|No ParameterResolver registered for parameter [java.util.List<java.lang.String>"
            })
    void failsWithAllThatIsWrong(String method, String problem) {
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectMethod(Wrong.class, method, "java.util.List"))
                .execute()
                .testEvents()
                .assertThatEvents()
                .haveExactly(1, EventConditions.finishedWithFailure(message(text -> text.contains(problem))));
    }
}
