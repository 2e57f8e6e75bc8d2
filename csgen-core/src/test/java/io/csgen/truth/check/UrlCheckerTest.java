package io.csgen.truth.check;

import static io.csgen.truth.check.MadeByHand.click;
import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.click.Click;
import io.csgen.click.ClickType;
import io.csgen.click.ClickUrl;
import io.csgen.truth.check.CheckReport.Deviation;
import io.csgen.truth.check.CheckReport.Verdict;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UrlCheckerTest {
    private static final Click ONE = click(0, 1, 1, 1);
    private static final Click SAME_URL = click(5, 1, 1, 2);
    private static final Click OTHER = MadeByHand.ofProduct(click(9, 2, 2, 1), 8);

    private final UrlChecker checker = new UrlChecker(new MadeByHand(ONE, SAME_URL, OTHER), 10);
    private int place;

    private void accept(Click... clicks) {
        for (Click click : clicks) {
            int at = ++place;
            checker.accept(click, Map.of(), () -> "f:" + at);
        }
    }

    private CheckReport report() {
        return checker.report(new Findings(10), true);
    }

    private static void assertCounts(CheckReport report, Map<Deviation, Long> counts) {
        for (Deviation deviation : Deviation.values()) {
            assertThat(report.count(deviation)).as(deviation.toString()).isEqualTo(counts.getOrDefault(deviation, 0L));
        }
    }

    @Test
    void asManyOfEachUrlAsThereAreClicksAreCompleteInAnyOrder() {
        accept(OTHER, SAME_URL, ONE);

        CheckReport report = report();

        assertThat(report.verdict()).isEqualTo(Verdict.COMPLETE);
        assertThat(report.expected()).isEqualTo(3);
        assertThat(report.found()).isEqualTo(3);
        assertCounts(report, Map.of());
        assertThat(report.sessions()).isEmpty();
        assertThat(report.limits())
                .hasSize(2)
                .first()
                .asString()
                .startsWith("URLs tell no time, session and ordinal: ");
    }

    @Test
    void timeSessionAndOrdinalDoNotMatter() {
        accept(click(500, 1, 3, 4), ONE, OTHER);

        assertThat(report().verdict()).isEqualTo(Verdict.COMPLETE);
    }

    @Test
    void oneOfTwoThatAreEqualIsMissing() {
        accept(ONE, OTHER);

        CheckReport report = report();

        assertThat(report.verdict()).isEqualTo(Verdict.BROKEN);
        assertCounts(report, Map.of(Deviation.MISSING, 1L));
        assertThat(report.findings())
                .singleElement()
                .hasToString("https://webstore.demo.com/api/group/1/product/7?userid=1"
                        + " (2026-01-05T00:00:00Z, user 1, view_item of group 1, product 7)");
    }

    @Test
    void oneMoreThanThereAreIsDuplicated() {
        accept(ONE, ONE, ONE, OTHER);

        CheckReport report = report();

        assertThat(report.verdict()).isEqualTo(Verdict.AT_LEAST_ONCE);
        assertCounts(report, Map.of(Deviation.DUPLICATED, 1L));
        assertThat(report.findings())
                .singleElement()
                .hasToString("https://webstore.demo.com/api/group/1/product/7?userid=1 at f:3");
    }

    @Test
    void aUrlThatIsOfNoClickIsForeign() {
        accept(ONE, SAME_URL, OTHER, click(0, 9, 9, 1));

        CheckReport report = report();

        assertThat(report.verdict()).isEqualTo(Verdict.BROKEN);
        assertCounts(report, Map.of(Deviation.FOREIGN, 1L));
        assertThat(report.findings())
                .singleElement()
                .hasToString("https://webstore.demo.com/api/group/1/product/7?userid=9 at f:4");
    }

    @Test
    void anAlteredClickIsOneThatIsMissingAndOneThatIsForeign() {
        accept(ONE, SAME_URL, MadeByHand.ofProduct(OTHER, 9));

        assertCounts(report(), Map.of(Deviation.MISSING, 1L, Deviation.FOREIGN, 1L));
    }

    @Test
    void urlsThatHideTheGroupAreComparedWithoutIt() {
        Click purchase = new Click(ONE.timestampMillis(), 1, 1, 1, ClickType.PURCHASE, 2, 7);
        UrlChecker purchases = new UrlChecker(new MadeByHand(purchase), 10);

        purchases.accept(new Click(0, 1, 5, 1, ClickType.PURCHASE, 1, 7), Map.of(), () -> "f:1");

        // A URL is read without its group; the number of none cannot be that of a click, so another stands for it.
        assertThat(ClickUrl.NO_GROUP).isLessThan(1);
        assertThat(purchases.report(new Findings(10), false).verdict()).isEqualTo(Verdict.COMPLETE);
    }

    @Test
    void malformedLinesAreCountedAsCaptured() {
        Findings malformed = new Findings(10);
        malformed.add(Deviation.MALFORMED, 2);
        accept(ONE, SAME_URL, OTHER);

        CheckReport report = checker.report(malformed, false);

        assertThat(report.verdict()).isEqualTo(Verdict.BROKEN);
        assertThat(report.captured()).isEqualTo(5);
    }

    @Test
    void aReportIsOfUpToHereAndMoreMayFollow() {
        accept(ONE);
        assertThat(report().count(Deviation.MISSING)).isEqualTo(2);

        accept(SAME_URL, OTHER);

        assertThat(report().verdict()).isEqualTo(Verdict.COMPLETE);
    }
}
