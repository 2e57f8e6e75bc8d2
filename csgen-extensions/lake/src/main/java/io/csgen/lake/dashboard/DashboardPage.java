package io.csgen.lake.dashboard;

import io.csgen.internal.Chart;
import io.csgen.internal.Resource;
import io.csgen.lake.dashboard.LakeDatabase.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The page about a lake: {@code dashboard.html} with {@code dashboard.css}, filled from the views. */
final class DashboardPage {
    private static final String PAGE = Resource.text(DashboardPage.class, "dashboard.html");
    private static final String STYLE =
            Resource.text(Chart.class, "page.css") + Resource.text(DashboardPage.class, "dashboard.css");
    private static final int TOP = 10;
    private static final int LONGEST = 15;

    private final LakeDatabase database;

    DashboardPage(LakeDatabase database) {
        this.database = database;
    }

    /**
     * Returns the page.
     *
     * @param place where the lake is
     * @param lines of all objects
     * @param quality what became of them
     * @throws IOException if the database does not answer, with a message that stands alone
     */
    String html(String place, LakeLines lines, Quality quality) throws IOException, InterruptedException {
        Row all = database.query("SELECT count(*), count(DISTINCT user_id), min(ts), max(ts) FROM events")
                .get(0);
        long events = all.number(0);
        String range = minute(all.text(2)) + " to " + minute(all.text(3)) + " UTC";
        String title = "Clicks in " + place + ": " + Html.number(events) + " events, " + range;
        Days days = Days.of(database);
        return Resource.fill(
                PAGE,
                Map.ofEntries(
                        Map.entry("title", Html.escape(title)),
                        Map.entry("style", STYLE),
                        Map.entry("place", Html.escape(place)),
                        Map.entry(
                                "range",
                                Html.number(events) + " events of " + Html.number(all.number(1)) + " users in "
                                        + Html.number(lines.objects()) + " objects, from " + range),
                        Map.entry("problems", problems(lines.problems())),
                        Map.entry("totals", totals(events, all.number(1))),
                        Map.entry("funnel", funnel()),
                        Map.entry("lengths", lengths()),
                        Map.entry("days-shown", days.shown()),
                        Map.entry("days", days.drawn()),
                        Map.entry("hours", hours()),
                        Map.entry("products-shown", shown("products", "product views")),
                        Map.entry("products", products()),
                        Map.entry("groups-shown", shown("product_groups", "events")),
                        Map.entry("groups", groups()),
                        Map.entry("types", types(events)),
                        Map.entry("quality", quality(lines.lines(), quality)),
                        Map.entry("retention-shown", days.retentionShown()),
                        Map.entry("retention", days.retention())));
    }

    /** Returns a time as a database writes it, to the minute. */
    private static String minute(String time) {
        return time.substring(0, Math.min(16, time.length()));
    }

    private static String problems(List<String> problems) {
        return problems.stream()
                .map(problem -> "<p class='problem'>" + Html.escape(problem) + "</p>")
                .collect(Collectors.joining("\n"));
    }

    private String totals(long events, long users) throws IOException, InterruptedException {
        Row row = database.query("SELECT count(*), coalesce(sum(CASE WHEN purchases > 0 THEN 1 END), 0),"
                        + " coalesce(sum(CASE WHEN events = 1 THEN 1 END), 0), coalesce(sum(purchases), 0),"
                        + " coalesce(median(seconds), 0) FROM sessions")
                .get(0);
        long sessions = row.number(0);
        long seconds = Math.round(row.real(4));
        return total("Events", Html.number(events))
                + total("Sessions", Html.number(sessions))
                + total("Users", Html.number(users))
                + total("Purchases", Html.number(row.number(3)))
                + total("Sessions that bought", Html.percent(row.number(1), sessions))
                + total("Sessions of one event", Html.percent(row.number(2), sessions))
                + total("Events per session", Html.format("%.2f", (double) events / Math.max(1, sessions)))
                + total("Median session", Html.format("%d:%02d min", seconds / 60, seconds % 60));
    }

    private static String total(String name, String value) {
        return "<div><dt>" + name + "</dt><dd>" + value + "</dd></div>";
    }

    private String funnel() throws IOException, InterruptedException {
        List<Row> steps =
                database.query("SELECT step, name, sum(sessions) FROM funnel GROUP BY step, name ORDER BY step");
        long sessions = steps.isEmpty() ? 0 : steps.get(0).number(2);
        return Html.table(
                "Funnel",
                Html.heads("Step", "", "Sessions", "Of all"),
                rows(
                        steps,
                        step -> Html.row(
                                Html.escape(step.text(1)),
                                Html.bar(step.number(2), sessions),
                                Html.cell(Html.number(step.number(2))),
                                Html.cell(Html.percent(step.number(2), sessions)))));
    }

    private String lengths() throws IOException, InterruptedException {
        List<Row> counts = database.query("SELECT events, count(*) FROM sessions GROUP BY events ORDER BY events");
        SortedMap<Long, Long> drawn = new TreeMap<>();
        counts.forEach(row -> drawn.merge(Math.min(row.number(0), LONGEST), row.number(1), Long::sum));
        String about = "Sessions by their number of events";
        return Bars.draw(drawn, 1, LONGEST, n -> n == LONGEST ? LONGEST + "+" : Long.toString(n), 2, about)
                + Html.details(
                        about,
                        Html.heads("Events", "Sessions"),
                        rows(counts, row -> Html.row(row.text(0), Html.cell(Html.number(row.number(1))))));
    }

    private String hours() throws IOException, InterruptedException {
        SortedMap<Long, Long> counts = new TreeMap<>();
        database.query("SELECT hour, sum(events) FROM hourly GROUP BY hour")
                .forEach(row -> counts.put(row.number(0), row.number(1)));
        List<String> rows = new ArrayList<>();
        counts.forEach((hour, count) -> rows.add(Html.row(hour + " h", Html.cell(Html.number(count)))));
        String about = "Events by the hour of the day";
        return Bars.draw(counts, 0, 23, hour -> hour + " h", 3, about)
                + Html.details(about, Html.heads("Hour", "Events"), rows);
    }

    private String shown(String view, String order) throws IOException, InterruptedException {
        long all = database.query("SELECT count(*) FROM " + view).get(0).number(0);
        return (all > TOP ? TOP + " of " + Html.number(all) : "All") + ", by " + order;
    }

    private String products() throws IOException, InterruptedException {
        List<Row> top =
                database.query("SELECT group_id, group_name, product_id, item_views, carts, purchases FROM products"
                        + " ORDER BY item_views DESC, purchases DESC, carts DESC, group_id, product_id LIMIT " + TOP);
        long most = top.isEmpty() ? 0 : top.get(0).number(3);
        return Html.table(
                "Top products",
                Html.heads("Product", "", "Views", "Carts", "Bought"),
                rows(
                        top,
                        row -> Html.row(
                                group(row) + " " + row.number(2),
                                Html.bar(row.number(3), most),
                                Html.cell(Html.number(row.number(3))),
                                Html.cell(Html.number(row.number(4))),
                                Html.cell(Html.number(row.number(5))))));
    }

    private String groups() throws IOException, InterruptedException {
        List<Row> top =
                database.query("SELECT group_id, group_name, events, item_views, carts, purchases FROM product_groups"
                        + " ORDER BY events DESC, group_id LIMIT " + TOP);
        long most = top.isEmpty() ? 0 : top.get(0).number(2);
        return Html.table(
                "Top product groups",
                Html.heads("Group", "", "Events", "Views", "Carts", "Bought"),
                rows(
                        top,
                        row -> Html.row(
                                group(row),
                                Html.bar(row.number(2), most),
                                Html.cell(Html.number(row.number(2))),
                                Html.cell(Html.number(row.number(3))),
                                Html.cell(Html.number(row.number(4))),
                                Html.cell(Html.number(row.number(5))))));
    }

    /** Names of groups need not differ, so the number is there as well. */
    private static String group(Row row) {
        if (!row.has(0)) {
            return "Product";
        }
        String name = row.has(1) ? Html.escape(row.text(1)) : "Group";
        return name.endsWith(" " + row.text(0)) ? name : name + " (" + row.text(0) + ")";
    }

    private String types(long events) throws IOException, InterruptedException {
        return Html.table(
                "Types of events",
                Html.heads("Type", "", "Events", "Users"),
                rows(
                        database.query("SELECT type, events, users FROM event_types ORDER BY events DESC, type"),
                        row -> Html.row(
                                Html.escape(row.text(0)),
                                Html.bar(row.number(1), events),
                                Html.cell(Html.number(row.number(1))),
                                Html.cell(Html.number(row.number(2))))));
    }

    private static String quality(long lines, Quality quality) {
        return Html.table(
                "What the lake holds",
                Html.heads("Lines", "", "Number"),
                rows(
                        quality.outcomes().entrySet(),
                        outcome -> Html.row(
                                Html.escape(outcome.getKey()),
                                Html.bar(outcome.getValue(), lines),
                                Html.cell(Html.number(outcome.getValue())))));
    }

    private static <T> List<String> rows(Iterable<T> of, Function<T, String> row) {
        List<String> rows = new ArrayList<>();
        of.forEach(each -> rows.add(row.apply(each)));
        return rows;
    }
}
