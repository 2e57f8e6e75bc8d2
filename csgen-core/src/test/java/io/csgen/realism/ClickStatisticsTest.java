package io.csgen.realism;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.csgen.click.Click;
import io.csgen.model.ShopModel;
import io.csgen.realism.RealismScore.Figure;
import io.csgen.simulate.ClickGenerator;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClickStatisticsTest {
    private static final double HOUR = 3600;
    private static final double DAY = 24 * HOUR;

    /**
     * Three users in four sessions, of 5, 1, 2 and 1 views; one session runs past midnight. Group views
     * do not count.
     */
    private static Views byHand() {
        return new Views()
                .groupView(9 * HOUR - 5, 1, 1, 1)
                .view(9 * HOUR, 1, 1, 1, 1)
                .view(9 * HOUR + 10, 1, 1, 1, 1)
                .view(9 * HOUR + 30, 1, 1, 1, 2)
                .groupView(9 * HOUR + 60, 1, 1, 2)
                .view(9 * HOUR + 70, 1, 1, 2, 7)
                .view(9 * HOUR + 120, 1, 1, 1, 1)
                .view(10 * HOUR, 1, 2, 1, 1)
                .view(24 * HOUR - 10, 2, 3, 2, 7)
                .view(24 * HOUR + 10, 2, 3, 2, 8)
                .view(15 * HOUR, 3, 4, 1, 1);
    }

    @Test
    void measuresAStreamWrittenByHand() {
        ClickStatistics statistics = ClickStatistics.of(byHand());

        // 9 views in 4 sessions; two of them have 2 or more, one of these 5.
        assertFigure(statistics, "views-per-session-mean", 9 / 4.0);
        assertFigure(statistics, "sessions-2-plus", 2 / 4.0);
        assertFigure(statistics, "sessions-5-plus", 1 / 2.0);
        assertFigure(statistics, "sessions-10-plus", 0);
        assertFigure(statistics, "sessions-20-plus", 0);
        // 5 pairs. Product 1 of group 1 comes back twice, once at once.
        assertFigure(statistics, "repeat-views", 2 / 5.0);
        assertFigure(statistics, "repeat-views-at-once", 1 / 5.0);
        // 4 pairs of different products; the first session goes to group 2 and back.
        assertFigure(statistics, "group-changes", 2 / 4.0);
        assertFigure(statistics, "sessions-2-plus-groups", 1 / 2.0);
        // Group 1 has 6 views of 9. The top product of 4 has 5.
        assertFigure(statistics, "top-10-percent-groups", 6 / 9.0);
        assertFigure(statistics, "top-1-percent-products", 5 / 9.0);
        assertFigure(statistics, "top-10-percent-products", 5 / 9.0);
        // 5 views at 9 h, one each at 10 h, 15 h, 23 h and 0 h.
        assertFigure(statistics, "busiest-6-hours", 6 / 9.0);
        assertFigure(statistics, "quietest-6-hours", 0);
        // Users have 1, 2 and 6 views: percentile 90 lies 0.8 of the way from 2 to 6, percentile 99 0.98.
        assertFigure(statistics, "user-views-p90-ratio", 5.2 / 2);
        assertFigure(statistics, "user-views-p99-ratio", 5.92 / 2);
        assertThat(statistics)
                .hasToString("11 clicks, of them 9 views of 4 products in 2 groups, in 4 sessions of 3 users, "
                        + "2026-01-05T09:00:00Z to 2026-01-06T00:00:10Z");
    }

    @Test
    void leavesOutWhatTooFewDataWouldSayByChance() {
        ClickStatistics statistics = ClickStatistics.of(byHand());

        for (String gap : List.of("gap-p10", "gap-median", "gap-p90", "gap-p99")) {
            assertMissing(statistics, gap, "needs 101 gaps of at most 30 minutes, has 5");
        }
        assertMissing(statistics, "gap-likeness", "needs 51 sessions with 2 gaps, has 1");
        assertMissing(statistics, "top-100-persistence", "needs 500 products, has 4");
        assertMissing(statistics, "weekday-variation", "needs 7 days of ordinary traffic, has 2");
        assertMissing(statistics, "return-to-group", "needs 51 sessions of users who came before, has 1");
        assertMissing(statistics, "carts-per-view", "has no carts");
        assertMissing(statistics, "purchases-per-cart", "has no carts and purchases");
        assertThat(statistics.missing(Figure.named("views-per-session-mean"))).isEmpty();
    }

    @Test
    void hasNoFiguresOfAnEmptyStream() {
        ClickStatistics statistics = ClickStatistics.of(List.of());

        for (Figure figure : Figure.all()) {
            assertThat(statistics.value(figure)).as("%s", figure).isEmpty();
            assertThat(statistics.missing(figure)).as("%s", figure).isPresent();
        }
        assertMissing(statistics, "views-per-session-mean", "no product views");
        assertMissing(statistics, "user-views-p90-ratio", "no product views");
        assertMissing(statistics, "gap-p10", "needs 101 gaps of at most 30 minutes, has 0");
        assertThat(statistics)
                .hasToString("0 clicks, of them 0 views of 0 products in 0 groups, in 0 sessions of 0 users");
    }

    @Test
    void hasNoFiguresOfPairsWhereNoSessionHasTwoViews() {
        ClickStatistics statistics =
                ClickStatistics.of(new Views().view(0, 1, 1, 1, 1).view(1, 2, 2, 2, 2));

        for (String figure : List.of(
                "sessions-5-plus",
                "sessions-10-plus",
                "sessions-20-plus",
                "repeat-views",
                "repeat-views-at-once",
                "sessions-2-plus-groups")) {
            assertMissing(statistics, figure, "no session has 2 product views");
        }
        assertMissing(statistics, "group-changes", "no session has 2 different products");
        assertFigure(statistics, "sessions-2-plus", 0);
    }

    @Test
    void interpolatesBetweenGaps() {
        Views views = new Views();
        for (int i = 1; i <= 102; i++) {
            views.gaps(i, i);
        }

        ClickStatistics statistics = ClickStatistics.of(views);

        // Of 1 to 102 seconds; percentile 10 stands at rank 10.1 counted from 0.
        assertFigure(statistics, "gap-p10", 11.1);
        assertFigure(statistics, "gap-median", 51.5);
        assertFigure(statistics, "gap-p90", 91.9);
        assertFigure(statistics, "gap-p99", 100.99);
        assertThat(statistics.distributions().gapPercentiles())
                .hasSize(101)
                .startsWith(1)
                .endsWith(102);
    }

    @Test
    void measuresGapsUpToThirtyMinutes() {
        Views views = new Views();
        for (int i = 1; i <= 100; i++) {
            views.gaps(i, 60);
        }

        assertMissing(
                ClickStatistics.of(views.gaps(101, 1800.001)),
                "gap-p10",
                "needs 101 gaps of at most 30 minutes, has 100");
        assertFigure(ClickStatistics.of(views.gaps(102, 1800)), "gap-p99", 60);
    }

    @Test
    void findsGapsOfASessionAlikeOrNot() {
        Views alike = new Views();
        Views unlike = new Views();
        for (int i = 1; i <= 60; i++) {
            double gap = i % 2 == 0 ? 10 : 1000;
            alike.gaps(i, gap, gap);
            unlike.gaps(i, 10, 1000);
        }

        // All variation is between sessions; or all is within, where two gaps could not be less alike.
        assertFigure(ClickStatistics.of(alike), "gap-likeness", 1);
        assertFigure(ClickStatistics.of(unlike), "gap-likeness", -1);
    }

    @Test
    void weighsSessionsWithDifferentNumbersOfGaps() {
        Views views = new Views();
        for (int i = 1; i <= 26; i++) {
            views.gaps(i, 1, 1);
        }
        for (int i = 27; i <= 51; i++) {
            views.gaps(i, 4, 4, 1);
        }

        // In units of ln 4 the gaps are 0 and 0, or 1, 1 and 0; 127 of them with a mean of 50/127.
        double within = 25 * (2 / 3.0) / (127 - 51);
        double mean = 50 / 127.0;
        double between = (26 * 2 * mean * mean + 25 * 3 * (2 / 3.0 - mean) * (2 / 3.0 - mean)) / 50;
        double count = (127 - (26 * 4 + 25 * 9) / 127.0) / 50;
        assertFigure(ClickStatistics.of(views), "gap-likeness", (between - within) / (between + (count - 1) * within));
    }

    @Test
    void countsGapsUnderHalfASecondAsThat() {
        Views views = new Views();
        for (int i = 1; i <= 60; i++) {
            views.gaps(i, 0.001, 0.4, 0.5);
        }

        assertMissing(ClickStatistics.of(views), "gap-likeness", "all gaps are alike");
    }

    @Test
    void findsConstantGapsAlikeWhateverTheyAre() {
        Views views = new Views();
        for (int i = 1; i <= 60; i++) {
            views.gaps(i, 7.3, 7.3, 7.3);
        }

        ClickStatistics statistics = ClickStatistics.of(views);

        assertFigure(statistics, "gap-p10", 7.3);
        assertFigure(statistics, "gap-p99", 7.3);
        assertMissing(statistics, "gap-likeness", "all gaps are alike");
    }

    @Test
    void findsUniformPopularityUniform() {
        Views views = new Views();
        for (int i = 0; i < 20_000; i++) {
            views.view(i, i, i, 1 + i % 10, i % 1000);
        }

        ClickStatistics statistics = ClickStatistics.of(views);

        assertFigure(statistics, "top-1-percent-products", 0.01);
        assertFigure(statistics, "top-10-percent-products", 0.1);
        assertFigure(statistics, "top-10-percent-groups", 0.1);
        assertFigure(statistics, "user-views-p90-ratio", 1);
        assertFigure(statistics, "user-views-p99-ratio", 1);
        assertThat(statistics.distributions().viewsByProduct()).hasSize(1000).containsOnly(20);
    }

    @Test
    void findsOneProductAlone() {
        ClickStatistics statistics = ClickStatistics.of(new Views().gaps(1, 1, 1, 1, 1, 1, 1, 1, 1, 1));

        assertFigure(statistics, "top-1-percent-products", 1);
        assertFigure(statistics, "top-10-percent-products", 1);
        assertFigure(statistics, "repeat-views", 1);
        assertFigure(statistics, "repeat-views-at-once", 1);
        assertFigure(statistics, "sessions-10-plus", 1);
        for (String figure :
                List.of("group-changes", "sessions-2-plus-groups", "top-10-percent-groups", "return-to-group")) {
            assertMissing(statistics, figure, "needs 2 product groups, has 1");
        }
    }

    @Test
    void findsTwoGroupsThatAlternate() {
        Views views = new Views();
        for (int i = 0; i < 30; i++) {
            views.view(i, 1, i / 10, 1 + i % 2, 5);
        }

        ClickStatistics statistics = ClickStatistics.of(views);

        assertFigure(statistics, "group-changes", 1);
        assertFigure(statistics, "sessions-2-plus-groups", 1);
        assertFigure(statistics, "top-10-percent-groups", 0.5);
        // Products of two groups are two, though their ids are the same.
        assertFigure(statistics, "repeat-views-at-once", 0);
        assertFigure(statistics, "repeat-views", 8 / 9.0);
    }

    @Test
    void followsTheTopHundredFromDayToDay() {
        Views views = new Views();
        for (int day = 0; day < 7; day++) {
            topHundred(views, day, 10 * day);
        }

        // Ten of the hundred leave each day.
        assertFigure(ClickStatistics.of(views), "top-100-persistence", 0.7 / 0.9);
    }

    @Test
    void followsTheTopHundredOverBusyDaysAlone() {
        Views four = new Views();
        Views apart = new Views();
        for (int day = 0; day < 5; day++) {
            if (day != 2) {
                topHundred(four, day, 0);
            }
            topHundred(apart, 2 * day, 0);
        }
        for (int i = 0; i < 1499; i++) {
            four.view(2 * DAY + i, 1, 1, 1, i);
        }

        assertMissing(ClickStatistics.of(four), "top-100-persistence", "needs 5 days of 1,500 views, has 4");
        assertMissing(ClickStatistics.of(apart), "top-100-persistence", "no two of the days are 1 and 3 days apart");
    }

    /** A day of 1,500 views: ten of each of 100 products from the given id on, one of 500 others. */
    private static void topHundred(Views views, int day, int firstProduct) {
        double at = day * DAY;
        for (int i = 0; i < 1000; i++) {
            views.view(at++, 1, 1, 1, firstProduct + i % 100);
        }
        for (int i = 0; i < 500; i++) {
            views.view(at++, 1, 1, 1, 10_000 + i);
        }
    }

    @Test
    void breaksTiesOfPopularityWithoutRegardToOrder() {
        Views views = new Views();
        for (int day = 0; day < 6; day++) {
            for (int i = 0; i < 1500; i++) {
                views.view(day * DAY + i, 1, 1, 1, (i * 7 + day * 131) % 750);
            }
        }

        // Each day all 750 products have 2 views: which hundred are on top, is the same every day.
        assertFigure(ClickStatistics.of(views), "top-100-persistence", 1);
        assertFigure(ClickStatistics.of(views.reversed()), "top-100-persistence", 1);
    }

    @Test
    void comparesWeekdaysWithoutTheEndsAndQuietDays() {
        Views views = new Views();
        // From Sunday to Monday three weeks later; Mondays to Saturdays have 40 views, Sundays 110.
        for (int day = -1; day <= 21; day++) {
            boolean end = day == -1 || day == 21;
            boolean quiet = day == 9;
            int count = end ? 500 : quiet ? 7 : Math.floorMod(day, 7) == 6 ? 110 : 40;
            for (int i = 0; i < count; i++) {
                views.view(day * DAY + i, 1, 1, 1, 1);
            }
        }

        // Mean 50; six deviations of 10 and one of 60.
        assertFigure(ClickStatistics.of(views), "weekday-variation", Math.sqrt((6 * 100 + 3600) / 7.0) / 50);
    }

    @Test
    void tellsHoursAndDaysByTheClockOfTheShop() {
        Views views = new Views();
        for (int day = 0; day < 8; day++) {
            for (int i = 0; i < 10; i++) {
                views.view(day * DAY + 23 * HOUR + i, 1, 1, 1, 1);
            }
        }
        views.view(5 * HOUR, 1, 1, 1, 1);
        ClickStatistics.Collector collector = views.collected();

        ClickStatistics utc = collector.statistics();
        ClickStatistics minuteLess =
                collector.statistics(ClickStatistics.Collector.Sessions.GIVEN, ZoneOffset.of("-00:01"));

        // The views at 23:00 and that at 5:00 are more than six hours of the clock apart, by either clock.
        assertFigure(utc, "busiest-6-hours", 80 / 81.0);
        assertFigure(minuteLess, "busiest-6-hours", 80 / 81.0);
        assertThat(utc.distributions().hours()[23]).isEqualTo(80 / 81.0);
        assertThat(minuteLess.distributions().hours()[22]).isEqualTo(80 / 81.0);
        // An hour on, 23:00 becomes midnight of the next day.
        ClickStatistics hourMore =
                collector.statistics(ClickStatistics.Collector.Sessions.GIVEN, ZoneOffset.of("+01:00"));
        assertThat(hourMore.distributions().hours()[0]).isEqualTo(80 / 81.0);
        // Monday has 11 views in UTC, and by the later clock one, which makes it a quiet day.
        assertFigure(utc, "weekday-variation", spread(10.5, 10, 10, 10, 10, 10, 10));
        assertFigure(hourMore, "weekday-variation", 0);
    }

    private static double spread(double... values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        double squares = Arrays.stream(values)
                .map(x -> (x - mean) * (x - mean))
                .average()
                .orElseThrow();
        return Math.sqrt(squares) / mean;
    }

    @Test
    void findsUsersWhoComeBackToTheirGroup() {
        Views views = new Views();
        for (int user = 0; user < 60; user++) {
            int group = 1 + user % 2;
            // Session ids fall with time: what follows what is told by times.
            views.view(user, user, 1000 - user, group, 1);
            views.view(user + 5, user, 1000 - user, 3 - group, 1);
            views.view(user + 20_000, user, 500 - user, group, 1);
        }

        // Always the same group, which chance would give half of them.
        assertFigure(ClickStatistics.of(views), "return-to-group", 2);
    }

    @Test
    void cutsSessionsWhereThereAreNone() {
        ClickStatistics statistics = new Views()
                .view(0, 1, 0, 1, 1)
                .view(1800, 1, 0, 1, 1)
                .view(1801, 2, 0, 1, 1)
                .view(3600.001, 1, 0, 1, 1)
                .view(3602, 2, 0, 1, 1)
                .collected()
                .statistics(ClickStatistics.Collector.Sessions.CUT, ZoneOffset.UTC);

        // 30 minutes go on with a session, a millisecond more ends it: 2 and 1 views, then 1 and 1.
        assertThat(statistics.sessions()).isEqualTo(4);
        assertThat(statistics.distributions().lengths()).startsWith(0, 3, 1, 0);
        assertFigure(statistics, "repeat-views-at-once", 1);
    }

    @Test
    void doesNotDependOnTheOrderOfTheStream() {
        ShopModel model = ShopModel.classic().with("customer-id-max", "2000");
        List<Click> clicks = new ArrayList<>();
        ClickGenerator.of(model, 1, Views.MONDAY).clicks(50_000).forEach(clicks::add);
        ClickStatistics inOrder = ClickStatistics.of(clicks);
        Collections.shuffle(clicks, new Random(2));

        ClickStatistics shuffled = ClickStatistics.of(clicks);

        for (Figure figure : Figure.all()) {
            assertThat(shuffled.missing(figure)).isEqualTo(inOrder.missing(figure));
            assertThat(shuffled.value(figure).orElse(0))
                    .as("%s", figure)
                    .isCloseTo(inOrder.value(figure).orElse(0), within(1e-9));
        }
        assertThat(shuffled).hasToString(inOrder.toString());
        assertThat(inOrder.value(Figure.named("gap-likeness"))).isPresent();
        assertThat(inOrder.value(Figure.named("return-to-group"))).isPresent();
    }

    @Test
    void measuresAgainWhenMoreClicksHaveCome() {
        ClickStatistics.Collector collector = new Views().gaps(1, 10).collected();

        assertFigure(collector.statistics(), "views-per-session-mean", 2);
        new Views().gaps(2, 10, 10, 10).forEach(collector::add);
        assertFigure(collector.statistics(), "views-per-session-mean", 3);
    }

    private static void assertFigure(ClickStatistics statistics, String id, double expected) {
        Figure figure = Figure.named(id);
        assertThat(statistics.value(figure).orElseThrow()).as("%s", figure).isCloseTo(expected, within(1e-12));
        assertThat(statistics.missing(figure)).as("%s", figure).isEmpty();
    }

    private static void assertMissing(ClickStatistics statistics, String id, String reason) {
        Figure figure = Figure.named(id);
        assertThat(statistics.value(figure)).as("%s", figure).isEmpty();
        assertThat(statistics.missing(figure)).as("%s", figure).hasValue(reason);
    }
}
