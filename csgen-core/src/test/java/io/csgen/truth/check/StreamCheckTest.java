package io.csgen.truth.check;

import static io.csgen.Rejections.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.click.Click;
import io.csgen.model.ShopModel;
import io.csgen.simulate.ClickGenerator;
import io.csgen.simulate.ClickIterator;
import io.csgen.truth.Manifest;
import io.csgen.truth.Stores;
import io.csgen.truth.check.CheckReport.Deviation;
import io.csgen.truth.check.CheckReport.Finding;
import io.csgen.truth.check.CheckReport.Verdict;
import io.csgen.truth.internal.DigestSum;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StreamCheckTest {
    private static final ClickGenerator GENERATOR = Stores.clicks(7).sessions(1_000);
    private static final Manifest MANIFEST = Manifest.of(GENERATOR);
    private static final List<Click> CLICKS = Stores.list(GENERATOR);

    private static CheckReport check(Manifest manifest, List<Click> captured) {
        StreamCheck check = StreamCheck.of(manifest);
        captured.forEach(check::accept);
        return check.report();
    }

    private static CheckReport check(List<Click> captured) {
        return check(MANIFEST, captured);
    }

    private static List<Click> without(Click... clicks) {
        List<Click> rest = new ArrayList<>(CLICKS);
        rest.removeAll(List.of(clicks));
        return rest;
    }

    private static List<Click> replaced(Click click, Click other) {
        List<Click> all = new ArrayList<>(CLICKS);
        all.set(all.indexOf(click), other);
        return all;
    }

    private static List<String> ids(CheckReport report, Deviation deviation) {
        return report.findings(deviation).stream().map(Finding::text).toList();
    }

    static Stream<ClickGenerator> generators() {
        ClickGenerator all = Stores.clicks(11);
        ClickIterator clicks = all.iterator();
        for (int i = 0; i < 2_000; i++) {
            clicks.next();
        }
        return Stream.of(
                all.clicks(0),
                all.clicks(1),
                all.clicks(5_000),
                all.sessions(500),
                all.sessions(300).clicks(900),
                all.startingWarm().until(Stores.START.plus(Duration.ofHours(1))),
                all.startingWarm().shard(1, 3).clicks(2_000),
                all.from(clicks.position()).clicks(4_000),
                ClickGenerator.of(ShopModel.classic(), 3, Stores.START).clicks(5_000),
                ClickGenerator.of(ShopModel.classic().with("probability-browsing-group", "0.99"), 3, Stores.START)
                        .sessions(100),
                ClickGenerator.of(ShopModel.classic().with("click-model", "independent"), 3, Instant.EPOCH)
                        .clicks(1_000));
    }

    @ParameterizedTest
    @MethodSource("generators")
    void whatWasMadeIsCompleteInAnyOrder(ClickGenerator generator) {
        Manifest manifest = Manifest.parse(Manifest.of(generator).toJson());
        List<Click> clicks = Stores.list(generator);

        StreamCheck check = StreamCheck.of(manifest).ordered();
        clicks.forEach(check::accept);
        CheckReport report = check.report();

        assertThat(report.verdict()).isEqualTo(Verdict.COMPLETE);
        assertThat(report.expected())
                .isEqualTo(clicks.size())
                .isEqualTo(report.captured())
                .isEqualTo(report.found());
        assertThat(report.counts().values()).containsOnly(0L);
        assertThat(report.sessions())
                .hasValueSatisfying(s -> assertThat(s.isAsExpected()).isTrue());
        List<Click> shuffled = new ArrayList<>(clicks);
        Collections.shuffle(shuffled, new Random(1));
        assertThat(check(manifest, shuffled).verdict()).isEqualTo(Verdict.COMPLETE);
    }

    @Test
    void aMergedManifestIsCheckedAsOne() {
        ClickGenerator whole = Stores.clicks(5);
        List<ClickGenerator> shards =
                List.of(whole.shard(0, 2).clicks(600), whole.shard(1, 2).clicks(400));
        Manifest sum = Manifest.of(shards.get(0)).plus(Manifest.of(shards.get(1)));
        List<Click> clicks = shards.stream().flatMap(ClickGenerator::stream).toList();

        assertThat(check(sum, clicks).verdict()).isEqualTo(Verdict.COMPLETE);
        assertThat(check(sum, clicks.subList(0, 600)).count(Deviation.MISSING)).isEqualTo(400);
    }

    @Test
    void missingClicksAreNamedInOrderOfTime() {
        CheckReport report = check(without(CLICKS.get(700), CLICKS.get(3), CLICKS.get(CLICKS.size() - 1)));

        assertThat(report.verdict()).isEqualTo(Verdict.BROKEN);
        assertThat(report.count(Deviation.MISSING)).isEqualTo(3);
        assertThat(report.findings())
                .map(finding -> finding.expected().orElseThrow())
                .containsExactly(CLICKS.get(3), CLICKS.get(700), CLICKS.get(CLICKS.size() - 1));
        assertThat(report.found()).isEqualTo(CLICKS.size() - 3);
    }

    @Test
    void nothingCapturedIsAllMissing() {
        CheckReport report = StreamCheck.of(MANIFEST).maxExamples(2).report();

        assertThat(report.verdict()).isEqualTo(Verdict.BROKEN);
        assertThat(report.count(Deviation.MISSING)).isEqualTo(CLICKS.size());
        assertThat(ids(report, Deviation.MISSING))
                .containsExactly(CLICKS.get(0).id(), CLICKS.get(1).id());
    }

    @Test
    void clicksThatAreThereTwiceMakeItAtLeastOnce() {
        List<Click> captured = new ArrayList<>(CLICKS);
        captured.addAll(CLICKS.subList(100, 103));
        captured.add(CLICKS.get(100));

        CheckReport report = check(captured);

        assertThat(report.verdict()).isEqualTo(Verdict.AT_LEAST_ONCE);
        assertThat(report.count(Deviation.DUPLICATED)).isEqualTo(4);
        assertThat(report.findings().get(3))
                .hasToString(CLICKS.get(100).id() + " at captured click " + captured.size() + " ("
                        + Instant.ofEpochMilli(CLICKS.get(100).timestampMillis()) + ", user "
                        + CLICKS.get(100).userId() + ", "
                        + CLICKS.get(100).type().wireName() + " of group "
                        + CLICKS.get(100).groupId() + product(CLICKS.get(100)) + ")");
    }

    private static String product(Click click) {
        return click.productId() < 0 ? "" : ", product " + click.productId();
    }

    @Test
    void anAlteredClickIsNamedWithItsFields() {
        Click click = CLICKS.get(50);
        Click other = new Click(
                click.timestampMillis() + 1,
                click.userId() + 1,
                click.sessionId(),
                click.ordinal(),
                click.type(),
                click.groupId(),
                click.productId());

        CheckReport report = check(replaced(click, other));

        assertThat(report.verdict()).isEqualTo(Verdict.BROKEN);
        assertThat(report.count(Deviation.ALTERED)).isEqualTo(1);
        assertThat(report.count(Deviation.MISSING)).isZero();
        Finding finding = report.findings().get(0);
        assertThat(finding.expected()).contains(click);
        assertThat(finding.captured()).contains(other);
        assertThat(finding)
                .hasToString(click.id() + " at captured click 51: timestamp must be "
                        + Instant.ofEpochMilli(click.timestampMillis()) + ": "
                        + Instant.ofEpochMilli(other.timestampMillis()) + "; user_id must be " + click.userId() + ": "
                        + other.userId());
    }

    @Test
    void aClickUnderAnotherIdIsTheSameClickAltered() {
        Click click = CLICKS.get(50);
        Click other = withSession(click, click.sessionId() + 1);

        CheckReport report = check(replaced(click, other));

        assertThat(report.counts())
                .containsEntry(Deviation.ALTERED, 1L)
                .containsEntry(Deviation.MISSING, 0L)
                .containsEntry(Deviation.FOREIGN, 0L);
        assertThat(report.findings().get(0).differences())
                .containsExactly(new Finding.Difference("session_id", click.sessionText(), other.sessionText()));
    }

    private static Click withSession(Click click, long sessionId) {
        return new Click(
                click.timestampMillis(),
                click.userId(),
                sessionId,
                click.ordinal(),
                click.type(),
                click.groupId(),
                click.productId());
    }

    @Test
    void clicksThatWereNeverMadeAreForeign() {
        List<Click> others = Stores.list(Stores.clicks(8).clicks(20));
        Click last = CLICKS.get(CLICKS.size() - 1);
        Click beyond = new Click(
                last.timestampMillis() + 1,
                last.userId(),
                last.sessionId(),
                last.ordinal() + 1,
                last.type(),
                last.groupId(),
                last.productId());
        List<Click> captured = new ArrayList<>(others);
        captured.addAll(CLICKS);
        captured.add(beyond);

        CheckReport report = check(captured);

        assertThat(report.verdict()).isEqualTo(Verdict.BROKEN);
        assertThat(report.count(Deviation.FOREIGN)).isEqualTo(21);
        assertThat(report.found()).isEqualTo(CLICKS.size());
        assertThat(ids(report, Deviation.FOREIGN))
                .isEqualTo(others.stream().limit(10).map(Click::id).toList());
    }

    @Test
    void orderCountsOnlyIfAskedFor() {
        List<Click> captured = new ArrayList<>(CLICKS);
        Click next = CLICKS.stream().filter(c -> c.ordinal() == 2).findFirst().orElseThrow();
        Click late = CLICKS.stream()
                .filter(c -> c.sessionId() == next.sessionId())
                .findFirst()
                .orElseThrow();
        captured.remove(late);
        captured.add(captured.indexOf(next) + 1, late);

        CheckReport report = check(captured);
        StreamCheck strict = StreamCheck.of(MANIFEST).ordered();
        captured.forEach(strict::accept);

        assertThat(report.verdict()).isEqualTo(Verdict.COMPLETE);
        assertThat(report.count(Deviation.OUT_OF_ORDER)).isEqualTo(1);
        assertThat(report.outOfOrderInSession()).isEqualTo(1);
        assertThat(ids(report, Deviation.OUT_OF_ORDER)).containsExactly(late.id());
        assertThat(strict.report().verdict()).isEqualTo(Verdict.BROKEN);
    }

    @Test
    void copyThatComesAtOnceIsInOrder() {
        List<Click> captured = new ArrayList<>();
        CLICKS.forEach(click -> captured.addAll(List.of(click, click)));
        StreamCheck check = StreamCheck.of(MANIFEST).ordered();
        captured.forEach(check::accept);

        assertThat(check.report().verdict()).isEqualTo(Verdict.AT_LEAST_ONCE);
        assertThat(check.report().count(Deviation.DUPLICATED)).isEqualTo(CLICKS.size());
        assertThat(check.report().count(Deviation.OUT_OF_ORDER)).isZero();
    }

    @Test
    void copyThatComesLateIsOutOfOrder() {
        Click first = CLICKS.get(0);
        Click second = CLICKS.stream()
                .filter(c -> c.sessionId() == first.sessionId() && c.ordinal() == 2)
                .findFirst()
                .orElseThrow();
        List<Click> captured = new ArrayList<>(CLICKS);
        captured.add(captured.indexOf(second) + 1, first);

        CheckReport report = check(captured);
        StreamCheck strict = StreamCheck.of(MANIFEST).ordered();
        captured.forEach(strict::accept);

        assertThat(report.verdict()).isEqualTo(Verdict.AT_LEAST_ONCE);
        assertThat(report.count(Deviation.DUPLICATED)).isEqualTo(1);
        assertThat(report.count(Deviation.OUT_OF_ORDER)).isEqualTo(1);
        assertThat(report.outOfOrderInSession()).isEqualTo(1);
        assertThat(ids(report, Deviation.OUT_OF_ORDER)).containsExactly(first.id());
        assertThat(strict.report().verdict()).isEqualTo(Verdict.BROKEN);
    }

    /** A user id that no user has, and that the fingerprint misses, is looked for among some 16 million. */
    @Test
    void clickOfNoUserThatHasTheFingerprintOfAnExpectedOneIsNoReasonToFail() {
        Click click = CLICKS.get(0);
        DigestSum sum = new DigestSum();
        long print = sum.hash(click) >>> 40;
        int user = 1_000_000;
        while (sum.hash(of(user, click)) >>> 40 != print) {
            user++;
        }

        assertThat(check(replaced(click, of(user, click))).verdict()).isEqualTo(Verdict.BROKEN);
    }

    private static Click of(int userId, Click click) {
        return new Click(
                click.timestampMillis(),
                userId,
                click.sessionId(),
                click.ordinal(),
                click.type(),
                click.groupId(),
                click.productId());
    }

    @Test
    void whatIsNoClickIsMalformed() {
        StreamCheck check = StreamCheck.of(MANIFEST);
        check.accept("{\"type\":\"view_item\"}".getBytes(StandardCharsets.UTF_8), "shard-1:7");
        CLICKS.forEach(check::accept);

        CheckReport report = check.report();

        assertThat(report.verdict()).isEqualTo(Verdict.BROKEN);
        assertThat(report.captured()).isEqualTo(CLICKS.size() + 1);
        assertThat(report.findings())
                .singleElement()
                .hasToString("shard-1:7 must have session_id: {\"type\":\"view_item\"}");
    }

    @Test
    void aHoleInASessionLongerThanTheTimeoutSplitsIt() {
        ClickGenerator slow = ClickGenerator.of(
                        Stores.roomy()
                                .with("think-time", "constant(20m)")
                                .with("session-pace", "constant(1)")
                                .with("customer-id-max", "100000"),
                        7,
                        Stores.START)
                .sessions(50);
        List<Click> clicks = Stores.list(slow);
        Click second = clicks.stream().filter(c -> c.ordinal() == 2).findFirst().orElseThrow();
        Click third = clicks.stream()
                .filter(c -> c.ordinal() == 3)
                .filter(c -> c.sessionId() == second.sessionId())
                .findFirst()
                .orElseThrow();
        assertThat(third).isNotNull();
        List<Click> captured = new ArrayList<>(clicks);
        captured.remove(second);

        CheckReport.Sessions sessions =
                check(Manifest.of(slow), captured).sessions().orElseThrow();

        assertThat(sessions.split()).isEqualTo(1);
        assertThat(sessions.merged()).isZero();
        assertThat(sessions.isAsExpected()).isFalse();
        assertThat(sessions.examples()).containsExactly("split: " + second.sessionText());
    }

    @Test
    void aSessionMovedToTheEndOfAnotherOneOfItsUserIsMerged() {
        ClickGenerator calm = ClickGenerator.of(
                        Stores.roomy().with("customer-id-max", "1100").with("clicks-per-second", "0.01"),
                        7,
                        Stores.START)
                .sessions(200);
        List<Click> captured = new ArrayList<>(Stores.list(calm));
        Click first = captured.stream()
                .filter(a ->
                        captured.stream().anyMatch(b -> b.userId() == a.userId() && b.sessionId() != a.sessionId()))
                .findFirst()
                .orElseThrow();
        List<Click> ofUser =
                captured.stream().filter(c -> c.userId() == first.userId()).toList();
        Click last = ofUser.stream()
                .filter(c -> c.sessionId() == first.sessionId())
                .reduce((a, b) -> b)
                .orElseThrow();
        Click next = ofUser.get(ofUser.indexOf(last) + 1);
        long shift = next.timestampMillis() - last.timestampMillis() - 60_000;
        captured.replaceAll(c -> c.sessionId() == next.sessionId()
                ? new Click(
                        c.timestampMillis() - shift,
                        c.userId(),
                        c.sessionId(),
                        c.ordinal(),
                        c.type(),
                        c.groupId(),
                        c.productId())
                : c);

        CheckReport.Sessions sessions =
                check(Manifest.of(calm), captured).sessions().orElseThrow();

        assertThat(sessions.overlapping()).isZero();
        assertThat(sessions.merged()).isEqualTo(1);
        assertThat(sessions.examples())
                .containsExactly("merged: " + next.sessionText() + " with " + last.sessionText());
    }

    @Test
    void aReportMayBeFollowedByMore() {
        StreamCheck check = StreamCheck.of(MANIFEST);
        CLICKS.subList(0, 100).forEach(check::accept);
        assertThat(check.report().count(Deviation.MISSING)).isEqualTo(CLICKS.size() - 100);

        CLICKS.subList(100, CLICKS.size()).forEach(check::accept);

        assertThat(check.report().verdict()).isEqualTo(Verdict.COMPLETE);
    }

    /** A change that the fingerprint misses is looked for, among some 16 million. */
    @Test
    void theDigestTellsWhatTheFingerprintsDoNot() {
        Click click = CLICKS.get(0);
        DigestSum sum = new DigestSum();
        long print = sum.hash(click) >>> 40;
        long millis = click.timestampMillis() + 1;
        while (sum.hash(at(click, millis)) >>> 40 != print) {
            millis++;
        }

        CheckReport report = check(replaced(click, at(click, millis)));

        assertThat(report.count(Deviation.ALTERED)).isZero();
        assertThat(report.verdict()).isEqualTo(Verdict.BROKEN);
        assertThat(report.limits())
                .containsExactly("Some of the clicks found are altered; which ones, their fingerprints do not tell.");
    }

    private static Click at(Click click, long millis) {
        return new Click(
                millis,
                click.userId(),
                click.sessionId(),
                click.ordinal(),
                click.type(),
                click.groupId(),
                click.productId());
    }

    @Test
    void aManifestOfOtherClicksIsRefused() {
        Manifest other = Manifest.of(Stores.clicks(7).sessions(999));
        Manifest mixed = new Manifest(
                MANIFEST.origin(),
                other.sessions(),
                other.users(),
                other.digest(),
                other.first(),
                other.last(),
                other.counts(),
                other.faults(),
                List.of());

        assertThat(problemsOf(() -> check(mixed, CLICKS)))
                .containsExactly("digest of the manifest must be that of the clicks generated again ("
                        + MANIFEST.digest() + "): " + other.digest());
        assertThat(problemsOf(() -> StreamCheck.of(MANIFEST).maxExamples(-1)))
                .containsExactly("examples must be at least 0: -1");
    }

    @Test
    void sessionNumbersAreDense() {
        Set<Long> numbers = new HashSet<>();
        CLICKS.forEach(click -> numbers.add(GENERATOR.sessionNumber(click.sessionId())));

        assertThat(numbers)
                .hasSize(1_000)
                .allSatisfy(number -> assertThat(number & (1L << 57) - 1).isLessThan(200));
    }
}
