package io.csgen.bench;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * A table of what benchmarks cost beside each other. Ratios are those of CPU time, so that a busy machine
 * spoils them less; those of several threads are of time on the wall, of which two threads should need
 * half. Immutable.
 */
final class Comparison {
    private static final String LINE = "CopyBenchmark.line";
    private static final String GENERATED = "GenerateBenchmark.url live=10000";
    private static final String RECORDED_URL = "RecordBenchmark.url";
    private static final String RECORDED_JSON = "RecordBenchmark.json";

    /** Does not count what happens once in many thousands of clicks. */
    private static final double SOME_BYTES = 0.5;

    /** What a benchmark's time is to be, compared with that of another. */
    private record Goal(String baseline, String words, double atLeast, double atMost) {
        static Goal none(String baseline, String words) {
            return new Goal(baseline, words, 0, Double.POSITIVE_INFINITY);
        }

        static Goal atMost(double times, String baseline, String words) {
            return new Goal(baseline, words, 0, times);
        }

        static Goal atLeast(double times, String baseline, String words) {
            return new Goal(baseline, words, times, Double.POSITIVE_INFINITY);
        }

        String cell(double ratio) {
            String is = format("%.2f × %s", ratio, words);
            if (atLeast > 0) {
                return is + " | " + format("≥ %s: ", number(atLeast)) + verdict(ratio >= atLeast);
            }
            return is + " | "
                    + (Double.isInfinite(atMost) ? "" : format("≤ %s: ", number(atMost)) + verdict(ratio <= atMost));
        }
    }

    /** A line of the table. */
    private record Row(String words, String benchmark, Optional<Goal> goal, int mostBytes) {
        Row(String words, String benchmark) {
            this(words, benchmark, Optional.empty(), Integer.MAX_VALUE);
        }

        Row(String words, String benchmark, Goal goal) {
            this(words, benchmark, Optional.of(goal), Integer.MAX_VALUE);
        }

        Row(String words, String benchmark, Goal goal, int mostBytes) {
            this(words, benchmark, Optional.of(goal), mostBytes);
        }
    }

    private static final List<Row> ROWS = List.of(
            new Row("Copy a line of 61 bytes", LINE),
            new Row("Copy the bytes of URLs", "CopyBenchmark.urls", Goal.none(LINE, "copy of a line")),
            new Row("Copy the bytes of flat JSON", "CopyBenchmark.json", Goal.none(LINE, "copy of a line")),
            new Row(
                    "Write a click as URL",
                    "FormatBenchmark.write format=URL",
                    Goal.atMost(2, LINE, "copy of a line"),
                    0),
            new Row(
                    "Write a click as JSON with its URL",
                    "FormatBenchmark.write format=JSON_URL",
                    Goal.atMost(2.4, LINE, "copy of a line"),
                    0),
            new Row(
                    "Write a click as flat JSON",
                    "FormatBenchmark.write format=JSON",
                    Goal.atMost(3, "CopyBenchmark.json", "copy of these bytes"),
                    0),
            new Row("Write a click as CSV", "FormatBenchmark.write format=CSV", Goal.none(LINE, "copy of a line"), 0),
            new Row(
                    "Draw sessions, without products and order",
                    "DrawBenchmark.sessions",
                    Goal.none(LINE, "copy of a line"),
                    0),
            order("csgen", "inBuckets", 10_000),
            order("a binary heap", "inHeap", 10_000),
            order("PriorityQueue", "inQueue", 10_000),
            order("csgen", "inBuckets", 1_000_000),
            order("a binary heap", "inHeap", 1_000_000),
            order("PriorityQueue", "inQueue", 1_000_000),
            new Row(
                    "Draw and order, 10,000 live sessions",
                    "GenerateBenchmark.advance live=10000",
                    Goal.none(LINE, "copy of a line"),
                    0),
            new Row(
                    "Draw and order, 1,000,000 live sessions",
                    "GenerateBenchmark.advance live=1000000",
                    Goal.none("GenerateBenchmark.advance live=10000", "the same with 10,000"),
                    0),
            new Row(
                    "Draw, order, write the URL, 10,000 live sessions",
                    GENERATED,
                    Goal.atMost(12, LINE, "copy of a line"),
                    0),
            new Row(
                    "Draw, order, write the URL, 1,000,000 live sessions",
                    "GenerateBenchmark.url live=1000000",
                    Goal.atMost(1.8, GENERATED, "the same with 10,000"),
                    0),
            new Row(
                    "Draw, order, write flat JSON, 10,000 live sessions",
                    "GenerateBenchmark.json live=10000",
                    Goal.none(LINE, "copy of a line"),
                    0),
            new Row(
                    "Draw, order, count for the manifest, 10,000 live sessions",
                    "ManifestBenchmark.advance",
                    Goal.none("GenerateBenchmark.advance live=10000", "draw and order"),
                    0),
            new Row(
                    "Draw, order, write the URL, count for the manifest",
                    "ManifestBenchmark.url",
                    Goal.atMost(1.1, GENERATED, "draw, order, write the URL"),
                    0),
            new Row(
                    "An object for each click, written as URL, counted for the manifest",
                    "ManifestBenchmark.recorded",
                    Goal.atMost(1.1, RECORDED_URL, "without the manifest"),
                    48),
            new Row(
                    "An object for each click, to a consumer that writes the URL",
                    RECORDED_URL,
                    Goal.atMost(1.35, GENERATED, "draw, order, write the URL"),
                    48),
            new Row(
                    "An object for each click, to a consumer that writes flat JSON",
                    RECORDED_JSON,
                    Goal.none(GENERATED, "draw, order, write the URL"),
                    48),
            new Row(
                    "An object and a byte array for each click",
                    "RecordBenchmark.payload",
                    Goal.atMost(1.75, GENERATED, "draw, order, write the URL"),
                    130),
            new Row(
                    "An object and a byte array for each click, copied from a buffer",
                    "RecordBenchmark.payloadByWayOfBuffer",
                    Goal.atMost(1.75, GENERATED, "draw, order, write the URL"),
                    130),
            new Row("One thread", "ShardBenchmark.oneThread", Goal.none(LINE, "copy of a line"), 0),
            new Row(
                    "Two threads, with a shard each",
                    "ShardBenchmark.twoThreads",
                    Goal.atMost(1 / 1.85, "ShardBenchmark.oneThread", "one thread, on the wall"),
                    0),
            new Row(
                    "Datafaker: eight fields as JSON",
                    "DatafakerBenchmark.json",
                    Goal.atLeast(10, RECORDED_JSON, "an object for each click, as flat JSON")),
            new Row(
                    "Datafaker: a URL as JSON",
                    "DatafakerBenchmark.url",
                    Goal.atLeast(6, RECORDED_URL, "an object for each click, as URL")));

    private final Map<String, RunResult> results = new TreeMap<>();

    private Comparison() {}

    private static Row order(String structure, String method, int live) {
        return new Row(
                format("Order by %s, %,d live sessions", structure, live),
                "OrderBenchmark." + method + " live=" + live,
                method.equals("inBuckets")
                        ? Goal.none(LINE, "copy of a line")
                        : Goal.none("OrderBenchmark.inBuckets live=" + live, "order by csgen"));
    }

    /** Returns the table of the benchmarks that have results. */
    static Comparison of(Collection<RunResult> results) {
        Comparison comparison = new Comparison();
        for (RunResult result : results) {
            comparison.results.put(name(result.getParams()), result);
        }
        return comparison;
    }

    private static String name(BenchmarkParams params) {
        String[] path = params.getBenchmark().split("\\.");
        StringBuilder name = new StringBuilder(path[path.length - 2] + "." + path[path.length - 1]);
        for (String key : params.getParamsKeys()) {
            name.append(' ').append(key).append('=').append(params.getParam(key));
        }
        return name.toString();
    }

    /** Returns the table in Markdown. */
    @Override
    public String toString() {
        StringBuilder table = new StringBuilder("| A click | ns | ± | CPU ns | Ratio | Goal | Bytes made | Goal |\n"
                + "|---|---|---|---|---|---|---|---|\n");
        for (Row row : ROWS) {
            RunResult result = results.get(row.benchmark);
            if (result != null) {
                table.append(line(row, result)).append('\n');
            }
        }
        return table.toString();
    }

    private String line(Row row, RunResult result) {
        String goal = row.goal
                .filter(g -> results.containsKey(g.baseline))
                .map(g -> g.cell(ratio(result, results.get(g.baseline))))
                .orElse(" | ");
        double error = result.getPrimaryResult().getScoreError() / threads(result);
        double bytes = secondary(result, "gc.alloc.rate.norm");
        String bytesGoal = row.mostBytes == Integer.MAX_VALUE
                ? ""
                : format("≤ %d: ", row.mostBytes) + verdict(bytes < row.mostBytes + SOME_BYTES);
        return format(
                "| %s | %.1f | %s | %.1f | %s | %.1f | %s |",
                row.words,
                wall(result),
                Double.isNaN(error) ? "" : format("%.1f", error),
                secondary(result, CpuTime.RESULT),
                goal,
                bytes,
                bytesGoal);
    }

    private static double ratio(RunResult result, RunResult baseline) {
        return threads(result) > 1
                ? wall(result) / wall(baseline)
                : secondary(result, CpuTime.RESULT) / secondary(baseline, CpuTime.RESULT);
    }

    /** Returns the nanoseconds for each click of all threads together. */
    private static double wall(RunResult result) {
        return result.getPrimaryResult().getScore() / threads(result);
    }

    private static int threads(RunResult result) {
        return result.getParams().getThreads();
    }

    private static double secondary(RunResult result, String name) {
        Result<?> secondary = result.getSecondaryResults().get(name);
        return secondary == null ? Double.NaN : secondary.getScore();
    }

    private static String verdict(boolean isMet) {
        return isMet ? "met" : "missed";
    }

    private static String number(double value) {
        return value == Math.rint(value) ? format("%.0f", value) : format("%.2f", value);
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
