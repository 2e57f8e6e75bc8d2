package io.csgen.truth.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.model.ShopModel;
import io.csgen.simulate.ClickGenerator;
import io.csgen.truth.Manifest;
import io.csgen.truth.Stores;
import io.csgen.truth.check.CheckReport.Deviation;
import io.csgen.truth.check.CheckReport.Finding;
import io.csgen.truth.check.CheckReport.Verdict;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of all formats, as they come out of pipelines. */
class StreamCheckLinesTest {
    private static final ShopModel STORE =
            Stores.roomy().with("group-name-1", "Tea, \"green\"").with("group-name-2", "Zoë's & Söhne");
    private static final ClickGenerator GENERATOR =
            ClickGenerator.of(STORE, 7, Stores.START).sessions(300);
    private static final Manifest MANIFEST = Manifest.of(GENERATOR);
    private static final List<Click> CLICKS = Stores.list(GENERATOR);

    private static List<String> lines(ClickFormat format) {
        ClickEncoder encoder = STORE.encoder(format);
        List<String> lines = new ArrayList<>();
        if (encoder.header().length > 0) {
            lines.add(new String(encoder.header(), StandardCharsets.UTF_8));
        }
        CLICKS.forEach(click -> lines.add(new String(encoder.encode(click), StandardCharsets.UTF_8)));
        return lines;
    }

    private static CheckReport check(List<String> lines) {
        return check(StreamCheck.of(MANIFEST), lines, "\n");
    }

    private static CheckReport check(StreamCheck check, List<String> lines, String lineEnd) {
        try {
            check.read(stream(lines.stream().map(line -> line + lineEnd).collect(Collectors.joining())), "in");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return check.report();
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> changed(ClickFormat format, int index, UnaryOperator<String> change) {
        List<String> lines = lines(format);
        lines.set(index, change.apply(lines.get(index)));
        return lines;
    }

    @ParameterizedTest
    @MethodSource("io.csgen.click.ClickFormat#builtIn")
    void whatWasWrittenIsComplete(ClickFormat format) {
        CheckReport report = check(lines(format));

        assertThat(report.verdict()).isEqualTo(Verdict.COMPLETE);
        assertThat(report.found()).isEqualTo(CLICKS.size()).isEqualTo(report.captured());
        assertThat(check(StreamCheck.of(MANIFEST).format(format), lines(format), "\n")
                        .verdict())
                .isEqualTo(Verdict.COMPLETE);
    }

    @ParameterizedTest
    @MethodSource("io.csgen.click.ClickFormat#builtIn")
    void itIsCompleteInAnyOrderAndWithOtherLineEnds(ClickFormat format) {
        List<String> lines = lines(format);
        Collections.shuffle(lines.subList(format == ClickFormat.CSV ? 1 : 0, lines.size()), new Random(1));
        lines.add(4, "");

        assertThat(check(StreamCheck.of(MANIFEST), lines, "\r\n").verdict()).isEqualTo(Verdict.COMPLETE);
    }

    @ParameterizedTest
    @MethodSource("io.csgen.click.ClickFormat#builtIn")
    void lostAndDoubledLinesAreNamed(ClickFormat format) {
        List<String> lines = lines(format);
        String lost = lines.remove(100);
        lines.add(lines.get(50));
        String line = "in:" + lines.size();

        CheckReport report = check(lines);

        assertThat(report.verdict()).isEqualTo(Verdict.BROKEN);
        assertThat(report.count(Deviation.MISSING)).isEqualTo(1);
        assertThat(report.findings(Deviation.MISSING))
                .singleElement()
                .satisfies(finding -> assertThat(text(format, finding)).isEqualTo(lost));
        assertThat(report.findings(Deviation.DUPLICATED))
                .singleElement()
                .satisfies(finding -> assertThat(finding.place()).isEqualTo(line));
    }

    private static String text(ClickFormat format, Finding finding) {
        return new String(STORE.encoder(format).encode(finding.expected().orElseThrow()), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"timestamp\":\"2026-|\"timestamp\":\"2027-|timestamp",
                "\"user_id\":|\"user_id\":1|user_id",
                "\"url\":\"|\"url\":\"x|url",
                "Zoë|Zoe|group_name",
                "\"group_id\":2|\"group_id\":1|group_id",
                "\"product_id\":|\"product_id\":9|product_id",
            })
    void aChangedFieldIsNamed(String from, String to, String field) {
        int index = (int) lines(ClickFormat.JSON).stream()
                .takeWhile(line -> !line.contains("\"product_id\"") || !line.contains("\"group_id\":2"))
                .count();

        CheckReport report = check(changed(ClickFormat.JSON, index, line -> line.replaceFirst(from, to)));

        assertThat(report.count(Deviation.ALTERED)).isEqualTo(1);
        assertThat(report.count(Deviation.MISSING)).isZero();
        Finding finding = report.findings().get(0);
        assertThat(finding.place()).isEqualTo("in:" + (index + 1));
        assertThat(finding.text()).isEqualTo(CLICKS.get(index).id());
        assertThat(finding.differences()).map(Finding.Difference::field).first().isEqualTo(field);
    }

    @Test
    void sameFieldsInAnotherFormAreTheSame() {
        List<String> lines = lines(ClickFormat.JSON);
        lines.replaceAll(line -> line.replaceAll(",\"(url|group_name)\":\"([^\"\\\\]|\\\\.)*\"", "")
                .replace(",", " , ")
                .replace("{", "{\"ingested\":true,")
                .replace(".000Z", "Z")
                .replace("00Z\"", "00+00:00\""));

        assertThat(check(lines).verdict()).isEqualTo(Verdict.COMPLETE);
    }

    @Test
    void columnsMayBeInAnotherOrderAndHeadersMayCome() {
        List<String> own = lines(ClickFormat.CSV);
        List<String> turned = new ArrayList<>();
        turned.add("\uFEFFordinal,session_id,ignored,type,user_id,timestamp,group_id,product_id");
        CLICKS.forEach(c -> turned.add(c.ordinal() + "," + c.sessionText() + ",x,"
                + c.type().wireName() + "," + c.userId() + "," + c.timestampMillis() + "," + c.groupId() + ","
                + (c.productId() < 0 ? "" : c.productId())));
        own.add(77, own.get(0));

        assertThat(check(turned).verdict()).isEqualTo(Verdict.COMPLETE);
        assertThat(check(own).verdict()).isEqualTo(Verdict.COMPLETE);
        assertThat(check(own.subList(1, own.size())).verdict()).isEqualTo(Verdict.COMPLETE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"user_id\":1}|in:1 must have type: {\"user_id\":1}",
                "{\"url\":{}}|in:1 must have a plain value as url, not an object or an array: {\"url\":{}}",
                "hello|in:1 must be the URL of a click, a JSON object, or comma-separated values: hello",
                "a,b|in:1 must be the URL of a click, a JSON object, or comma-separated values: a,b",
            })
    void aFirstLineThatIsNoClickDoesNotEndTheCheck(String line, String problem) {
        List<String> lines = lines(ClickFormat.JSON);
        lines.add(0, line);

        CheckReport report = check(lines);

        assertThat(report.verdict()).isEqualTo(Verdict.BROKEN);
        assertThat(report.count(Deviation.MALFORMED)).isEqualTo(1);
        assertThat(report.findings()).singleElement().hasToString(problem);
        assertThat(report.found()).isEqualTo(CLICKS.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ordinal", "session_id", "timestamp"})
    void linesWithoutAFieldAreMalformedAndTheirClicksMissing(String field) {
        List<String> lines = lines(ClickFormat.JSON);
        lines.replaceAll(line -> line.replaceAll("\"" + field + "\":[^,]*,", ""));

        CheckReport report = check(lines);

        assertThat(report.count(Deviation.MALFORMED))
                .isEqualTo(CLICKS.size())
                .isEqualTo(report.count(Deviation.MISSING));
        assertThat(report.findings(Deviation.MALFORMED).get(0).text()).startsWith("in:1 must have " + field + ": {");
    }

    @Test
    void linesOfOtherKindsAreMalformed() {
        List<String> lines = lines(ClickFormat.JSON);
        String url = lines(ClickFormat.URL).get(0);
        String last = lines.get(0);

        lines.addAll(List.of(url, "{\"url\":\"" + url + "\"}", last + last, last.substring(0, 50)));
        CheckReport report = check(lines);

        assertThat(report.findings())
                .map(Finding::toString)
                .satisfiesExactly(
                        text -> assertThat(text).endsWith("must have '{' at character 1: " + url),
                        text -> assertThat(text).endsWith("must have type: {\"url\":\"" + url + "\"}"),
                        text -> assertThat(text).contains("must end after the JSON object at character "),
                        text -> assertThat(text).contains(" must have a JSON value at character 51: "));
        assertThat(report.verdict()).isEqualTo(Verdict.BROKEN);
    }

    @Test
    void aStreamIsOfUrlsOrOfClicks() throws IOException {
        String url = lines(ClickFormat.URL).get(0);
        String json = lines(ClickFormat.JSON).get(0);
        StreamCheck urlsFirst = StreamCheck.of(MANIFEST);
        urlsFirst.read(stream(url), "a");
        urlsFirst.read(stream(json), "b");
        StreamCheck clicksFirst = StreamCheck.of(MANIFEST);
        clicksFirst.read(stream(json), "a");
        clicksFirst.read(stream("{\"url\":\"" + url + "\"}"), "b");

        assertThat(urlsFirst.report().findings(Deviation.MALFORMED))
                .singleElement()
                .hasToString("b:1 must be a URL, as the first record: "
                        + CLICKS.get(0).id());
        assertThat(clicksFirst.report().findings(Deviation.MALFORMED))
                .singleElement()
                .hasToString("b:1 must be a click with all fields, as the first record: a URL of user "
                        + CLICKS.get(0).userId());
    }

    @Test
    void alteredUrlsAreOneMissingAndOneForeign() {
        CheckReport report = check(changed(ClickFormat.URL, 5, line -> line + "9"));

        assertThat(report.verdict()).isEqualTo(Verdict.BROKEN);
        assertThat(report.findings(Deviation.MISSING).get(0).text())
                .isEqualTo(lines(ClickFormat.URL).get(5));
        assertThat(report.findings(Deviation.FOREIGN).get(0))
                .hasToString(lines(ClickFormat.URL).get(5) + "9 at in:6");
        assertThat(report.sessions()).isEmpty();
        assertThat(report.limits()).hasSize(2);
    }

    @Test
    void aLineWithoutEndIsNoReasonToRunOutOfMemory() throws IOException {
        StreamCheck check = StreamCheck.of(MANIFEST);
        List<String> lines = lines(ClickFormat.JSON);
        check.read(stream(lines.get(0) + "\n" + "x".repeat(5_000_000) + "\n" + lines.get(1)), "in");
        check.read(stream(lines.get(2) + "\n" + "x".repeat(5_000_000)), "in");

        CheckReport report = check.report();

        assertThat(report.found()).isEqualTo(3);
        assertThat(report.findings(Deviation.MALFORMED))
                .map(Finding::toString)
                .containsExactly(
                        "in:2 must be shorter than 1048576 bytes: " + "x".repeat(60) + "…",
                        "in:2 must be shorter than 1048576 bytes: " + "x".repeat(60) + "…");
    }

    /** A pipe gives what it has, which ends in the middle of a line. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 300, 4_000})
    void linesMayComeInPieces(int size) throws IOException {
        StreamCheck check = StreamCheck.of(MANIFEST);
        InputStream whole = stream(String.join("\n", lines(ClickFormat.CSV)));
        check.read(
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        return whole.read();
                    }

                    @Override
                    public int read(byte[] target, int offset, int length) throws IOException {
                        return whole.read(target, offset, Math.min(length, size));
                    }
                },
                "in");

        assertThat(check.report().verdict()).isEqualTo(Verdict.COMPLETE);
    }
}
