package io.csgen.examples.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands in a text in the format of Prometheus (exposition format 0.0.4), read strictly: what its grammar does
 * not have, and what {@code promtool check metrics} complains of, fails. Immutable once read.
 */
public final class PrometheusText {
    private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
    private static final String LABEL = "([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\\n]|\\\\[\\\\\"n])*)\"";
    private static final String NUMBER = "[+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d+)?|NaN|[+-]Inf";
    private static final Pattern HELP = Pattern.compile("# HELP (" + NAME + ") ((?:[^\\\\\\n]|\\\\[\\\\n])+)");
    private static final Pattern TYPE =
            Pattern.compile("# TYPE (" + NAME + ") (counter|gauge|histogram|summary|untyped)");
    private static final Pattern SAMPLE =
            Pattern.compile("(" + NAME + ")(?:\\{(" + LABEL + "(?:," + LABEL + ")*)?,?})? (" + NUMBER + ")( -?\\d+)?");

    private final Map<String, String> types = new LinkedHashMap<>();
    private final Map<String, Double> samples = new LinkedHashMap<>();
    private String help = "";
    private String family = "";

    private PrometheusText() {}

    public static PrometheusText parse(String text) {
        PrometheusText parsed = new PrometheusText();
        assertThat(text).endsWith("\n").doesNotContain("\r");
        text.lines().forEach(parsed::read);
        parsed.types.forEach(parsed::requireConventions);
        return parsed;
    }

    /** Returns the type of a family. */
    public String type(String name) {
        assertThat(types).containsKey(name);
        return types.get(name);
    }

    /** Returns the value of a sample, which is named by its name and, in braces and in order, its labels. */
    public double value(String sample) {
        assertThat(samples).containsKey(sample);
        return samples.get(sample);
    }

    private void read(String line) {
        Matcher found = HELP.matcher(line);
        if (found.matches()) {
            assertThat(types).as("second help of a family: " + line).doesNotContainKey(found.group(1));
            help = found.group(1);
            return;
        }
        found = TYPE.matcher(line);
        if (found.matches()) {
            family = found.group(1);
            assertThat(help).as("family without help: " + line).isEqualTo(family);
            assertThat(types.put(family, found.group(2)))
                    .as("second type: " + line)
                    .isNull();
            return;
        }
        found = SAMPLE.matcher(line);
        assertThat(found.matches()).as("line of no kind: " + line).isTrue();
        assertThat(found.group(1)).as("sample outside of its family: " + line).matches(samplesOf(family));
        Map<String, String> labels = new TreeMap<>();
        if (found.group(2) != null) {
            Matcher label = Pattern.compile(LABEL).matcher(found.group(2));
            while (label.find()) {
                assertThat(labels.put(label.group(1), label.group(2)))
                        .as("label twice: " + line)
                        .isNull();
            }
        }
        double value = Double.parseDouble(found.group(7).replace("Inf", "Infinity"));
        if (!types.get(family).equals("gauge")) {
            assertThat(value).as(line).isNotNegative();
        }
        String sample = found.group(1) + (labels.isEmpty() ? "" : labels.toString());
        assertThat(samples.put(sample, value)).as("sample twice: " + line).isNull();
    }

    private String samplesOf(String name) {
        return switch (types.getOrDefault(name, "")) {
            case "histogram" -> name + "_(bucket|sum|count)";
            case "summary" -> name + "(_sum|_count)?";
            case "counter", "gauge", "untyped" -> name;
            default -> "no family yet";
        };
    }

    private void requireConventions(String name, String type) {
        assertThat(name)
                .as("lower case and base units")
                .matches("[a-z][a-z0-9_]*")
                .doesNotContainPattern("_(ms|us|ns|millis|milliseconds|minutes|hours|kb|mb|percent)(_|$)");
        assertThat(name.endsWith("_total")).as(name + " is a " + type).isEqualTo(type.equals("counter"));
        if (type.equals("histogram")) {
            requireHistogram(name);
        }
    }

    private void requireHistogram(String name) {
        Pattern bucket = Pattern.compile(name + "_bucket\\{le=([^,}]+)(?:, ([^}]+))?}");
        Map<String, Double> bounds = new TreeMap<>(); // by the other labels
        Map<String, Double> counts = new TreeMap<>();
        samples.forEach((sample, value) -> {
            Matcher found = bucket.matcher(sample);
            if (found.matches()) {
                String labels = found.group(2) == null ? "" : "{" + found.group(2) + "}";
                double bound = Double.parseDouble(found.group(1).replace("Inf", "Infinity"));
                assertThat(bound).as(sample).isGreaterThan(bounds.getOrDefault(labels, Double.NEGATIVE_INFINITY));
                assertThat(value).as(sample).isGreaterThanOrEqualTo(counts.getOrDefault(labels, 0.0));
                bounds.put(labels, bound);
                counts.put(labels, value);
            }
        });
        assertThat(bounds).as("buckets of " + name).isNotEmpty();
        bounds.forEach((labels, bound) -> {
            assertThat(bound).as("last bucket of " + name + labels).isEqualTo(Double.POSITIVE_INFINITY);
            assertThat(counts.get(labels)).isEqualTo(value(name + "_count" + labels));
        });
    }
}
