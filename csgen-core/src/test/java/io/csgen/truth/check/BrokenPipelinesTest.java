package io.csgen.truth.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.click.ClickType;
import io.csgen.model.ShopModel;
import io.csgen.model.ShopModel.Preset;
import io.csgen.simulate.ClickGenerator;
import io.csgen.truth.Manifest;
import io.csgen.truth.Stores;
import io.csgen.truth.check.CheckReport.Deviation;
import io.csgen.truth.check.CheckReport.Finding;
import io.csgen.truth.check.CheckReport.Verdict;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Pipelines that are broken in one way each: the check names exactly the clicks that they broke. */
class BrokenPipelinesTest {
    private static final ClickGenerator GENERATOR = ClickGenerator.of(
                    Stores.roomy().with("customer-id-max", "60000").with("clicks-per-second", "30"), 7, Stores.START)
            .clicks(200_000);
    private static final Manifest MANIFEST = Manifest.of(GENERATOR);
    private static final List<Click> CLICKS = Stores.list(GENERATOR);

    private static final Comparator<Click> BY_ID =
            Comparator.comparingLong(Click::sessionId).thenComparingInt(Click::ordinal);

    private static CheckReport check(List<Click> captured) {
        StreamCheck check = StreamCheck.of(MANIFEST).maxExamples(CLICKS.size());
        captured.forEach(check::accept);
        return check.report();
    }

    private static CheckReport checkLines(String captured) throws IOException {
        StreamCheck check = StreamCheck.of(MANIFEST).maxExamples(CLICKS.size());
        check.read(new ByteArrayInputStream(captured.getBytes(StandardCharsets.UTF_8)), "out.json");
        return check.report();
    }

    private static List<Click> changed(Predicate<Click> which, UnaryOperator<Click> change) {
        return CLICKS.stream()
                .map(click -> which.test(click) ? change.apply(click) : click)
                .toList();
    }

    private static Click with(Click click, long millis, int userId, long sessionId) {
        return new Click(millis, userId, sessionId, click.ordinal(), click.type(), click.groupId(), click.productId());
    }

    /** Everything is right but for deviations of one kind, which are about these clicks. */
    private static void assertOnly(CheckReport report, Deviation deviation, List<Click> clicks) {
        assertThat(report.counts()).isEqualTo(counts(Map.of(deviation, (long) clicks.size())));
        // Sorted, as a comparison in any order takes the square of the time.
        assertThat(report.findings().stream()
                        .map(finding -> finding.expected().orElseThrow())
                        .sorted(BY_ID))
                .containsExactlyElementsOf(clicks.stream().sorted(BY_ID).toList());
    }

    private static Map<Deviation, Long> counts(Map<Deviation, Long> others) {
        return Stream.of(Deviation.values()).collect(Collectors.toMap(d -> d, d -> others.getOrDefault(d, 0L)));
    }

    private static void assertAltered(CheckReport report, Predicate<Click> which, String... fields) {
        assertThat(report.verdict()).isEqualTo(Verdict.BROKEN);
        List<Click> clicks = CLICKS.stream().filter(which).toList();
        assertThat(clicks).isNotEmpty();
        assertOnly(report, Deviation.ALTERED, clicks);
        assertThat(report.findings())
                .allSatisfy(finding -> assertThat(finding.differences())
                        .extracting(Finding.Difference::field)
                        .containsExactly(fields));
    }

    @Test
    void dropsOneIn100_000() {
        List<Click> dropped = List.of(CLICKS.get(12_345), CLICKS.get(112_345));
        List<Click> captured = new ArrayList<>(CLICKS);
        captured.removeAll(dropped);

        CheckReport report = check(captured);

        assertThat(report.verdict()).isEqualTo(Verdict.BROKEN);
        assertOnly(report, Deviation.MISSING, dropped);
    }

    @Test
    void sendsABatchAgain() {
        List<Click> batch = CLICKS.subList(70_000, 70_500);
        List<Click> captured = new ArrayList<>(CLICKS.subList(0, 70_700));
        captured.addAll(batch);
        captured.addAll(CLICKS.subList(70_700, CLICKS.size()));

        CheckReport report = check(captured);

        // A copy is out of order if its user has a later click before it, in the batch or after it.
        Map<Integer, Long> latest = new HashMap<>();
        CLICKS.subList(0, 70_700).forEach(click -> latest.merge(click.userId(), click.timestampMillis(), Math::max));
        long late = batch.stream()
                .filter(click -> click.timestampMillis() < latest.get(click.userId()))
                .count();
        assertThat(late).isPositive();
        assertThat(report.verdict()).isEqualTo(Verdict.AT_LEAST_ONCE);
        assertThat(report.counts()).isEqualTo(counts(Map.of(Deviation.DUPLICATED, 500L, Deviation.OUT_OF_ORDER, late)));
        assertThat(report.findings(Deviation.DUPLICATED))
                .map(finding -> finding.expected().orElseThrow())
                .containsExactlyElementsOf(batch);
        assertThat(report.findings().get(0).place()).isEqualTo("captured click 70701");
    }

    @Test
    void cutsAFileOff() throws IOException {
        String file = lines(ClickFormat.JSON, GENERATOR);
        String cut = file.substring(0, file.length() - 10_000);
        int whole = (int) cut.lines().count() - 1;

        CheckReport report = checkLines(cut);

        assertThat(report.verdict()).isEqualTo(Verdict.BROKEN);
        assertThat(report.found()).isEqualTo(whole);
        assertThat(report.findings(Deviation.MISSING))
                .map(finding -> finding.expected().orElseThrow())
                .isEqualTo(CLICKS.subList(whole, CLICKS.size()));
        assertThat(report.findings(Deviation.MALFORMED))
                .singleElement()
                .satisfies(finding -> assertThat(finding.place()).isEqualTo("out.json:" + (whole + 1)));
    }

    @Test
    void swapsTwoUsers() {
        int one = CLICKS.get(1_000).userId();
        int other = CLICKS.stream()
                .skip(2_000)
                .mapToInt(Click::userId)
                .filter(user -> user != one)
                .findFirst()
                .orElseThrow();

        CheckReport report = check(changed(
                c -> c.userId() == one || c.userId() == other,
                c -> with(c, c.timestampMillis(), c.userId() == one ? other : one, c.sessionId())));

        assertAltered(report, c -> c.userId() == one || c.userId() == other, "user_id");
    }

    @Test
    void reordersWithinAUser() {
        List<Click> captured = new ArrayList<>(CLICKS);
        List<Click> late = new ArrayList<>();
        for (int user : List.of(CLICKS.get(500).userId(), CLICKS.get(90_000).userId())) {
            List<Click> ofUser = CLICKS.stream().filter(c -> c.userId() == user).toList();
            captured.removeAll(ofUser);
            captured.addAll(ofUser.subList(1, ofUser.size()));
            captured.add(ofUser.get(0));
            late.add(ofUser.get(0));
            assertThat(ofUser).hasSizeGreaterThan(1);
        }

        CheckReport report = check(captured);
        StreamCheck ordered = StreamCheck.of(MANIFEST).ordered();
        captured.forEach(ordered::accept);

        assertThat(report.verdict()).isEqualTo(Verdict.COMPLETE);
        assertThat(ordered.report().verdict()).isEqualTo(Verdict.BROKEN);
        assertOnly(report, Deviation.OUT_OF_ORDER, late);
    }

    @Test
    void roundsTimestamps() {
        UnaryOperator<Click> round = c -> with(c, c.timestampMillis() / 1_000 * 1_000, c.userId(), c.sessionId());
        Set<Click> some = new LinkedHashSet<>(CLICKS.subList(0, 5_000));
        List<Click> captured = new ArrayList<>(some.stream().map(round).toList());
        captured.addAll(CLICKS.subList(5_000, CLICKS.size()));

        assertAltered(check(captured), c -> c.timestampMillis() % 1_000 != 0 && some.contains(c), "timestamp");
        CheckReport all = check(CLICKS.stream().map(round).toList());
        assertThat(all.verdict()).isEqualTo(Verdict.BROKEN);
        assertThat(all.count(Deviation.ALTERED) + all.found()).isEqualTo(CLICKS.size());
        assertThat(all.found())
                .isEqualTo(CLICKS.stream()
                        .filter(c -> c.timestampMillis() % 1_000 == 0)
                        .count());
        assertThat(all.sessions()).isEmpty();
        assertThat(all.limits())
                .containsExactly("Sessions, and ids that took the place of others, beyond the first 10000 clicks that"
                        + " are not as expected.");
    }

    @Test
    void losesTheLastThreeSeconds() {
        long from = CLICKS.get(CLICKS.size() - 1).timestampMillis() - 3_000;
        List<Click> lost =
                CLICKS.stream().filter(c -> c.timestampMillis() > from).toList();

        CheckReport report = check(CLICKS.subList(0, CLICKS.size() - lost.size()));

        assertThat(lost).hasSizeGreaterThan(10);
        assertThat(report.verdict()).isEqualTo(Verdict.BROKEN);
        assertOnly(report, Deviation.MISSING, lost);
    }

    /** The page of a group becomes that of a product with the same number. */
    @Test
    void takesGroupsForProducts() {
        Predicate<Click> wrong = c -> c.type() == ClickType.GROUP_VIEW && c.userId() % 100 == 0;

        CheckReport report = check(changed(
                wrong,
                c -> new Click(
                        c.timestampMillis(),
                        c.userId(),
                        c.sessionId(),
                        c.ordinal(),
                        ClickType.PRODUCT_VIEW,
                        c.groupId(),
                        c.groupId())));

        assertAltered(report, wrong, "type", "product_id");
    }

    @Test
    void mergesTwoSessions() {
        List<Long> ids = CLICKS.stream()
                .filter(c -> c.ordinal() == 3)
                .map(Click::sessionId)
                .skip(100)
                .limit(2)
                .toList();

        CheckReport report = check(
                changed(c -> c.sessionId() == ids.get(1), c -> with(c, c.timestampMillis(), c.userId(), ids.get(0))));

        assertAltered(report, c -> c.sessionId() == ids.get(1), "session_id");
        assertThat(report.findings().get(0).differences().get(0).captured())
                .isEqualTo(CLICKS.stream()
                        .filter(c -> c.sessionId() == ids.get(0))
                        .findFirst()
                        .orElseThrow()
                        .sessionText());
    }

    @Test
    void letsMalformedLinesThrough() throws IOException {
        List<String> lines =
                new ArrayList<>(lines(ClickFormat.JSON, GENERATOR).lines().toList());
        List<String> bad = List.of("", "null", "{", "{}", lines.get(3).replace("\"type\"", "\"tpye\""), "\u0000");
        lines.addAll(1_000, bad);

        CheckReport report = checkLines(String.join("\n", lines));

        assertThat(report.verdict()).isEqualTo(Verdict.BROKEN);
        assertThat(report.found()).isEqualTo(CLICKS.size());
        assertThat(report.count(Deviation.MALFORMED)).isEqualTo(bad.size() - 1); // a blank line is none
        assertThat(report.findings())
                .map(Finding::place)
                .isEqualTo(IntStream.range(1_002, 1_007)
                        .mapToObj(line -> "out.json:" + line)
                        .toList());
    }

    private static String lines(ClickFormat format, Iterable<Click> clicks) {
        ClickEncoder encoder = GENERATOR.model().encoder(format);
        StringBuilder text = new StringBuilder();
        clicks.forEach(click -> text.append(new String(encoder.encode(click), StandardCharsets.UTF_8))
                .append('\n'));
        return text.toString();
    }

    static List<Arguments> cleanRuns() {
        List<ShopModel> models = List.of(
                ShopModel.classic(),
                Stores.roomy(),
                ShopModel.preset(Preset.REFERENCE),
                ShopModel.preset(Preset.RETAILROCKET).with("shop-journeys", "on"),
                ShopModel.classic().with("click-model", "independent").with("web-store-url", "https://a.example/x,y"));
        List<UnaryOperator<ClickGenerator>> bounds = List.of(
                all -> all.clicks(10_000),
                all -> all.sessions(2_000),
                all -> all.startingWarm().clicks(8_000),
                all -> all.shard(1, 2).until(all.start().plus(Duration.ofMinutes(20))));
        List<Arguments> runs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ClickGenerator all = ClickGenerator.of(models.get(i % 5), 100 + i, Stores.START);
            runs.add(Arguments.of(
                    bounds.get(i / 5).apply(all), ClickFormat.builtIn().get((i + i / 5) % 4), i % 2 == 0 ? 1 : 1_000));
        }
        return runs;
    }

    /** Clean runs, whose lines come as they were written, or as of a thousand readers at once. */
    @ParameterizedTest
    @MethodSource("cleanRuns")
    void raisesNoFalseAlarm(ClickGenerator generator, ClickFormat format, int readers) throws IOException {
        List<Click> clicks = new ArrayList<>(generator.stream().toList());
        if (readers > 1) {
            clicks.sort(Comparator.comparing(click -> click.userId() % readers));
        }
        ClickEncoder encoder = generator.model().encoder(format);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        Consumer<byte[]> line = bytes -> {
            file.writeBytes(bytes);
            file.write('\n');
        };
        line.accept(encoder.header());
        clicks.forEach(click -> line.accept(encoder.encode(click)));

        StreamCheck check = StreamCheck.of(Manifest.of(generator)).ordered();
        check.read(new ByteArrayInputStream(file.toByteArray()), "out");
        CheckReport report = check.report();

        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.COMPLETE);
        assertThat(report.found()).isEqualTo(clicks.size()).isPositive();
        assertThat(report.counts().values()).containsOnly(0L);
    }
}
