package io.csgen.lake.sql;

import io.csgen.config.Problems;
import io.csgen.internal.Resource;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The table {@code raw_events}, with the lines of a lake, which {@link LakeView}s are made of. Has no state. */
public final class RawEvents {
    private static final Pattern LOCATION = Pattern.compile("[a-z0-9]+://[^\\s'\\\\]*[^\\s'\\\\/]");

    private RawEvents() {}

    /**
     * Returns the statement that makes the table in Amazon Athena and AWS Glue.
     *
     * @param location of the lake, such as {@code s3://bucket/prefix}, without a slash at its end
     * @param firstDay before which there are no partitions
     * @throws io.csgen.config.ConfigException if the location cannot stand in a statement
     */
    public static String athena(String location, LocalDate firstDay) {
        return fill("athena", location, firstDay);
    }

    /**
     * Returns the statement that makes the same table in Trino.
     *
     * @see #athena
     */
    public static String trino(String location, LocalDate firstDay) {
        return fill("trino", location, firstDay);
    }

    /** Returns the statements that make the table in DuckDB, from a file of lines. */
    public static List<String> duckDb(Path lines) {
        String path = lines.toString().replaceAll("[*?\\[]", "[$0]"); // else DuckDB would look for files like that
        return Arrays.stream(fill("duckdb", Map.of("objects", path.replace("'", "''")))
                        .split(";\\n"))
                .toList();
    }

    private static String fill(String engine, String location, LocalDate firstDay) {
        Problems problems = new Problems();
        problems.require(
                LOCATION.matcher(location).matches(),
                "location",
                "be a URL such as s3://bucket/prefix, without quotes and a slash at its end",
                location);
        problems.throwIfAny();
        return fill(engine, Map.of("location", location, "first-day", firstDay.toString()));
    }

    private static String fill(String engine, Map<String, String> texts) {
        return Resource.fill(Resource.text(RawEvents.class, "raw_events." + engine + ".sql"), texts);
    }
}
