package io.csgen.lake.dashboard;

import io.csgen.lake.dashboard.LakeDatabase.Row;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the page says of days and weeks. Confined to one thread. */
final class Days {
    /** Of so many events one may lie far from the others, such as those of a wrong clock, and be left out of drawings. */
    private static final double OUTLIERS = 0.001;

    private static final long FEW_DAYS = 60;
    private static final long WEEKS_FROM = 21;
    private static final int COHORTS = 14;
    private static final int LABELS = 6;

    private final LakeDatabase database;
    private final LocalDate first;
    private final LocalDate last;

    private Days(LakeDatabase database, LocalDate first, LocalDate last) {
        this.database = database;
        this.first = first;
        this.last = last;
    }

    static Days of(LakeDatabase database) throws IOException, InterruptedException {
        Row row = database.query("SELECT min(day), max(day), quantile_disc(day, " + OUTLIERS + "), quantile_disc(day, "
                        + (1 - OUTLIERS) + ") FROM (SELECT CAST(ts AS date) AS day FROM events)")
                .get(0);
        LocalDate min = LocalDate.parse(row.text(0));
        LocalDate max = LocalDate.parse(row.text(1));
        boolean all = max.toEpochDay() - min.toEpochDay() < FEW_DAYS;
        return new Days(database, all ? min : LocalDate.parse(row.text(2)), all ? max : LocalDate.parse(row.text(3)));
    }

    /** Returns what the drawing is of. */
    String shown() throws IOException, InterruptedException {
        long outside = database.query("SELECT coalesce(sum(events), 0) FROM daily WHERE day NOT BETWEEN DATE '" + first
                        + "' AND DATE '" + last + "'")
                .get(0)
                .number(0);
        return "Events per day, in UTC"
                + (outside == 0 ? "" : ". Before and after these days there are " + Html.number(outside) + " more");
    }

    /** Returns the drawing, and the numbers of all days. */
    String drawn() throws IOException, InterruptedException {
        List<Row> days =
                database.query("SELECT day, events, sessions, users, new_users, purchases FROM daily ORDER BY day");
        SortedMap<Long, Long> events = new TreeMap<>();
        List<String> rows = new ArrayList<>();
        for (Row day : days) {
            events.put(LocalDate.parse(day.text(0)).toEpochDay(), day.number(1));
            rows.add(Html.row(
                    day.text(0),
                    Html.cell(Html.number(day.number(1))),
                    Html.cell(Html.number(day.number(2))),
                    Html.cell(Html.number(day.number(3))),
                    Html.cell(Html.number(day.number(4))),
                    Html.cell(Html.number(day.number(5)))));
        }
        long every = (last.toEpochDay() - first.toEpochDay()) / LABELS + 1;
        return Bars.draw(
                        events,
                        first.toEpochDay(),
                        last.toEpochDay(),
                        day -> LocalDate.ofEpochDay(day).toString().substring(5),
                        every,
                        "Events per day")
                + Html.details("Days", Html.heads("Day", "Events", "Sessions", "Users", "New users", "Bought"), rows);
    }

    private boolean isByWeek() {
        return last.toEpochDay() - first.toEpochDay() >= WEEKS_FROM;
    }

    private String period() {
        return isByWeek() ? "week" : "day";
    }

    /** Returns what the retention is of. */
    String retentionShown() throws IOException, InterruptedException {
        long cohorts = database.query("SELECT count(DISTINCT cohort) FROM retention WHERE period = '" + period() + "'")
                .get(0)
                .number(0);
        String shown = cohorts > COHORTS ? " The " + COHORTS + " largest of " + Html.number(cohorts) + " cohorts." : "";
        return "Users first seen in one " + period() + ", and which part of them was seen again so many " + period()
                + "s later." + shown;
    }

    /** Returns a table with a row for each cohort and a column for each age. */
    String retention() throws IOException, InterruptedException {
        List<Row> counts = database.query("SELECT cohort, age, users, cohort_users FROM retention"
                + " WHERE period = '" + period() + "' AND age < " + COHORTS
                + " AND cohort IN (SELECT cohort FROM retention"
                + " WHERE period = '" + period() + "' AND age = 0 ORDER BY users DESC, cohort LIMIT " + COHORTS + ")"
                + " ORDER BY cohort, age");
        SortedMap<LocalDate, SortedMap<Long, Long>> cohorts = new TreeMap<>();
        counts.forEach(row -> cohorts.computeIfAbsent(LocalDate.parse(row.text(0)), any -> new TreeMap<>())
                .put(row.number(1), row.number(2)));
        long oldest = counts.stream().mapToLong(row -> row.number(1)).max().orElse(0);
        List<String> heads = new ArrayList<>(List.of("Cohort", "Users"));
        for (long age = 1; age <= oldest; age++) {
            heads.add(Html.format("+%d", age));
        }
        List<String> rows = new ArrayList<>();
        cohorts.forEach((cohort, users) -> rows.add(Html.row(cohort.toString(), cells(cohort, users, oldest))));
        return Html.table("Retention", heads, rows);
    }

    private String[] cells(LocalDate cohort, Map<Long, Long> users, long oldest) {
        long size = users.getOrDefault(0L, 0L);
        List<String> cells = new ArrayList<>(List.of(Html.cell(Html.number(size))));
        for (long age = 1; age <= oldest; age++) {
            long back = users.getOrDefault(age, 0L);
            boolean isOver = !cohort.plusDays(age * (isByWeek() ? 7 : 1)).isAfter(last);
            cells.add(
                    isOver || back > 0
                            ? Html.format(
                                    "<td class='number share' style='--share:%.3f' title='%s users'>%s</td>",
                                    size == 0 ? 0 : (double) back / size, Html.number(back), Html.percent(back, size))
                            : "<td></td>");
        }
        return cells.toArray(String[]::new);
    }
}
