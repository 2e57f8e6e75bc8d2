package io.csgen.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.examples.testing.CapturedTerminal;
import io.csgen.model.ShopModel;
import io.csgen.realism.ClickStatistics;
import io.csgen.realism.RealismScore;
import io.csgen.simulate.ClickGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DescribeCommandTest {
    private static final String LINE =
            "{\"timestamp\":1767605400000,\"user_id\":1,\"session_id\":1,\"product_id\":1}\n";

    @TempDir
    private Path dir;

    private final CapturedTerminal terminal = new CapturedTerminal();

    private String file(String name, String text) throws IOException {
        return Files.writeString(dir.resolve(name), text).toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "csv"})
    void whatGenerateWritesIsDescribedAsTheStreamItIs(String format) {
        String file = dir.resolve("clicks").toString();
        String[] generate = {"generate", "--sessions", "2000", "--seed", "5", "--format", format, "--out", file};
        assertThat(new CapturedTerminal().with("CSGEN_CUSTOMER_ID_MAX", "5000").run(generate))
                .isZero();

        assertThat(terminal.run("describe", file)).isZero();

        ShopModel model = ShopModel.classic().with("customer-id-max", "5000");
        ClickGenerator clicks = ClickGenerator.of(model, 5, Instant.parse("2026-01-05T00:00:00Z"));
        assertThat(terminal.out())
                .isEqualTo(RealismScore.of(ClickStatistics.of(clicks.sessions(2000)))
                        .toString());
        assertThat(terminal.err()).isEmpty();
    }

    @Test
    void severalFilesAndTheStandardInputAreOneStream() throws IOException {
        String json = file("a.json", LINE + LINE);
        String csv = file("b.csv", "timestamp,user_id,session_id,product_id\n1767605400000,2,2,1\n");

        assertThat(terminal.reading(LINE).run("describe", json, "-", csv)).isZero();

        assertThat(terminal.out())
                .contains(
                        "4 clicks, of them 4 views of 1 products in 1 groups, in 2 sessions of 2 users\n2026-01-05T09:30:00Z to 2026-01-05T09:30:00Z\n");
    }

    @Test
    void aPageIsWrittenBesideTheTable() throws IOException {
        Path page = dir.resolve("report.html");

        assertThat(terminal.run("describe", file("a.json", LINE), "--html", page.toString()))
                .isZero();

        assertThat(Files.readString(page)).startsWith("<!DOCTYPE html>").contains("1 clicks, of them 1 views");
        assertThat(terminal.out()).startsWith("Realism score ");
    }

    @Test
    void hoursAreThoseOfTheShop() throws IOException {
        String page = dir.resolve("report.html").toString();

        assertThat(terminal.run("describe", file("a.json", LINE), "--html", page, "--time-zone-offset", "-05:30"))
                .isZero();

        // 9:30 in UTC.
        assertThat(Files.readString(Path.of(page)))
                .contains("hour of the clock, UTC-05:30", "<title>4 h: 100.00 % of views</title>");
    }

    @Test
    void linesThatAreNoClicksAreCountedAndTheFirstShown() throws IOException {
        String file = file("a.json", LINE + "x\n".repeat(7) + LINE);

        assertThat(terminal.run("describe", file)).isEqualTo(1);

        assertThat(terminal.err().lines())
                .containsExactly(
                        file + ":2 must have '{' at character 1: x",
                        file + ":3 must have '{' at character 1: x",
                        file + ":4 must have '{' at character 1: x",
                        file + ":5 must have '{' at character 1: x",
                        file + ":6 must have '{' at character 1: x",
                        "Lines that are no clicks: 7, beside 2 clicks");
        assertThat(terminal.out()).contains("2 clicks, of them 2 views");
    }

    @Test
    void sessionsAreCutWhereThereAreNone() throws IOException {
        String file = file("a.csv", """
                timestamp,user_id,product_id,type
                1767605400000,anna,shoe,view
                1767605400000,anna,shoe,wish
                1767605460000,anna,hat,view
                1767609000000,anna,hat,view
                """);

        assertThat(terminal.run("describe", file)).isZero();

        assertThat(terminal.out())
                .contains("3 clicks, of them 3 views of 2 products in 1 groups, in 2 sessions of 1 users");
        assertThat(terminal.err().lines())
                .containsExactly(
                        "No session ids: sessions are cut where a user views nothing for more than 30 minutes.",
                        "Lines of other types, left out: 1");
    }

    @Test
    void clicksWithoutTimeAreOneClearLine() {
        String url = "https://webstore.demo.com/api/group/2?userid=77";

        assertThat(terminal.reading(url + "\n" + url + "\n").run("describe", "-"))
                .isEqualTo(2);

        assertThat(terminal.out()).isEmpty();
        assertThat(terminal.err())
                .isEqualTo("standard input:1 must have a timestamp, which URLs do not (write format json or csv): "
                        + url + "\n");
    }

    @Test
    void filesThatCannotBeReadAreNamedAllAtOnce() throws IOException {
        String missing = dir.resolve("missing").toString();

        assertThat(terminal.run("describe", missing, file("a.json", LINE), dir.toString()))
                .isEqualTo(2);

        assertThat(terminal.err())
                .isEqualTo("FILE must be a file that can be read: " + missing + "\n"
                        + "FILE must be a file that can be read: " + dir + "\n");
        assertThat(terminal.out()).isEmpty();
    }

    @Test
    void aPageThatCannotBeWrittenIsNamed() throws IOException {
        assertThat(terminal.run("describe", file("a.json", LINE), "--html", dir.toString()))
                .isEqualTo(2);
        assertThat(terminal.err()).isEqualTo("--html must be a file that can be written: " + dir + " (a directory)\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "CET", "+19:00"})
    void anOffsetThatIsNoneIsRefused(String text) throws IOException {
        assertThat(terminal.run("describe", file("a.json", LINE), "--time-zone-offset", text))
                .isEqualTo(2);
        assertThat(terminal.err())
                .isEqualTo("--time-zone-offset must be an offset from UTC such as +02:00 or -05:30: " + text + "\n");
    }

    @Test
    void aFileMustBeNamed() {
        assertThat(terminal.run("describe")).isEqualTo(2);
        assertThat(terminal.err()).isEqualTo("Missing required parameter: 'FILE'\nTry: csgen describe --help\n");
    }

    @Test
    void aSignalEndsTheReading() throws IOException {
        String file = file("a.json", LINE);
        Thread.currentThread().interrupt();

        int code = terminal.run("describe", file);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(code).isEqualTo(130);
        assertThat(terminal.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|FILE must have clicks: nothing",
                "`~~ ~`|FILE must have clicks: nothing",
                "timestamp,user_id,product_id~|FILE must have clicks: nothing",
                "`{\"timestamp\":1,\"user_id\":1,\"type\":\"wish\"}~`|FILE must have clicks: none",
                "`{\"timestamp\":1,\"user_id\":1}~`|FILE must have clicks with product_id, product or productId: 1 clicks without",
            })
    void whatHoldsNoClicksHasNoScore(String text, String problem) throws IOException {
        String file = file("a", text.replace('~', '\n'));

        assertThat(terminal.run("describe", file)).isEqualTo(1);

        assertThat(terminal.out()).isEmpty();
        assertThat(terminal.err()).startsWith(problem.replace("FILE", file) + "\n");
    }

    @Test
    void fieldsWithOtherNamesAreOneClearLine() throws IOException {
        String file = file("a.json", "{\"timestamp\":1767605400000,\"usr_id\":1,\"product_id\":2}\n".repeat(2_000));

        assertThat(terminal.run("describe", file)).isEqualTo(2);

        assertThat(terminal.out()).isEmpty();
        assertThat(terminal.err())
                .isEqualTo(file + ":1 must have user_id or userId (rename usr_id?): {\"timestamp\":1767605400000,"
                        + "\"usr_id\":1,\"product_id\":2}\n");
    }

    @Test
    void offsetAndFilesAreCheckedTogether() {
        String missing = dir.resolve("missing").toString();

        assertThat(terminal.run("describe", missing, "--time-zone-offset", "x")).isEqualTo(2);

        assertThat(terminal.err())
                .isEqualTo("--time-zone-offset must be an offset from UTC such as +02:00 or -05:30: x\n"
                        + "FILE must be a file that can be read: " + missing + "\n");
    }
}
