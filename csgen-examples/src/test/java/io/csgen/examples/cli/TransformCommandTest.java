package io.csgen.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.examples.testing.CapturedTerminal;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransformCommandTest {
    private static final String LINE = "https://webstore.demo.com/api/group/2?userid=77\n";
    private static final String EVENT = "{\"user_id\":77,\"type\":\"view_item_list\",\"group_id\":2,"
            + "\"group_name\":\"Movies\",\"url\":\"https://webstore.demo.com/api/group/2?userid=77\"}\n";

    @TempDir
    private Path dir;

    private final CapturedTerminal terminal = new CapturedTerminal();

    private static String generate(String format) {
        CapturedTerminal generator = new CapturedTerminal().with("CSGEN_CUSTOMER_ID_MAX", "5000");
        assertThat(generator.run("generate", "--sessions", "500", "--format", format, "--quiet"))
                .isZero();
        return generator.out();
    }

    @ParameterizedTest
    @ValueSource(strings = {"url", "json-url"})
    void whatGenerateWritesBecomesTheEventsOfItsClicks(String format) {
        assertThat(terminal.reading(generate(format)).run("transform")).isZero();

        List<String> expected = generate("json")
                .lines()
                .map(line -> line.replaceAll("\"(timestamp|session_id)\":\"[^\"]*\",|\"ordinal\":[0-9]+,", ""))
                .toList();
        assertThat(terminal.out().lines()).containsExactlyElementsOf(expected);
        assertThat(terminal.err()).isEqualTo("events: " + expected.size() + ", dead letters: 0\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "csv"})
    void formatsWithAllFieldsKeepThem(String format) {
        assertThat(terminal.reading(generate(format)).run("transform")).isZero();

        assertThat(terminal.out()).isEqualTo(generate("json"));
    }

    @Test
    void accessLogsKeepTheirSeconds() {
        assertThat(terminal.reading(generate("access-log")).run("transform")).isZero();

        List<String> expected = generate("json")
                .lines()
                .map(line -> line.replaceAll("\"session_id\":\"[^\"]*\",|\"ordinal\":[0-9]+,", "")
                        .replaceFirst("\\.[0-9]{3}Z", ".000Z"))
                .toList();
        assertThat(terminal.out().lines()).containsExactlyElementsOf(expected);
    }

    @Test
    void theFormatMayChangeFromLineToLineAndFileToFile() throws IOException {
        Path csv = Files.writeString(dir.resolve("clicks.csv"), generate("csv"));

        assertThat(terminal.reading(LINE + generate("json")).run("transform", csv.toString(), "-", csv.toString()))
                .isZero();

        assertThat(terminal.out()).isEqualTo(generate("json") + EVENT + generate("json") + generate("json"));
    }

    @Test
    void deadLettersGoToTheStandardErrorWithTheReason() {
        assertThat(terminal.reading(LINE + "\nhello\n" + LINE).run("transform")).isEqualTo(1);

        assertThat(terminal.out()).isEqualTo(EVENT + EVENT);
        assertThat(terminal.err())
                .isEqualTo("{\"reason\":\"click URL must begin with the store URL https://webstore.demo.com:"
                        + " \\\"\\\"\",\"record\":\"\"}\n"
                        + "{\"reason\":\"click URL must begin with the store URL https://webstore.demo.com:"
                        + " hello\",\"record\":\"hello\"}\n"
                        + "events: 2, dead letters: 2\n");
    }

    @Test
    void deadLettersGoToTheirOwnFileIfThereIsOne() throws IOException {
        Path file = dir.resolve("dead.json");
        byte[] noText = {'x', (byte) 0xff};
        Path in = Files.write(dir.resolve("in"), noText);

        assertThat(terminal.reading(LINE)
                        .run("transform", "-", in.toString(), "--dead-letters", file.toString(), "--quiet"))
                .isEqualTo(1);

        assertThat(terminal.out()).isEqualTo(EVENT);
        assertThat(terminal.err()).isEmpty();
        assertThat(file).hasContent("{\"reason\":\"record must be UTF-8: x\ufffd\",\"record_base64\":\"eP8=\"}");
    }

    @Test
    void theStoreIsTheOneOfTheSettings() {
        assertThat(terminal.reading("http://shop.example/api/group/1?userid=1\n")
                        .run("transform", "-s", "web-store-url=http://shop.example", "-s", "group-name-1=Tea"))
                .isZero();

        assertThat(terminal.out()).contains("\"group_name\":\"Tea\"");
    }

    @Test
    void saysWhatItCannotUse() {
        String missing = dir.resolve("missing").toString();
        assertThat(terminal.run("transform", missing)).isEqualTo(2);
        assertThat(terminal.run("transform", "--dead-letters", dir.toString())).isEqualTo(2);

        assertThat(terminal.err())
                .isEqualTo("FILE must be a file that can be read: " + missing
                        + "\n--dead-letters must be a file that can be written: " + dir + " (a directory)\n");
    }

    @Test
    void deadLettersDoNotGoOverWhatIsRead(@TempDir Path dir) throws IOException {
        Path urls = Files.writeString(dir.resolve("urls"), "hello\n");

        assertThat(terminal.run(
                        "transform", urls.toString(), "--dead-letters", dir + "/../" + dir.getFileName() + "/urls"))
                .isEqualTo(2);

        assertThat(terminal.err())
                .isEqualTo("--dead-letters must be another file than is read: " + dir + "/../" + dir.getFileName()
                        + "/urls\n");
        assertThat(urls).hasContent("hello\n");
    }

    @Test
    void aMarkOfUtf8IsPassedOver() {
        assertThat(terminal.reading("\uFEFF" + LINE.replace("\n", "\r\n") + LINE.replace("\n", "\r") + LINE)
                        .run("transform"))
                .isZero();

        assertThat(terminal.out()).isEqualTo(EVENT + EVENT + EVENT);
    }

    @Test
    void aLineThatIsTooLongIsADeadLetterWithItsBeginning() {
        assertThat(terminal.reading("x".repeat(5_000_000) + "\n" + LINE).run("transform"))
                .isEqualTo(1);

        assertThat(terminal.out()).isEqualTo(EVENT);
        assertThat(terminal.err())
                .startsWith("{\"reason\":\"record must be shorter than 1048576 bytes: " + "x".repeat(120) + "…\","
                        + "\"record\":\"" + "x".repeat(100_000) + "\",\"record_bytes\":5000000}\n");
    }

    @Test
    void gzipIsUnpacked() throws IOException {
        Path file = dir.resolve("clicks.gz");
        try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(file))) {
            gzip.write(LINE.getBytes(StandardCharsets.UTF_8));
        }

        assertThat(terminal.run("transform", file.toString())).isZero();

        assertThat(terminal.out()).isEqualTo(EVENT);
    }
}
