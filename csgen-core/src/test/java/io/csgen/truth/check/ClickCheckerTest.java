package io.csgen.truth.check;

import static io.csgen.Rejections.problemsOf;
import static io.csgen.truth.check.MadeByHand.click;
import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.click.Click;
import io.csgen.click.ClickField;
import io.csgen.click.ClickView;
import io.csgen.model.ShopModel;
import io.csgen.truth.Digest;
import io.csgen.truth.check.CheckReport.Deviation;
import io.csgen.truth.check.CheckReport.Finding;
import io.csgen.truth.check.CheckReport.Verdict;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ClickCheckerTest {
    private static final Click FIRST = click(0, 1, 1, 1);
    private static final Click OTHER_USER = click(1, 2, 2, 1);
    private static final Click SECOND = click(2, 1, 1, 2);
    private static final Click THIRD = click(3, 1, 1, 3);
    private static final MadeByHand ALL = new MadeByHand(FIRST, OTHER_USER, SECOND, THIRD);

    private final ClickChecker checker = new ClickChecker(ALL, 10);
    private int place;

    private void accept(Click... clicks) {
        for (Click click : clicks) {
            int at = ++place;
            checker.accept(click, Map.of(), () -> "f:" + at);
        }
    }

    private CheckReport report() {
        return checker.report(new Findings(10), false);
    }

    private static void assertCounts(CheckReport report, Map<Deviation, Long> counts) {
        for (Deviation deviation : Deviation.values()) {
            assertThat(report.count(deviation)).as(deviation.toString()).isEqualTo(counts.getOrDefault(deviation, 0L));
        }
    }

    @Test
    void clicksAsTheyWereMadeAreComplete() {
        accept(FIRST, OTHER_USER, SECOND, THIRD);

        CheckReport report = report();

        assertThat(report.verdict()).isEqualTo(Verdict.COMPLETE);
        assertThat(report.expected()).isEqualTo(4);
        assertThat(report.captured()).isEqualTo(4);
        assertThat(report.found()).isEqualTo(4);
        assertCounts(report, Map.of());
        assertThat(report.findings()).isEmpty();
        assertThat(report.limits()).isEmpty();
        assertThat(report.sessions()).contains(new CheckReport.Sessions(2, 2, 0, 0, 0, List.of()));
    }

    @Test
    void whatDoesNotComeIsMissing() {
        accept(FIRST, THIRD);

        CheckReport report = report();

        assertThat(report.verdict()).isEqualTo(Verdict.BROKEN);
        assertCounts(report, Map.of(Deviation.MISSING, 2L));
        assertThat(report.findings(Deviation.MISSING))
                .extracting(finding -> finding.expected().orElseThrow())
                .containsExactly(OTHER_USER, SECOND);
        assertThat(report.sessions()).contains(new CheckReport.Sessions(2, 1, 0, 0, 0, List.of()));
    }

    @Test
    void aReportIsOfUpToHereAndMoreMayFollow() {
        accept(FIRST, OTHER_USER, SECOND);
        assertThat(report().count(Deviation.MISSING)).isEqualTo(1);

        accept(THIRD);

        assertThat(report().verdict()).isEqualTo(Verdict.COMPLETE);
    }

    @Test
    void aFurtherCopyIsDuplicated() {
        accept(FIRST, OTHER_USER, SECOND, THIRD, THIRD, OTHER_USER);

        CheckReport report = report();

        assertThat(report.verdict()).isEqualTo(Verdict.AT_LEAST_ONCE);
        assertThat(report.found()).isEqualTo(4);
        assertCounts(report, Map.of(Deviation.DUPLICATED, 2L));
        assertThat(report.findings()).extracting(Finding::place).containsExactly("f:5", "f:6");
    }

    @Test
    void anIdThatWasNeverGivenIsForeign() {
        Click foreign = click(2, 9, 9, 1);
        Click tooManyInItsSession = click(4, 1, 1, 4);
        accept(FIRST, OTHER_USER, SECOND, THIRD, foreign, tooManyInItsSession);

        CheckReport report = report();

        assertThat(report.verdict()).isEqualTo(Verdict.BROKEN);
        assertThat(report.found()).isEqualTo(4);
        assertCounts(report, Map.of(Deviation.FOREIGN, 2L));
        assertThat(report.findings())
                .extracting(finding -> finding.captured().orElseThrow())
                .containsExactly(foreign, tooManyInItsSession);
    }

    @Test
    void anotherValueIsAlteredAndNamed() {
        accept(FIRST, OTHER_USER, MadeByHand.ofProduct(SECOND, 8), THIRD);

        CheckReport report = report();

        assertThat(report.verdict()).isEqualTo(Verdict.BROKEN);
        assertThat(report.found()).isEqualTo(3);
        assertCounts(report, Map.of(Deviation.ALTERED, 1L));
        assertThat(report.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.expected()).contains(SECOND);
            assertThat(finding.differences()).containsExactly(new Finding.Difference("product_id", "7", "8"));
        });
    }

    @Test
    void theRightValuesUnderAnotherIdAreAlteredToo() {
        Click renamed = click(2, 1, 77, 2);
        accept(FIRST, OTHER_USER, renamed, THIRD);

        CheckReport report = report();

        assertCounts(report, Map.of(Deviation.ALTERED, 1L));
        assertThat(report.findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.differences())
                        .extracting(Finding.Difference::field)
                        .containsExactly("session_id"));
    }

    @Test
    void aUrlOrGroupNameThatIsNotThatOfTheClickIsAltered() {
        accept(FIRST, OTHER_USER);
        checker.accept(SECOND, Map.of(ClickField.URL, "https://elsewhere"), () -> "f:3");
        checker.accept(THIRD, Map.of(ClickField.GROUP_NAME, "Toys"), () -> "f:4");

        CheckReport report = report();

        assertCounts(report, Map.of(Deviation.ALTERED, 2L));
        assertThat(report.findings())
                .extracting(finding -> finding.differences().get(0).field())
                .containsExactly("url", "group_name");
    }

    @Test
    void orderIsThatOfTheSessionAndOfTheUser() {
        accept(THIRD, FIRST, SECOND, OTHER_USER);

        CheckReport relaxed = checker.report(new Findings(10), false);
        CheckReport ordered = checker.report(new Findings(10), true);

        assertThat(relaxed.verdict()).isEqualTo(Verdict.COMPLETE);
        assertThat(ordered.verdict()).isEqualTo(Verdict.BROKEN);
        assertCounts(relaxed, Map.of(Deviation.OUT_OF_ORDER, 2L));
        assertThat(relaxed.outOfOrderInSession()).isEqualTo(2);
    }

    @Test
    void aLaterSessionOfAUserBeforeAnEarlierOneIsOutOfOrderOfTheUserAlone() {
        Click later = click(7_200, 1, 3, 1);
        ClickChecker twoSessions = new ClickChecker(new MadeByHand(FIRST, later), 10);
        twoSessions.accept(later, Map.of(), () -> "f:1");
        twoSessions.accept(FIRST, Map.of(), () -> "f:2");

        CheckReport report = twoSessions.report(new Findings(10), false);

        assertCounts(report, Map.of(Deviation.OUT_OF_ORDER, 1L));
        assertThat(report.outOfOrderInSession()).isZero();
    }

    @Test
    void malformedLinesAreCountedAsCaptured() {
        Findings malformed = new Findings(10);
        malformed.add(Deviation.MALFORMED, 3);
        accept(FIRST, OTHER_USER, SECOND, THIRD);

        CheckReport report = checker.report(malformed, false);

        assertThat(report.verdict()).isEqualTo(Verdict.BROKEN);
        assertThat(report.captured()).isEqualTo(7);
        assertCounts(report, Map.of(Deviation.MALFORMED, 3L));
    }

    @Test
    void aGapWhereClicksAreMissingSplitsASession() {
        Click[] slow = {click(0, 1, 1, 1), click(1_500, 1, 1, 2), click(3_000, 1, 1, 3)};
        ClickChecker session = new ClickChecker(new MadeByHand(slow), 10);
        session.accept(slow[0], Map.of(), () -> "f:1");
        session.accept(slow[2], Map.of(), () -> "f:2");

        assertThat(session.report(new Findings(10), false).sessions())
                .contains(new CheckReport.Sessions(1, 1, 1, 0, 0, List.of("split: 0000000000000001")));
    }

    @Test
    void textThatIsNoFaultOfTheRunIsNotTaken() {
        assertThat(checker.acceptText("{\"user_id\":", () -> "f:1")).isFalse();
        assertThat(report().captured()).isZero();
    }

    @Test
    void clicksThatAreNotThoseOfTheDigestAreRefused() {
        ExpectedClicks other = new ExpectedClicks() {
            @Override
            public void forEach(Consumer<? super ClickView> consumer) {
                ALL.forEach(consumer);
            }

            @Override
            public long sessionNumber(long sessionId) {
                return ALL.sessionNumber(sessionId);
            }

            @Override
            public Digest digest() {
                return new Digest(0, 0);
            }

            @Override
            public ShopModel model() {
                return ALL.model();
            }
        };

        assertThat(problemsOf(() -> new ClickChecker(other, 10)))
                .containsExactly("digest of the manifest must be that of the clicks generated again (" + ALL.digest()
                        + "): " + new Digest(0, 0));
    }
}
