package io.csgen.lake.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.click.Click;
import io.csgen.click.ClickType;
import io.csgen.truth.Counts.Dimension;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Compares all views in a database with the run that its lake is of. */
public final class ViewNumbers {
    /** A database with the views. */
    @FunctionalInterface
    public interface Database {
        /** Returns all rows, with each value as text, null for none. */
        List<List<String>> rows(String sql) throws Exception;
    }

    private final Database database;
    private final ShopRun run;
    private final Map<Long, List<Click>> sessions;

    public ViewNumbers(Database database, ShopRun run) {
        this.database = database;
        this.run = run;
        sessions = run.clicks().stream()
                .collect(Collectors.groupingBy(Click::sessionId, TreeMap::new, Collectors.toList()));
    }

    /** Asserts that each view has the numbers of the run. */
    public void assertTrue(Map<String, Long> otherLines) throws Exception {
        assertQuality(otherLines);
        assertCountsOfTheManifest();
        assertSessions();
        assertFunnel();
        assertDays();
        assertRetention();
    }

    /** Returns what is in the last column, by the others. */
    private Map<String, Long> counts(String sql) throws Exception {
        Map<String, Long> counts = new TreeMap<>();
        for (List<String> row : database.rows(sql)) {
            int last = row.size() - 1;
            counts.put(
                    row.subList(0, last).stream().map(String::valueOf).collect(Collectors.joining("/")),
                    Long.parseLong(row.get(last)));
        }
        return counts;
    }

    private void assertQuality(Map<String, Long> otherLines) throws Exception {
        Map<String, Long> expected = new TreeMap<>(otherLines);
        expected.put("event", run.manifest().clicks());
        expected.put("copy", run.lines().size() - run.manifest().clicks());
        assertThat(expected.get("copy")).isPositive();
        assertThat(counts("SELECT outcome, lines FROM quality")).isEqualTo(expected);
    }

    private Map<String, Long> manifest(Dimension dimension) {
        Map<String, Long> counts = new TreeMap<>();
        run.manifest().counts(dimension).listed().forEach((key, count) -> counts.put(dimension.text(key), count));
        assertThat(run.manifest().counts(dimension).isExact()).isTrue();
        return counts;
    }

    private void assertCountsOfTheManifest() throws Exception {
        assertThat(counts("SELECT type, events FROM event_types"))
                .isEqualTo(manifest(Dimension.TYPE))
                .hasSize(5);
        assertThat(counts("SELECT group_id, events FROM product_groups")).isEqualTo(manifest(Dimension.GROUP));
        assertThat(counts("SELECT group_id, product_id, events FROM products")).isEqualTo(manifest(Dimension.PRODUCT));
        assertThat(counts("SELECT user_id, events FROM users")).isEqualTo(manifest(Dimension.USER));
        Map<String, Long> hours = new TreeMap<>();
        manifest(Dimension.MINUTE)
                .forEach((minute, count) -> hours.merge(
                        minute.substring(0, 10) + "/" + Integer.parseInt(minute.substring(11, 13)), count, Long::sum));
        assertThat(counts("SELECT day, hour, events FROM hourly")).isEqualTo(hours);
        for (ClickType type : List.of(ClickType.PRODUCT_VIEW, ClickType.PURCHASE)) {
            String column = type == ClickType.PURCHASE ? "purchases" : "item_views";
            for (String view : List.of("sessions", "hourly", "daily", "products", "product_groups")) {
                assertThat(counts("SELECT '" + view + "', sum(" + column + ") FROM " + view))
                        .containsExactly(Map.entry(view, run.manifest().clicksOf(type)));
            }
        }
    }

    private void assertSessions() throws Exception {
        Map<String, Long> lengths = new TreeMap<>();
        run.manifest().sessionsByLength().forEach((length, count) -> lengths.put(length.toString(), count));
        assertThat(counts("SELECT events, count(*) FROM sessions GROUP BY events"))
                .isEqualTo(lengths);
        Map<String, Long> expected = new TreeMap<>();
        sessions.values()
                .forEach(clicks -> expected.put(
                        clicks.get(0).userId() + "/" + clicks.get(0).timestamp().toEpochMilli() + "/"
                                + clicks.get(clicks.size() - 1).timestamp().toEpochMilli(),
                        (long) clicks.size()));
        String since = "date_diff('millisecond', TIMESTAMP '1970-01-01 00:00:00', ";
        assertThat(counts("SELECT user_id, " + since + "began), " + since + "ended), events FROM sessions"))
                .isEqualTo(expected);
    }

    private static LocalDate day(Click click) {
        return LocalDate.ofInstant(click.timestamp(), ZoneOffset.UTC);
    }

    private static boolean has(List<Click> session, ClickType... types) {
        return session.stream().anyMatch(click -> Set.of(types).contains(click.type()));
    }

    private void assertFunnel() throws Exception {
        Map<String, Long> expected = new TreeMap<>();
        run.clicks().forEach(click -> {
            for (String step : List.of("1/session", "2/product view", "3/add to cart", "4/purchase")) {
                expected.putIfAbsent(day(click) + "/" + step, 0L);
            }
        });
        for (List<Click> session : sessions.values()) {
            LocalDate day = day(session.get(0));
            ClickType[] bought = {ClickType.PURCHASE};
            ClickType[] filled = {ClickType.PURCHASE, ClickType.ADD_TO_CART};
            ClickType[] viewed = {ClickType.PURCHASE, ClickType.ADD_TO_CART, ClickType.PRODUCT_VIEW};
            expected.merge(day + "/1/session", 1L, Long::sum);
            expected.merge(day + "/2/product view", has(session, viewed) ? 1L : 0, Long::sum);
            expected.merge(day + "/3/add to cart", has(session, filled) ? 1L : 0, Long::sum);
            expected.merge(day + "/4/purchase", has(session, bought) ? 1L : 0, Long::sum);
        }
        assertThat(counts("SELECT day, step, name, sessions FROM funnel")).isEqualTo(expected);
    }

    private void assertDays() throws Exception {
        Map<LocalDate, Set<Integer>> users = new TreeMap<>();
        Map<String, Long> newUsers = new TreeMap<>();
        Map<String, Long> begun = new TreeMap<>();
        Set<Integer> known = new LinkedHashSet<>();
        for (Click click : run.clicks()) {
            users.computeIfAbsent(day(click), any -> new LinkedHashSet<>()).add(click.userId());
            newUsers.merge(day(click).toString(), known.add(click.userId()) ? 1L : 0, Long::sum);
            begun.merge(day(click).toString(), click.ordinal() == 1 ? 1L : 0, Long::sum);
        }
        Map<String, Long> usersByDay = new TreeMap<>();
        users.forEach((day, all) -> usersByDay.put(day.toString(), (long) all.size()));
        assertThat(counts("SELECT day, users FROM daily")).isEqualTo(usersByDay).hasSize(16);
        assertThat(counts("SELECT day, new_users FROM daily")).isEqualTo(newUsers);
        assertThat(counts("SELECT day, sessions FROM daily")).isEqualTo(begun);
        assertThat(counts("SELECT 'all', sum(events) FROM daily").values())
                .containsExactly(run.manifest().clicks());
    }

    private void assertRetention() throws Exception {
        Map<String, Long> expected = new TreeMap<>();
        retention("day", 1, Function.identity(), expected);
        retention("week", 7, day -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)), expected);
        assertThat(counts("SELECT period, cohort, age, users FROM retention")).isEqualTo(expected);
        assertThat(counts("SELECT period, cohort, max(cohort_users) FROM retention GROUP BY period, cohort"))
                .isEqualTo(counts("SELECT period, cohort, users FROM retention WHERE age = 0"));
        assertThat(expected.keySet()).anyMatch(key -> key.startsWith("week") && key.endsWith("/2"));
    }

    private void retention(String period, int days, Function<LocalDate, LocalDate> begin, Map<String, Long> expected) {
        BinaryOperator<LocalDate> earlier = (a, b) -> a.isBefore(b) ? a : b;
        Map<Integer, LocalDate> cohorts = new HashMap<>();
        Set<String> visits = new LinkedHashSet<>();
        List<Runnable> counted = new ArrayList<>();
        for (Click click : run.clicks()) {
            LocalDate seen = begin.apply(day(click));
            cohorts.merge(click.userId(), seen, earlier);
            if (visits.add(click.userId() + " " + seen)) {
                counted.add(() -> {
                    LocalDate cohort = Objects.requireNonNull(cohorts.get(click.userId()));
                    long age = (seen.toEpochDay() - cohort.toEpochDay()) / days;
                    expected.merge(
                            Stream.of(period, cohort, age).map(String::valueOf).collect(Collectors.joining("/")),
                            1L,
                            Long::sum);
                });
            }
        }
        counted.forEach(Runnable::run);
    }
}
