package io.csgen.truth.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.click.Click;
import io.csgen.click.ClickFormat;
import io.csgen.fault.Fault;
import io.csgen.fault.FaultInjection;
import io.csgen.fault.FaultInjection.InjectedFault;
import io.csgen.fault.Faults;
import io.csgen.run.ClickRun;
import io.csgen.simulate.ClickGenerator;
import io.csgen.sink.ClickSink;
import io.csgen.sink.InMemorySink;
import io.csgen.sink.LineSink;
import io.csgen.truth.Manifest;
import io.csgen.truth.ManifestCollector;
import io.csgen.truth.Stores;
import io.csgen.truth.check.CheckReport.Deviation;
import io.csgen.truth.check.CheckReport.Finding;
import io.csgen.truth.check.CheckReport.Verdict;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults that were put in on purpose are told from those of a pipeline. */
class CheckWithFaultsTest {
    private static final ClickGenerator GENERATOR = Stores.hours(7, 1);

    /** A stream with faults, and what is known of it. */
    private record Stream<T>(List<T> out, List<InjectedFault> ledger, Manifest manifest) {
        Map<Fault, Long> injected() {
            return new HashMap<>(
                    ledger.stream().collect(Collectors.groupingBy(InjectedFault::fault, Collectors.counting())));
        }
    }

    private static Faults every() {
        Faults faults = Faults.none();
        for (Fault fault : Fault.ALL) {
            faults = faults.with(fault, 0.03);
        }
        return faults;
    }

    private static Stream<Click> clicks(ClickGenerator generator, Faults faults) throws InterruptedException {
        List<InjectedFault> ledger = new ArrayList<>();
        FaultInjection injection = faults.injection(generator, ledger::add);
        InMemorySink sink = InMemorySink.withCapacity(1_000_000);
        ManifestCollector collector = ManifestCollector.of(generator);
        ClickRun.of(generator, injection.into(sink)).witness(collector).start().await();
        return new Stream<>(
                sink.clicks(),
                ledger,
                Manifest.parse(
                        collector.manifest().withFaults(injection.totals()).toJson()));
    }

    private static Stream<String> lines(Faults faults) throws InterruptedException {
        return lines(faults, ClickFormat.JSON);
    }

    /** Returns lines as Latin-1, so that each byte is a character. */
    private static Stream<String> lines(Faults faults, ClickFormat format) throws InterruptedException {
        List<InjectedFault> ledger = new ArrayList<>();
        FaultInjection injection = faults.injection(GENERATOR, ledger::add);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ManifestCollector collector = ManifestCollector.of(GENERATOR);
        try (ClickSink sink = injection.into(
                LineSink.to(out, injection.encoder(format, GENERATOR.model().encoder(format))))) {
            ClickRun.of(GENERATOR, sink).witness(collector).start().await();
        }
        List<String> all = List.of(out.toString(StandardCharsets.ISO_8859_1).split("\n", -1));
        return new Stream<>(
                all.subList(0, all.size() - 1),
                ledger,
                Manifest.parse(
                        collector.manifest().withFaults(injection.totals()).toJson()));
    }

    private static CheckReport check(Manifest manifest, List<Click> captured) {
        StreamCheck check = StreamCheck.of(manifest).ordered();
        captured.forEach(check::accept);
        return check.report();
    }

    private static CheckReport checkLines(Manifest manifest, List<String> captured) throws IOException {
        StreamCheck check = StreamCheck.of(manifest).ordered();
        String text = captured.stream().map(line -> line + "\n").collect(Collectors.joining());
        check.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)), "test");
        return check.report();
    }

    private static Map<Fault, Long> injected(CheckReport report) {
        Map<Fault, Long> found = new HashMap<>();
        report.injected().forEach(kind -> found.put(kind.fault(), kind.found()));
        return found;
    }

    private static void assertClean(CheckReport report, Stream<?> stream) {
        assertThat(report.counts().values()).as(report.toString()).containsOnly(0L);
        assertThat(report.verdict()).isEqualTo(Verdict.COMPLETE);
        assertThat(report.found()).isEqualTo(report.expected());
        assertThat(report.captured()).isEqualTo(stream.out().size());
        assertThat(report.sessions())
                .hasValueSatisfying(s -> assertThat(s.isAsExpected()).isTrue());
        assertThat(injected(report)).isEqualTo(stream.injected());
        assertThat(report.injected()).allMatch(kind -> kind.found() == kind.made());
    }

    @ParameterizedTest
    @FieldSource("io.csgen.fault.Fault#ALL")
    void aFaultByItselfIsFoundAgainWhereThePipelineIsClean(Fault fault) throws Exception {
        Stream<String> stream = lines(Faults.none().with(fault, 0.05));

        assertThat(stream.injected().get(fault)).isGreaterThan(100);
        assertClean(checkLines(stream.manifest(), stream.out()), stream);
    }

    @Test
    void allFaultsTogetherAreFoundAgainWhereThePipelineIsClean() throws Exception {
        Stream<String> stream = lines(every());
        List<String> shuffled = new ArrayList<>(stream.out());
        Collections.shuffle(shuffled, new Random(1));

        assertThat(stream.injected()).containsOnlyKeys(Fault.ALL.toArray(Fault[]::new));
        assertClean(checkLines(stream.manifest(), stream.out()), stream);
        CheckReport report = checkLines(stream.manifest(), shuffled);
        assertThat(injected(report)).isEqualTo(stream.injected());
        assertThat(report.count(Deviation.OUT_OF_ORDER)).isPositive();
        assertThat(report.count(Deviation.MISSING)).isZero();
    }

    @Test
    void commaSeparatedValuesAreToldAsWell() throws Exception {
        Stream<String> stream = lines(every(), ClickFormat.CSV);
        CheckReport report = checkLines(stream.manifest(), stream.out());

        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.COMPLETE);
        assertThat(injected(report)).isEqualTo(stream.injected()).containsOnlyKeys(Fault.ALL.toArray(Fault[]::new));
        assertThat(report.captured()).isEqualTo(stream.out().size() - 1);
    }

    /** Which URLs came late, they do not tell. */
    @ParameterizedTest
    @ValueSource(strings = {"url", "json-url", "access-log"})
    void urlsAreToldByTheirNumbers(ClickFormat format) throws Exception {
        Stream<String> stream = lines(every(), format);
        Map<Fault, Long> told = stream.injected();
        told.keySet().removeAll(Set.of(Fault.LATE, Fault.OUT_OF_ORDER, Fault.CLOCK_SKEW));

        CheckReport report = checkLines(stream.manifest(), stream.out());

        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.COMPLETE);
        assertThat(injected(report)).isEqualTo(told).hasSize(5);
        assertThat(report.captured()).isEqualTo(stream.out().size());
        assertThat(report.found()).isEqualTo(report.expected());
    }

    @ParameterizedTest
    @ValueSource(strings = {"url", "json-url"})
    void urlsThatAPipelineDroppedOrDoubledAreNamed(ClickFormat format) throws Exception {
        Stream<String> stream = lines(Faults.none().with(Fault.MALFORMED, 0.05).with(Fault.ORPHAN, 0.05), format);
        Stream<String> clean = lines(Faults.none(), format);
        List<String> once = clean.out().stream()
                .filter(line -> Collections.frequency(clean.out(), line) == 1
                        && stream.out().contains(line))
                .limit(5)
                .toList();
        List<String> captured = new ArrayList<>(stream.out());
        captured.removeAll(once.subList(0, 3));
        captured.addAll(once.subList(3, 5));

        CheckReport report = checkLines(stream.manifest(), captured);

        assertThat(report.verdict()).isEqualTo(Verdict.BROKEN);
        assertThat(report.count(Deviation.MISSING)).isEqualTo(3);
        assertThat(report.count(Deviation.DUPLICATED)).isEqualTo(2);
        assertThat(report.count(Deviation.FOREIGN) + report.count(Deviation.MALFORMED))
                .isZero();
        assertThat(report.findings(Deviation.MISSING))
                .allSatisfy(finding -> assertThat(once.subList(0, 3)).anyMatch(line -> line.contains(finding.text())));
    }

    @Test
    void clicksThatWereNotWrittenAreFoundAgain() throws Exception {
        Stream<Click> stream = clicks(GENERATOR, every());

        assertThat(stream.injected()).doesNotContainKey(Fault.MALFORMED).hasSize(5);
        assertClean(check(stream.manifest(), stream.out()), stream);
    }

    @Test
    void aMergedManifestKnowsTheFaultsOfItsShards() throws Exception {
        Stream<Click> one = clicks(GENERATOR.shard(0, 2), every());
        Stream<Click> two = clicks(Stores.clicks(7).shard(1, 2).clicks(5_000), every());
        List<Click> both = new ArrayList<>(one.out());
        both.addAll(two.out());
        StreamCheck check = StreamCheck.of(one.manifest().plus(two.manifest()));
        both.forEach(check::accept);

        CheckReport report = check.report();

        assertThat(report.verdict()).isEqualTo(Verdict.COMPLETE);
        one.injected()
                .forEach((fault, count) -> assertThat(report.injected(fault))
                        .isEqualTo(count + two.injected().getOrDefault(fault, 0L)));
    }

    /** Every hundredth line is dropped, and every hundredth doubled, whether there is a fault in it or not. */
    @Test
    void aPipelineThatDropsAndDoublesIsNamedForItsOwnFaults() throws Exception {
        Stream<String> stream = lines(every());
        List<String> captured = new ArrayList<>();
        for (int i = 0; i < stream.out().size(); i++) {
            int copies = i % 100 == 30 ? 0 : i % 100 == 60 ? 2 : 1;
            captured.addAll(Collections.nCopies(copies, stream.out().get(i)));
        }
        Map<String, Long> made = stream.out().stream().collect(Collectors.groupingBy(l -> l, Collectors.counting()));
        Map<String, Long> there = captured.stream().collect(Collectors.groupingBy(l -> l, Collectors.counting()));
        Set<String> faulty = stream.ledger().stream()
                .filter(entry -> entry.fault().isWritten())
                .map(entry -> entry.click().id())
                .collect(Collectors.toSet());
        List<String> missing = Stores.list(GENERATOR).stream()
                .filter(click -> !faulty.contains(click.id()) && !there.containsKey(text(click)))
                .map(Click::id)
                .toList();
        long duplicated = there.entrySet().stream()
                .mapToLong(line -> Math.max(0, line.getValue() - made.get(line.getKey())))
                .sum();

        CheckReport report = checkLines(stream.manifest(), captured);

        assertThat(report.verdict()).isEqualTo(Verdict.BROKEN);
        assertThat(report.count(Deviation.MISSING)).isEqualTo(missing.size()).isGreaterThan(50);
        assertThat(report.findings(Deviation.MISSING))
                .map(Finding::text)
                .containsExactlyElementsOf(missing.subList(0, 10));
        assertThat(report.count(Deviation.DUPLICATED)).isEqualTo(duplicated).isGreaterThan(50);
        assertThat(report.count(Deviation.FOREIGN)).isZero();
        assertThat(report.count(Deviation.ALTERED)).isZero();
        assertThat(report.count(Deviation.MALFORMED)).isZero();
        assertThat(report.count(Deviation.OUT_OF_ORDER)).isZero();
        assertThat(report.injected()).allMatch(kind -> kind.found() <= kind.made() && kind.found() > kind.made() / 2);
    }

    private static String text(Click click) {
        return new String(GENERATOR.model().encoder(ClickFormat.JSON).encode(click), StandardCharsets.ISO_8859_1);
    }

    @Test
    void aPipelineThatTakesTheFaultsOutIsComplete() throws Exception {
        Stream<Click> stream = clicks(GENERATOR, every());
        List<Click> cleaned = Stores.list(GENERATOR);

        CheckReport report = check(stream.manifest(), cleaned);

        assertThat(report.verdict()).isEqualTo(Verdict.COMPLETE);
        assertThat(report.injected(Fault.BOT)).isZero();
        assertThat(report.injected(Fault.DUPLICATE)).isZero();
        assertThat(report.injected(Fault.LATE)).isEqualTo(stream.injected().get(Fault.LATE));
    }

    @Test
    void aPipelineThatLeavesOutWhatItCannotReadIsComplete() throws Exception {
        Stream<String> stream = lines(Faults.none().with(Fault.MALFORMED, 0.1));
        List<String> readable = stream.out().stream()
                .filter(line -> line.contains("\"ordinal\":") && line.endsWith("\"}"))
                .toList();
        CheckReport report = checkLines(stream.manifest(), readable);

        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.COMPLETE);
        assertThat(report.found())
                .isEqualTo(report.expected() - stream.ledger().size() + report.injected(Fault.MALFORMED));
        assertThat(report.sessions())
                .hasValueSatisfying(s -> assertThat(s.isAsExpected()).isTrue());
    }

    @Test
    void aLineThatNobodyPutInIsMalformed() throws Exception {
        Stream<String> stream = lines(Faults.none().with(Fault.MALFORMED, 0.05));
        List<String> captured = new ArrayList<>(stream.out());
        captured.add("{\"user_id\":");

        CheckReport report = checkLines(stream.manifest(), captured);

        assertThat(report.verdict()).isEqualTo(Verdict.BROKEN);
        assertThat(report.count(Deviation.MALFORMED)).isEqualTo(1);
        assertThat(report.toString()).contains("On purpose, found of made:\n  malformed ");
        assertThat(report.toJson())
                .contains("\"injected\": {\"malformed\":{\"made\":"
                        + stream.ledger().size() + ",\"found\":"
                        + stream.ledger().size() + "}}");
    }
}
