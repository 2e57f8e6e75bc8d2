package io.csgen.lake.dashboard;

import io.csgen.config.Problems;
import io.csgen.lake.sql.LakeView;
import io.csgen.lake.sql.RawEvents;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * The relational view of a lake in DuckDB, in files of a directory. Whoever opened it closes it. Confined to one thread,
 * which an interrupt frees at any time.
 */
final class LakeDatabase implements AutoCloseable {
    /** What most other views are made of is computed once. */
    private static final Set<LakeView> KEPT =
            EnumSet.of(LakeView.PARSED_EVENTS, LakeView.EVENTS, LakeView.SESSION_EVENTS, LakeView.SESSIONS);

    private final Connection connection;

    private LakeDatabase(Connection connection) {
        this.connection = connection;
    }

    /** One row of an answer; columns are counted from 0. Immutable. */
    record Row(List<@Nullable Object> values) {
        boolean has(int column) {
            return values.get(column) != null;
        }

        long number(int column) {
            return ((Number) Objects.requireNonNull(values.get(column))).longValue();
        }

        double real(int column) {
            return ((Number) Objects.requireNonNull(values.get(column))).doubleValue();
        }

        String text(int column) {
            return Objects.requireNonNull(values.get(column)).toString();
        }
    }

    /**
     * Makes the database.
     *
     * @param directory for its files
     * @param maxMemory that it takes at most, beside that of the JVM, such as {@code 1GB}
     * @throws IOException if there can be none, with a message that stands alone
     */
    static LakeDatabase open(Path directory, String maxMemory) throws IOException, InterruptedException {
        Connection connection;
        try {
            connection = DriverManager.getConnection("jdbc:duckdb:" + directory.resolve("lake.duckdb"));
        } catch (SQLException | LinkageError e) {
            throw new IOException(Problems.describe("DuckDB", "run on this machine", reason(e)), e);
        }
        LakeDatabase database = new LakeDatabase(connection);
        database.query("SET memory_limit = '" + maxMemory + "'");
        database.query("SET preserve_insertion_order = false");
        return database;
    }

    /**
     * Reads a file of lines, and makes the views.
     *
     * @throws IOException if that fails, with a message that stands alone
     */
    void load(Path lines) throws IOException, InterruptedException {
        for (String statement : RawEvents.duckDb(lines)) {
            query(statement);
        }
        for (LakeView view : LakeView.values()) {
            query(view.sql());
            if (KEPT.contains(view)) {
                query("CREATE TABLE kept_" + view + " AS SELECT * FROM " + view);
                query("CREATE OR REPLACE VIEW " + view + " AS SELECT * FROM kept_" + view);
            }
        }
    }

    /**
     * Returns all rows of an answer.
     *
     * @throws IOException if there is none, with a message that stands alone
     */
    List<Row> query(String sql) throws IOException, InterruptedException {
        try (Statement statement = connection.createStatement()) {
            FutureTask<List<Row>> answer = new FutureTask<>(() -> rows(statement, sql));
            Thread thread = new Thread(answer, "csgen-duckdb");
            thread.setDaemon(true);
            thread.start();
            try {
                return answer.get();
            } catch (InterruptedException e) {
                statement.cancel();
                thread.join();
                throw e;
            }
        } catch (SQLException e) {
            throw failure(e);
        } catch (ExecutionException e) {
            throw failure(Objects.requireNonNullElse(e.getCause(), e));
        }
    }

    private static List<Row> rows(Statement statement, String sql) throws SQLException {
        List<Row> rows = new ArrayList<>();
        if (!statement.execute(sql)) {
            return rows;
        }
        try (ResultSet answer = statement.getResultSet()) {
            int columns = answer.getMetaData().getColumnCount();
            while (answer.next()) {
                List<@Nullable Object> values = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    values.add(answer.getObject(i));
                }
                rows.add(new Row(Collections.unmodifiableList(values)));
            }
        }
        return rows;
    }

    private static IOException failure(Throwable e) {
        return new IOException(Problems.describe("DuckDB", "answer", reason(e)), e);
    }

    private static String reason(Throwable e) {
        return Objects.requireNonNullElse(e.getMessage(), e.getClass().getName())
                .lines()
                .findFirst()
                .orElse("");
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failure(e);
        }
    }
}
