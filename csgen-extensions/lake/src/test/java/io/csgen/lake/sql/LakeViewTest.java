package io.csgen.lake.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.csgen.config.ConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The views in DuckDB. */
class LakeViewTest {
    @TempDir
    private Path dir;

    private Connection duckDb;

    @BeforeEach
    void open() throws SQLException {
        duckDb = DriverManager.getConnection("jdbc:duckdb:");
    }

    @AfterEach
    void close() throws SQLException {
        duckDb.close();
    }

    private void load(List<String> lines) throws Exception {
        Path file = dir.resolve("it's [all].json");
        Files.write(file, lines);
        try (Statement statement = duckDb.createStatement()) {
            for (String sql : RawEvents.duckDb(file)) {
                statement.execute(sql);
            }
            for (LakeView view : LakeView.values()) {
                statement.execute(view.sql());
            }
        }
    }

    private List<List<String>> rows(String sql) throws SQLException {
        List<List<String>> rows = new ArrayList<>();
        try (Statement statement = duckDb.createStatement();
                ResultSet answer = statement.executeQuery(sql)) {
            while (answer.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= answer.getMetaData().getColumnCount(); i++) {
                    row.add(answer.getString(i));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    @Test
    void allNumbersAreThoseOfTheRun() throws Exception {
        ShopRun run = ShopRun.generate();
        load(run.lines());

        new ViewNumbers(this::rows, run).assertTrue(Map.of());
    }

    @Test
    void linesThatAreNoEventsAreCountedByTheirReason() throws Exception {
        load(List.of(
                "{\"timestamp\":\"2026-01-05T10:00:00.000Z\",\"user_id\":7,\"type\":\"view_item\",\"session_id\":\"a\",\"ordinal\":1}",
                "{\"timestamp\":\"2026-01-05T10:00:00.000Z\",\"user_id\":7,\"type\":\"view_item\",\"session_id\":\"a\",\"ordinal\":1}",
                "{\"user_id\":7,\"type\":\"view_item\",\"session_id\":\"a\",\"ordinal\":2}",
                "{\"timestamp\":\"yesterday\",\"user_id\":7,\"type\":\"view_item\",\"session_id\":\"a\",\"ordinal\":3}",
                "{\"timestamp\":\"2026-01-05T10:00:00.000Z\",\"type\":\"view_item\",\"session_id\":\"a\",\"ordinal\":4}",
                "{\"timestamp\":\"2026-01-05T10:00:00.000Z\",\"user_id\":\"me\",\"type\":\"view_item\"}",
                "{\"timestamp\":\"2026-01-05T10:00:00.000Z\",\"user_id\":7}",
                "{\"timestamp\":\"2026-01-05T10:0",
                "<html><body>502 Bad Gateway</body></html>",
                "{}",
                "12"));

        assertThat(rows("SELECT outcome, lines FROM quality ORDER BY outcome"))
                .containsExactly(
                        List.of("copy", "1"),
                        List.of("event", "1"),
                        List.of("no event", "4"),
                        List.of("no time", "2"),
                        List.of("no type", "1"),
                        List.of("no user", "2"));
        assertThat(rows("SELECT sum(lines) FROM quality")).containsExactly(List.of("11"));
        assertThat(rows("SELECT count(*) FROM events")).containsExactly(List.of("1"));
    }

    @Test
    void eventsOfUrlsCountOncePerEventIdAndThoseWithoutAnIdAllCount() throws Exception {
        String event = "{\"timestamp\":\"2026-01-05T10:00:00.000Z\",\"user_id\":7,\"type\":\"view_item\"%s}";
        load(List.of(
                String.format(event, ",\"event_id\":\"shard-1\""),
                String.format(event, ",\"event_id\":\"shard-1\""),
                String.format(event, ",\"event_id\":\"shard-2\""),
                // One click in two records of the stream.
                String.format(event, ",\"session_id\":\"a\",\"ordinal\":1,\"event_id\":\"shard-3\""),
                String.format(event, ",\"session_id\":\"a\",\"ordinal\":1,\"event_id\":\"shard-4\""),
                String.format(event, ""),
                String.format(event, "")));

        assertThat(rows("SELECT outcome, lines FROM quality ORDER BY outcome"))
                .containsExactly(List.of("copy", "2"), List.of("event", "3"), List.of("event without id", "2"));
        assertThat(rows("SELECT event_id FROM events ORDER BY event_id"))
                .containsExactly(
                        List.of("a-1"),
                        List.of("shard-1"),
                        List.of("shard-2"),
                        Arrays.asList((String) null),
                        Arrays.asList((String) null));
    }

    @Test
    void aSessionEndsAfterMoreThan30MinutesOfSilence() throws Exception {
        String event = "{\"timestamp\":\"2026-01-05T%sZ\",\"user_id\":%d,\"type\":\"view_item\",\"event_id\":\"%s\"}";
        load(List.of(
                String.format(event, "10:00:00.000", 7, "a"),
                String.format(event, "10:30:00.000", 7, "b"),
                String.format(event, "11:00:00.001", 7, "c"),
                String.format(event, "10:45:00.000", 8, "d")));

        assertThat(rows("SELECT user_id, session_number, events, seconds FROM sessions ORDER BY 1, 2"))
                .containsExactly(
                        List.of("7", "1", "2", "1800.0"), List.of("7", "2", "1", "0.0"), List.of("8", "1", "1", "0.0"));
    }

    @Test
    void aCartIsOfTheGroupOfItsProductWhereThereIsButOne() throws Exception {
        String event = "{\"timestamp\":\"2026-01-05T10:00:00Z\",\"user_id\":7,\"type\":\"%s\",\"product_id\":%d%s}";
        load(List.of(
                String.format(event, "view_item", 5, ",\"group_id\":1"),
                String.format(event, "add_to_cart", 5, ""),
                String.format(event, "view_item", 6, ",\"group_id\":1"),
                String.format(event, "view_item", 6, ",\"group_id\":2"),
                String.format(event, "purchase", 6, "")));

        assertThat(rows("SELECT group_id, product_id, item_views, carts, purchases FROM products ORDER BY 2, 1"))
                .containsExactly(
                        List.of("1", "5", "1", "1", "0"),
                        List.of("1", "6", "1", "0", "0"),
                        List.of("2", "6", "1", "0", "0"),
                        Arrays.asList(null, "6", "0", "0", "1"));
    }

    @Test
    void timesMayHaveAnotherZone() throws Exception {
        load(List.of("{\"timestamp\":\"2026-01-06T01:30:00+01:45\",\"user_id\":7,\"type\":\"search\"}"));

        assertThat(rows("SELECT day, hour FROM hourly")).containsExactly(List.of("2026-01-05", "23"));
    }

    @Test
    void theTablesOfAthenaAndTrinoHaveTheColumnsOfThatOfDuckDb() throws Exception {
        load(List.of());
        List<String> columns = rows("SELECT column_name FROM information_schema.columns"
                        + " WHERE table_name = 'raw_events' ORDER BY ordinal_position")
                .stream()
                .map(row -> row.get(0))
                .toList();
        String athena = RawEvents.athena("s3://csgen/lake", LocalDate.parse("2026-01-05"));
        String trino = RawEvents.trino("s3://csgen/lake", LocalDate.parse("2026-01-05"));

        assertThat(columns).hasSize(10);
        assertThat(columns).allSatisfy(column -> assertThat(athena).contains("  `" + column + "` string"));
        assertThat(columns).allSatisfy(column -> assertThat(trino).containsPattern("  \"?" + column + "\"? varchar,"));
        assertThat(List.of(athena, trino))
                .allSatisfy(sql -> assertThat(sql)
                        .contains("'s3://csgen/lake/events/'", "/events/dt=${dt}/hour=${hour}/'", "'2026-01-05")
                        .doesNotContain("{{", ";"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lake", "s3://csgen/lake/", "s3://it's", "s3://csgen/a lake", "s3://csgen/\\"})
    void aLocationThatCannotStandInAStatementIsRefused(String location) {
        assertThatThrownBy(() -> RawEvents.athena(location, LocalDate.parse("2026-01-05")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("location must be a URL such as s3://bucket/prefix, without quotes and a slash at its end: "
                        + location);
    }

    @Test
    void eachFileIsOneStatementAndIsOfAView() throws Exception {
        try (Stream<Path> files = Files.list(
                Path.of(LakeView.class.getResource("events.sql").toURI()).getParent())) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".sql")))
                    .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                    Stream.of(LakeView.values()).map(view -> view + ".sql"),
                                    Stream.of("athena", "trino", "duckdb").map(name -> "raw_events." + name + ".sql"))
                            .sorted(Comparator.naturalOrder())
                            .toList());
        }
        assertThat(LakeView.values())
                .allSatisfy(view -> assertThat(view.sql())
                        .doesNotContain(";", "{{")
                        .contains("CREATE OR REPLACE VIEW " + view + " AS\n"));
    }
}
