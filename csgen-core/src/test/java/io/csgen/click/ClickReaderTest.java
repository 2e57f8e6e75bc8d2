package io.csgen.click;

import static io.csgen.Rejections.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.csgen.config.ConfigException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClickReaderTest {
    private static final long TIME = 1_767_605_400_123L; // 2026-01-05T09:30:00.123Z
    private static final String OWN = "{\"timestamp\":\"2026-01-05T09:30:00.123Z\",\"user_id\":77,"
            + "\"session_id\":\"00000000000000ff\",\"ordinal\":3,\"type\":\"view_item\",\"group_id\":2,\"product_id\":345}";
    private static final int TOP = Integer.MAX_VALUE;
    private static final Click OWN_CLICK = new Click(TIME, 77, 255, 3, ClickType.PRODUCT_VIEW, 2, 345);
    private static final String CSV_HEADER =
            "timestamp,user_id,session_id,ordinal,type,group_id,group_name,product_id,url";

    private final List<Click> clicks = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    private ClickReader read(String... lines) {
        byte[] text = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
        ClickReader reader = ClickReader.create();
        try {
            reader.read(new ByteArrayInputStream(text), "in", clicks::add, problems::add);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return reader;
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "csv"})
    void readsWhatCsgenWrites(ClickFormat format) {
        List<String> names = List.of("Books", "a \"b\", c\\", "two\nlines\n\nand \"more\"", "雪 😀 \u0001");
        ClickEncoder encoder = format.encoder(new Store(new Store.Url("https://webstore.demo.com"), names));
        List<Click> written = new ArrayList<>();
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.writeBytes(encoder.header());
        for (int i = 0; i < 40; i++) {
            boolean product = i % 3 > 0;
            Click click = new Click(
                    TIME + i * 1_000_003L,
                    i * 50_000_000,
                    -1L - i,
                    1 + i,
                    product ? ClickType.PRODUCT_VIEW : ClickType.GROUP_VIEW,
                    1 + i % names.size(),
                    product ? i : Click.NO_PRODUCT);
            written.add(click);
            text.write('\n');
            text.writeBytes(encoder.encode(click));
        }

        ClickReader reader = read(text.toString(StandardCharsets.UTF_8));

        assertThat(problems).isEmpty();
        assertThat(clicks).isEqualTo(written);
        assertThat(reader.hasSessions()).isTrue();
        assertThat(reader.otherTypes()).isZero();
    }

    @Test
    void readsFilesToTheirEnd(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("clicks.json");
        Files.writeString(file, OWN + "\n\n" + OWN + "\nnot\n");

        ClickReader.create().read(file, clicks::add, problems::add);

        assertThat(clicks).containsExactly(OWN_CLICK, OWN_CLICK);
        assertThat(problems).containsExactly(file + ":4 must have '{' at character 1: not");
        Path missing = folder.resolve("none");
        assertThatThrownBy(() -> ClickReader.create().read(missing, clicks::add, problems::add))
                .isInstanceOf(NoSuchFileException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "1970-01-01T00:00:00.000Z, 0",
        "0001-01-01T00:00:00.000Z, -62135596800000",
        "9999-12-31T23:59:59.999Z, 253402300799999",
        "2024-02-29T12:34:56.789Z, 1709210096789",
        "2024-02-29T12:34:56.789123Z, 1709210096789",
        "2024-02-29T12:34:56Z, 1709210096000",
        "2024-02-29T12:34Z, 1709210040000",
        "2024-02-29T14:34:56.789+02:00, 1709210096789",
        "1709210096789, 1709210096789",
        "0, 0",
    })
    void readsTimes(String text, long millis) {
        read("timestamp,user_id,product_id", text + ",1,1");

        assertThat(problems).isEmpty();
        assertThat(clicks).extracting(Click::timestampMillis).containsExactly(millis);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2023-02-29T12:34:56.789Z",
                "2024-02-29T24:00:00.000Z",
                "2024-02-29T12:60:00.000Z",
                "2024-02-29T12:34:60.000Z",
                "2024-02-29",
                "1709210096.789",
                "-1",
                "01"
            })
    void refusesTimesThatAreNone(String text) {
        read("timestamp,user_id,product_id", text + ",1,1");

        assertThat(problems)
                .containsExactly(
                        "in:2 must have a timestamp in milliseconds or ISO 8601, not " + text + ": " + text + ",1,1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2024-02-29 12:34:56.789Z|with T between date and time",
                "2024-02-29 12:34:56.789 UTC|with T between date and time, and a zone such as Z at its end",
                "2024-02-29 12:34:56|with T between date and time, and a zone such as Z at its end",
                "2024-02-29T12:34:56.789|with a zone such as Z at its end",
            })
    void saysWhatATimeLacksThatIsNearlyIso8601(String text, String rule) {
        read("timestamp,user_id,product_id", text + ",1,1");

        assertThat(problems)
                .containsExactly("in:2 must have a timestamp " + rule + ", not " + text + ": " + text + ",1,1");
    }

    @ParameterizedTest
    @CsvSource({
        "1767571201,seconds",
        "1767571201.0,seconds",
        "1767571201841000,microseconds or nanoseconds",
        "1767571201841000000,microseconds or nanoseconds",
        "99999999999999999999999999,microseconds or nanoseconds",
    })
    void refusesNumbersThatAreNoMilliseconds(String text, String unit) {
        read("timestamp,user_id,product_id", text + ",1,1");

        assertThat(problems)
                .containsExactly("in:2 must have a timestamp in milliseconds, not in " + unit + " as "
                        + text.replace(".0", "") + " seems to be: " + text + ",1,1");
    }

    @Test
    void wholeNumbersMayHaveAFractionOfZeros() {
        read(
                "timestamp,user_id,session_id,product_id",
                "1767571201841.0,20.0,7.00,390.0",
                "1767571201842,20,7,390",
                "1767571201843,20.5,7,390");

        assertThat(problems).isEmpty();
        assertThat(clicks.get(0).userId()).isEqualTo(20);
        assertThat(clicks.get(0).productId()).isEqualTo(390);
        assertThat(clicks.get(0).sessionId()).isEqualTo(7);
        assertThat(clicks.get(1).userId()).isEqualTo(20);
        assertThat(clicks.get(2).userId()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void ownLinesMayHaveFractionsOfZerosAndNestedFields() {
        read("{\"timestamp\":\"2026-01-05T09:30:00.123Z\",\"user_id\":77.0,\"session_id\":\"00000000000000ff\","
                + "\"ordinal\":3.0,\"type\":\"view_item\",\"group_id\":2.0,\"product_id\":390.0,"
                + "\"context\":{\"a\":[1,{\"b\":\"}]\"}],\"c\":null},\"tags\":[\"x\",true]}");

        assertThat(problems).isEmpty();
        assertThat(clicks).extracting(Click::productId).containsExactly(390);
    }

    @Test
    void whatAClickNeedsMustBePlain() {
        read(
                "{\"timestamp\":1,\"user_id\":1,\"product_id\":1}",
                "{\"timestamp\":1,\"user_id\":[1],\"product_id\":1}",
                "{\"timestamp\":1,\"user_id\":1,\"product_id\":{\"id\":1}}");

        assertThat(problems)
                .containsExactly(
                        "in:2 must have a plain value as user_id, not an object or an array:"
                                + " {\"timestamp\":1,\"user_id\":[1],\"product_id\":1}",
                        "in:3 must have a plain value as product_id, not an object or an array:"
                                + " {\"timestamp\":1,\"user_id\":1,\"product_id\":{\"id\":1}}");
    }

    @Test
    void fieldsNestedTooDeepAreRefused() {
        read("{\"a\":" + "[".repeat(100_000), "{\"timestamp\":1,\"user_id\":1}");

        assertThat(problems)
                .singleElement()
                .asString()
                .startsWith("in:1 must be no deeper than 64 levels at character 70");
    }

    @Test
    void camelCaseIsUnderstood() {
        read("{\"timestamp\":1,\"userId\":5,\"productId\":6,\"groupId\":7,\"sessionId\":8}");

        assertThat(clicks).containsExactly(new Click(1, 5, 8, 1, ClickType.PRODUCT_VIEW, 7, 6));
    }

    @Test
    void sessionIdsThatAreAllNullAreNone() {
        read(
                "{\"timestamp\":1,\"user_id\":5,\"session_id\":null,\"product_id\":6}",
                "{\"timestamp\":2,\"user_id\":5,\"session_id\":null,\"product_id\":6}");
        read("timestamp,user_id,session_id,product_id", "3,5,,6");

        assertThat(problems).isEmpty();
        assertThat(clicks).extracting(Click::sessionId).containsOnly(5L);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"timestamp":1,"usr_id":5}  | have user_id or userId (rename usr_id?)
            {"timestamp":1,"client":5}  | have user_id or userId
            {"TIMESTAMP":1,"visitor":5} | have timestamp (rename TIMESTAMP?), and user_id or userId
            {"a":1}                     | have timestamp, and user_id or userId
            timestamp,USER_ID,product_id | have user_id or userId (rename USER_ID?)
            Timestamp,user_id,product_id | have timestamp (rename Timestamp?)
            timestamp,user_id,user_id    | have each column once, not twice user_id
            """)
    void fieldsThatNoLineHasAreOneProblemOfAll(String line, String rule) {
        String[] lines = Collections.nCopies(2_500, line).toArray(String[]::new);

        assertThat(problemsOf(() -> read(lines))).containsExactly("in:1 must " + rule + ": " + line);
        assertThat(problems).isEmpty();
    }

    @Test
    void linesThatLackAFieldBeforeTheFirstClickAreProblemsOfTheirOwn() {
        read("{\"timestamp\":1}", "{\"timestamp\":1,\"user_id\":1}", "{\"timestamp\":1}");

        assertThat(problems)
                .containsExactly(
                        "in:1 must have user_id or userId: {\"timestamp\":1}",
                        "in:3 must have user_id or userId: {\"timestamp\":1}");
    }

    @Test
    void longLineIsAProblemAndNotKept() throws IOException {
        InputStream line = new InputStream() {
            private int left = 100_000_000;

            @Override
            public int read() {
                throw new AssertionError("bytes are read in pieces");
            }

            @Override
            public int read(byte[] bytes, int from, int length) {
                int count = Math.min(left, length);
                left -= count;
                Arrays.fill(bytes, from, from + count, (byte) 'x');
                return count == 0 ? -1 : count;
            }
        };
        byte[] first = "{\"timestamp\":1,\"user_id\":1}\n".getBytes(StandardCharsets.UTF_8);
        ClickReader.create()
                .read(new SequenceInputStream(new ByteArrayInputStream(first), line), "in", clicks::add, problems::add);

        assertThat(clicks).hasSize(1);
        assertThat(problems).containsExactly("in:2 must be shorter than 1048576 characters: " + "x".repeat(120) + "…");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void linesMayEndInAnyWay(String end) throws IOException {
        String text = "timestamp,user_id" + end + end + "1,2" + end + "3" + end + "4,5";
        ClickReader.create()
                .read(
                        new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                        "in",
                        clicks::add,
                        problems::add);

        assertThat(clicks).extracting(Click::userId).containsExactly(2, 5);
        assertThat(problems).containsExactly("in:4 must have 2 values as its header has, not 1: 3");
    }

    @Test
    void numbersIdsAlikeInAllStreamsOfAReader() throws IOException {
        String json = "{\"timestamp\":1767605400123,\"userId\":\"%s\",\"product\":\"%s\"}\n";
        String csv = "timestamp,userId,product\n1767605400123,bob,hat\n";
        ClickReader reader = ClickReader.create();

        for (String text : List.of(json.formatted("anna", "shoe") + json.formatted("bob", "hat"), csv)) {
            reader.read(
                    new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "in", clicks::add, problems::add);
        }

        assertThat(problems).isEmpty();
        assertThat(clicks).extracting(Click::userId).containsExactly(TOP, TOP - 1, TOP - 1);
        assertThat(clicks).extracting(Click::productId).containsExactly(TOP, TOP - 1, TOP - 1);
    }

    @Test
    void wantsInEachStreamWhatTheFirstHas() throws IOException {
        ClickReader reader = read(OWN);
        byte[] second = "timestamp,user_id,product_id\n1767605400123,1,2\n".getBytes(StandardCharsets.UTF_8);

        reader.read(new ByteArrayInputStream(second), "second", clicks::add, problems::add);

        assertThat(clicks).containsExactly(OWN_CLICK);
        assertThat(problems).containsExactly("second:2 must have type: 1767605400123,1,2");
    }

    @Test
    void readsNothingFromNothing() {
        assertThat(read("", " ", "").hasSessions()).isTrue();
        assertThat(clicks).isEmpty();
        assertThat(problems).isEmpty();
    }

    @Test
    void readsFlatJsonFromElsewhere() {
        ClickReader reader = read(
                "\uFEFF{ \"timestamp\" : 1767605400123 , \"userId\" : \"anna\" , \"sessionId\" : 12,"
                        + " \"kind\" : \"product_view\", \"group\" : \"shoes\", \"product\" : \"S-1\", \"price\" : -1.5e3 }",
                "{\"timestamp\":\"2026-01-05T10:30:00.123+01:00\",\"user_id\":5,\"session_id\":\"12\",\"type\":\"VIEW\","
                        + "\"group_id\":7,\"product_id\":0,\"sale\":true,\"coupon\":null}\r",
                "{\"timestamp\":1767605400123,\"userId\":\"\\u0061nna\",\"sessionId\":\"00c0ffee00c0ffee\","
                        + "\"kind\":\"group_view\",\"group\":\"hats\\n\"}",
                "{\"timestamp\":1767605400123,\"userId\":\"bob\",\"sessionId\":\"x\",\"kind\":\"wish\"}");

        assertThat(problems).isEmpty();
        assertThat(clicks)
                .containsExactly(
                        new Click(TIME, TOP, 12, 1, ClickType.PRODUCT_VIEW, TOP, TOP),
                        new Click(TIME, 5, 12, 2, ClickType.PRODUCT_VIEW, 7, 0),
                        new Click(TIME, TOP, 0x00c0ffee00c0ffeeL, 3, ClickType.GROUP_VIEW, TOP - 1, Click.NO_PRODUCT));
        assertThat(reader.hasSessions()).isTrue();
        assertThat(reader.otherTypes()).isOne();
    }

    @Test
    void readsClicksWithoutSessionGroupAndType() {
        ClickReader reader =
                read("product,timestamp,userId", "8,1767605400123,3", ",1767605400123,4", "\"9\",1767605400123,\"3\"");

        assertThat(problems).isEmpty();
        assertThat(clicks)
                .containsExactly(
                        new Click(TIME, 3, 3, 2, ClickType.PRODUCT_VIEW, 1, 8),
                        new Click(TIME, 4, 4, 3, ClickType.GROUP_VIEW, 1, Click.NO_PRODUCT),
                        new Click(TIME, 3, 3, 4, ClickType.PRODUCT_VIEW, 1, 9));
        assertThat(reader.hasSessions()).isFalse();
    }

    @Test
    void tellsSessionsFromElsewhereApart() {
        List<String> lines = new ArrayList<>();
        lines.add("timestamp,user_id,session_id,product_id");
        for (int i = 0; i < 20_000; i++) {
            lines.add("1767605400123,1,session-" + i + ",1");
        }

        read(lines.toArray(String[]::new));

        assertThat(clicks.stream().map(Click::sessionId).distinct()).hasSize(20_000);
    }

    @Test
    void givesIdsThatNoClickCanHaveANumber() {
        read(
                "timestamp,user_id,group_id,product_id",
                "1767605400123,2147483648,0,-1",
                "1767605400123,007,1,2147483647");

        assertThat(clicks)
                .containsExactly(
                        new Click(TIME, TOP, TOP, 2, ClickType.PRODUCT_VIEW, TOP, TOP),
                        new Click(TIME, TOP - 1, TOP - 1, 3, ClickType.PRODUCT_VIEW, 1, TOP));
    }

    @Test
    void goesOnAfterLinesThatAreNoClicks() {
        read(OWN, OWN.replace("77", "-77"), OWN.substring(0, 40), OWN.replace("\"ordinal\":3", "\"ordinal\":0"), OWN);

        assertThat(clicks).containsExactly(OWN_CLICK, OWN_CLICK);
        assertThat(problems).hasSize(3);
        assertThat(problems.get(0)).startsWith("in:2 must have a whole number as user_id, not -77: {\"timestamp\"");
        assertThat(problems.get(1)).isEqualTo("in:3 must have a string at character 41: " + OWN.substring(0, 40));
        assertThat(problems.get(2))
                .startsWith("in:4 must be a click (ordinal must be at least 1: 0): {\"timestamp\"")
                .endsWith("…");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "timestamp":"2026-01-05T09:30:00.123Z" | "time":1     | have timestamp
            09:30:00.123Z                         | morning      | have a timestamp with a zone such as Z at its end, not 2026-01-05Tmorning
            "user_id":77                          | "user":77    | have user_id
            "user_id":77                          | "user_id":2147483648 | have a whole number as user_id, not 2147483648
            "user_id":77                          | "user_id":null | have user_id
            "session_id":"00000000000000ff"       | "s":1        | have session_id
            "00000000000000ff"                    | "ff"         | have a session_id of 16 hexadecimal digits
            "00000000000000ff"                    | "00000000000000FF" | have a session_id of 16 hexadecimal digits
            "ordinal":3                           | "o":3        | have ordinal
            "type":"view_item"                    | "type":"view" | have type view_item, view_item_list, search, add_to_cart or purchase
            "type":"view_item"                    | "kind":"view_item" | have type
            "group_id":2                          | "group_id":0 | be a click (groupId must be at least 1: 0)
            "product_id":345                      | "price":345  | be a click (productId must be at least 0 for a PRODUCT_VIEW: -1)
            "product_id":345                      | "product_id":0345 | have a JSON value at character 143
            """)
    void saysWhatAnOwnLineMustHave(String part, String wrong, String rule) {
        read(OWN, OWN.replace(part, wrong));

        assertThat(clicks).hasSize(1);
        assertThat(problems).hasSize(1);
        assertThat(problems.get(0)).startsWith("in:2 must " + rule + ": {");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"timestamp":1,"user_id":1,"session_id":1,"type":"view","group_id":1}   | have product_id or product or productId
            {"timestamp":1,"user_id":1,"session_id":1,"type":"view","product_id":1} | have group_id or group or groupId
            {"timestamp":1,"user_id":1,"session_id":1,"group_id":1,"product_id":1}  | have type or kind
            {"timestamp":1,"user_id":1,"type":"view","group_id":1,"product_id":1}   | have session_id or sessionId
            {"timestamp":1,"session_id":1,"type":"view","group_id":1,"product_id":1} | have user_id or userId
            {"user_id":1,"session_id":1,"type":"view","group_id":1,"product_id":1}  | have timestamp
            """)
    void saysWhatALineMustHaveBecauseTheFirstHasIt(String line, String rule) {
        String good =
                "{\"timestamp\":1,\"user_id\":1,\"session_id\":1,\"type\":\"view\",\"group_id\":1,\"product_id\":1}";
        read(good, line);

        assertThat(clicks).hasSize(1);
        assertThat(problems).containsExactly("in:2 must " + rule + ": " + line);
    }

    @Test
    void decidesByTheFirstLineThatIsAClick() {
        ClickReader reader = read(OWN.replace("\"session_id\"", "\"lost\""), OWN);

        assertThat(problems).hasSize(1);
        assertThat(problems.get(0)).startsWith("in:1 must have session_id: ");
        assertThat(reader.hasSessions()).isTrue();
        assertThat(clicks).containsExactly(OWN_CLICK);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {                    | have a string at character 2
            {}x                  | end after the JSON object at character 3
            {"a"}                | have ':' at character 5
            {"a":}               | have a JSON value at character 6
            {"a":1               | have '}' at character 7
            {"a":1,}             | have a string at character 8
            {"a":1 2}            | have '}' at character 8
            {"a":01}             | have a JSON value at character 6
            {"a":-}              | have a JSON value at character 6
            {"a":1.}             | have a JSON value at character 6
            {"a":1e}             | have a JSON value at character 6
            {"a":.5}             | have a JSON value at character 6
            {"a":NaN}            | have a JSON value at character 6
            {"a":[1}             | have ']' at character 8
            {"a":{"b"}}          | have ':' at character 10
            {"a":"b}             | close the string at character 6
            {"a":"\\x"}          | have a known escape at character 7
            {"a":"\\u12g4"}      | have a known escape at character 7
            {"a":"\\u12          | have a known escape at character 7
            {"a":1,"a":2}        | have each field once, not twice at character 8
            """)
    void saysWhereJsonIsBroken(String line, String rule) {
        read(OWN, line);

        assertThat(problems).containsExactly("in:2 must " + rule + ": " + line);
    }

    @Test
    void takesEveryNumberAndEscapeOfJson() {
        read("{\"timestamp\":1767605400123,\"user_id\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\",\"product_id\":0,"
                + "\"a\":-0.5E+10,\"b\":1e-3,\"c\":0,\"d\":false,\"\":\"\"}");

        assertThat(problems).isEmpty();
        assertThat(clicks).hasSize(1);
        assertThat(FlatJson.parse("{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"}"))
                .containsOnlyKeys("a")
                .containsValue("\"\\/\b\f\n\r\té");
        assertThat(FlatJson.parse(" {} ")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            1,2,3,4,5,6,7,8      | have 9 values as its header has, not 8
            1,2,3,4,5,6,7,8,9,10 | have 9 values as its header has, not 10
            1,a"b",3             | quote a value from its beginning at character 3
            1,"a"b,3             | have a comma after a quoted value at character 6
            1,"a,3               | close the quote at character 3
            """)
    void saysWhereCsvIsBroken(String line, String rule) {
        String good = "2026-01-05T09:30:00.123Z,77,00000000000000ff,3,view_item,2,\"B, C\",345,";
        read(CSV_HEADER, line, good);

        assertThat(problems).containsExactly("in:2 must " + rule + ": " + line);
        assertThat(clicks).containsExactly(OWN_CLICK);
    }

    @Test
    void losesOneLineToAQuoteThatNothingCloses() {
        String good = "2026-01-05T09:30:00.123Z,77,00000000000000ff,3,view_item,2,Books,345,";
        List<String> lines = new ArrayList<>(List.of(CSV_HEADER, good, "\"" + good));
        for (int i = 0; i < 100; i++) {
            lines.add(good);
        }

        read(lines.toArray(String[]::new));

        assertThat(clicks).hasSize(101);
        assertThat(problems).containsExactly("in:3 must close the quote at character 1: \"" + good);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://webstore.demo.com/api/group/2?userid=77| must have a timestamp, which URLs do not (write format json or csv)",
                "{\"url\":\"https://webstore.demo.com/api/group/2?userid=77\"}| must have a timestamp, which format json-url does not (write format json or csv)",
                "id,when| must be a JSON object or a CSV header with timestamp",
                "\"| must be a JSON object or a CSV header with timestamp",
            })
    void endsAtOnceWhereLinesCannotBeClicks(String lineAndRule) {
        String[] parts = lineAndRule.split("\\|");

        assertThatThrownBy(() -> read("", parts[0], parts[0]))
                .isInstanceOf(ConfigException.class)
                .hasMessage("in:2" + parts[1] + ": " + parts[0]);
    }
}
