package io.csgen.aws;

import io.csgen.lake.sql.LakeView;
import io.csgen.lake.sql.RawEvents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A view as the Glue Data Catalog keeps those of Athena: its query, and its columns with their types, which Athena asks for
 * and a statement does not name. DuckDB, which takes the same statements, tells them. Immutable.
 *
 * @param name of the view
 * @param query what the view selects
 */
record ViewDefinition(String name, String query, List<Column> columns) {
    private static final String BEGINNING = "CREATE OR REPLACE VIEW %s AS\n";

    /** Types by their names in DuckDB, in Athena and in Hive, whose names Glue uses. */
    private enum Type {
        TEXT("VARCHAR", "varchar", "string"),
        INTEGER("INTEGER", "integer", "int"),
        BIGINT("BIGINT", "bigint", "bigint"),
        DOUBLE("DOUBLE", "double", "double"),
        DATE("DATE", "date", "date"),
        TIMESTAMP("TIMESTAMP", "timestamp(3)", "timestamp");

        private final String duckDb;
        private final String athena;
        private final String hive;

        Type(String duckDb, String athena, String hive) {
            this.duckDb = duckDb;
            this.athena = athena;
            this.hive = hive;
        }

        private static Type of(String view, String column, String duckDb) {
            return Arrays.stream(values())
                    .filter(type -> type.duckDb.equals(duckDb))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(
                            view + "." + column + " must have a type that Athena is known to have: " + duckDb));
        }
    }

    /**
     * A column of a view.
     *
     * @param athena its type in Athena
     * @param hive its type in the catalog
     */
    record Column(String name, String athena, String hive) {}

    ViewDefinition {
        columns = List.copyOf(columns);
    }

    /** Returns all views of a lake, each after those it sees. */
    static List<ViewDefinition> all() {
        try {
            Path empty = Files.createTempFile("csgen-", ".json");
            try (Connection database = DriverManager.getConnection("jdbc:duckdb:");
                    Statement statement = database.createStatement()) {
                for (String one : RawEvents.duckDb(empty)) {
                    statement.execute(one);
                }
                List<ViewDefinition> views = new ArrayList<>();
                for (LakeView view : LakeView.values()) {
                    statement.execute(view.sql());
                    views.add(new ViewDefinition(view.toString(), queryOf(view), columnsOf(view, statement)));
                }
                return views;
            } finally {
                Files.delete(empty);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException("DuckDB must take the views of a lake: " + e.getMessage(), e);
        }
    }

    private static String queryOf(LakeView view) {
        String beginning = BEGINNING.formatted(view);
        String statement = view.sql();
        int at = statement.indexOf(beginning);
        if (at < 0) {
            throw new IllegalStateException(view + ".sql must have the line: " + beginning.strip());
        }
        return statement.substring(at + beginning.length()).strip();
    }

    private static List<Column> columnsOf(LakeView view, Statement statement) throws SQLException {
        List<Column> columns = new ArrayList<>();
        try (ResultSet described = statement.executeQuery("DESCRIBE " + view)) {
            while (described.next()) {
                String name = described.getString("column_name");
                Type type = Type.of(view.toString(), name, described.getString("column_type"));
                columns.add(new Column(name, type.athena, type.hive));
            }
        }
        return columns;
    }
}
