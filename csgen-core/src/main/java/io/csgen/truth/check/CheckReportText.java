package io.csgen.truth.check;

import io.csgen.click.Click;
import io.csgen.internal.json.JsonWriter;
import io.csgen.truth.check.CheckReport.Deviation;
import io.csgen.truth.check.CheckReport.Finding;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** A {@link CheckReport} as text. */
final class CheckReportText {
    private CheckReportText() {}

    static String table(CheckReport report) {
        StringBuilder text = new StringBuilder();
        line(text, "verdict", words(report.verdict()));
        report.shortfalls().forEach(shortfall -> line(text, "never made", shortfall));
        line(text, "expected", report.expected());
        line(text, "captured", report.captured());
        line(text, "found", report.found());
        for (Deviation deviation : Deviation.values()) {
            line(text, words(deviation), report.count(deviation));
            if (deviation == Deviation.OUT_OF_ORDER && report.count(deviation) > 0) {
                line(text, "  in session", report.outOfOrderInSession());
            }
        }
        if (!report.injected().isEmpty()) {
            text.append("On purpose, found of made:\n");
            report.injected()
                    .forEach(kind -> line(
                            text,
                            "  " + words(kind.fault()),
                            String.format(Locale.ROOT, "%,15d of %,d", kind.found(), kind.made())));
        }
        report.sessions().ifPresent(sessions -> {
            line(text, "sessions", sessions.expected());
            line(text, "  found", sessions.found());
            line(text, "  split", sessions.split());
            line(text, "  merged", sessions.merged());
            line(text, "  overlapping", sessions.overlapping());
        });
        for (Deviation deviation : Deviation.values()) {
            List<String> findings =
                    report.findings(deviation).stream().map(Finding::toString).toList();
            list(text, "First " + words(deviation) + ":", findings);
        }
        report.sessions().ifPresent(sessions -> list(text, "First sessions:", sessions.examples()));
        list(text, "Not seen by this check:", report.limits());
        return text.toString();
    }

    private static String words(Object name) {
        return name.toString().replace('_', ' ');
    }

    private static void line(StringBuilder text, String name, Object value) {
        String shown = value instanceof Long ? String.format(Locale.ROOT, "%,15d", value) : value.toString();
        text.append(String.format(Locale.ROOT, "%-14s %s%n", name, shown).replace(System.lineSeparator(), "\n"));
    }

    private static void list(StringBuilder text, String title, List<String> lines) {
        if (!lines.isEmpty()) {
            text.append(title).append('\n');
            lines.forEach(line -> text.append("  ").append(line).append('\n'));
        }
    }

    static String json(CheckReport report) {
        JsonWriter fields = JsonWriter.ofLines();
        fields.put("verdict", report.verdict().toString());
        fields.put("shortfalls", report.shortfalls());
        fields.put("expected", report.expected());
        fields.put("captured", report.captured());
        fields.put("found", report.found());
        for (Deviation deviation : Deviation.values()) {
            fields.put(deviation.toString(), report.count(deviation));
        }
        fields.put("out_of_order_in_session", report.outOfOrderInSession());
        JsonWriter injected = new JsonWriter();
        for (CheckReport.Injected kind : report.injected()) {
            JsonWriter counts = new JsonWriter();
            counts.put("made", kind.made());
            counts.put("found", kind.found());
            injected.put(kind.fault().toString(), counts);
        }
        fields.put("injected", injected);
        fields.put("sessions", report.sessions().map(CheckReportText::fields));
        fields.put(
                "findings",
                report.findings().stream().map(CheckReportText::fields).toList());
        fields.put("limits", report.limits());
        return fields.toString() + '\n';
    }

    private static JsonWriter fields(CheckReport.Sessions sessions) {
        JsonWriter fields = new JsonWriter();
        fields.put("expected", sessions.expected());
        fields.put("found", sessions.found());
        fields.put("split", sessions.split());
        fields.put("merged", sessions.merged());
        fields.put("overlapping", sessions.overlapping());
        fields.put("examples", sessions.examples());
        return fields;
    }

    private static JsonWriter fields(Finding finding) {
        JsonWriter fields = new JsonWriter();
        fields.put("deviation", finding.deviation().toString());
        fields.put("text", finding.text());
        fields.put("place", finding.place().isEmpty() ? null : finding.place());
        fields.put("expected", finding.expected().map(CheckReportText::fields));
        fields.put("captured", finding.captured().map(CheckReportText::fields));
        fields.put(
                "differences",
                finding.differences().stream().map(CheckReportText::fields).toList());
        return fields;
    }

    private static JsonWriter fields(Finding.Difference difference) {
        JsonWriter fields = new JsonWriter();
        fields.put("field", difference.field());
        fields.put("expected", difference.expected());
        fields.put("captured", difference.captured());
        return fields;
    }

    private static JsonWriter fields(Click click) {
        JsonWriter fields = new JsonWriter();
        fields.put("timestamp", Instant.ofEpochMilli(click.timestampMillis()).toString());
        fields.put("user_id", click.userId());
        fields.put("session_id", click.sessionText());
        fields.put("ordinal", click.ordinal());
        fields.put("type", click.type().wireName());
        fields.put("group_id", click.groupId());
        fields.put("product_id", click.productId() == Click.NO_PRODUCT ? null : (Integer) click.productId());
        return fields;
    }
}
