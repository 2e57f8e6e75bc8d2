package io.csgen.click;

import static io.csgen.Rejections.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.csgen.RandomCases;
import io.csgen.click.ClickTransformer.DeadLetter;
import io.csgen.click.ClickTransformer.Event;
import io.csgen.click.ClickTransformer.Output;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClickTransformerTest {
    private static final Store.Url STORE = new Store.Url("https://webstore.demo.com");
    private static final List<String> NAMES = List.of("Books", "DVD & \"Blu-ray\"", "Fürs Büro");
    private static final ClickTransformer TRANSFORMER = ClickTransformer.of(STORE, NAMES);
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Instant ARRIVAL = Instant.parse("2026-01-05T09:30:00.001Z");
    private static final String PAGE = "\"url\":\"https://webstore.demo.com/api/group/1/product/5?userid=77\"";

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static JsonNode tree(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }

    private static DeadLetter deadLetter(Output output) {
        assertThat(output).isInstanceOf(DeadLetter.class);
        DeadLetter letter = (DeadLetter) output;
        assertThat(tree(letter.json()).get("reason").asText()).isEqualTo(letter.reason());
        return letter;
    }

    @Test
    void saysWhatTheTwoKindsOfPagesMean() {
        assertThat(TRANSFORMER.transform("https://webstore.demo.com/api/group/1?userid=77"))
                .isEqualTo(new Event(
                        new ClickUrl(ClickType.GROUP_VIEW, 77, 1, Click.NO_PRODUCT),
                        "{\"user_id\":77,\"type\":\"view_item_list\",\"group_id\":1,\"group_name\":\"Books\","
                                + "\"url\":\"https://webstore.demo.com/api/group/1?userid=77\"}"));
        assertThat(TRANSFORMER
                        .transform("https://webstore.demo.com/api/group/1/product/345?userid=77")
                        .json())
                .isEqualTo(
                        "{\"user_id\":77,\"type\":\"view_item\",\"group_id\":1,\"group_name\":\"Books\","
                                + "\"product_id\":345,\"url\":\"https://webstore.demo.com/api/group/1/product/345?userid=77\"}");
    }

    @Test
    void leavesOutTheGroupThatCartsAndOrdersDoNotTell() {
        assertThat(TRANSFORMER
                        .transform("https://webstore.demo.com/api/order/345?userid=77")
                        .json())
                .isEqualTo("{\"user_id\":77,\"type\":\"purchase\",\"product_id\":345,"
                        + "\"url\":\"https://webstore.demo.com/api/order/345?userid=77\"}");
        assertThat(TRANSFORMER
                        .transform("https://webstore.demo.com/api/search?q=F%C3%BCrs+B%C3%BCro&userid=7")
                        .json())
                .isEqualTo("{\"user_id\":7,\"type\":\"search\",\"group_id\":3,\"group_name\":\"Fürs Büro\","
                        + "\"url\":\"https://webstore.demo.com/api/search?q=F%C3%BCrs+B%C3%BCro&userid=7\"}");
    }

    @Test
    void carriesTheTimeThatItIsGiven() {
        byte[] record = bytes("https://webstore.demo.com/api/group/1?userid=77");
        Instant arrival = Instant.parse("2026-01-05T09:30:00.0019Z");

        assertThat(TRANSFORMER.transform(record, arrival).json())
                .startsWith("{\"timestamp\":\"2026-01-05T09:30:00.001Z\",\"user_id\":77,");
        assertThat(TRANSFORMER.transform(bytes("x"), arrival).json())
                .startsWith("{\"timestamp\":\"2026-01-05T09:30:00.001Z\",\"reason\":");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0000-12-31T23:59:59.999Z", "+10000-01-01T00:00:00Z"})
    void refusesTimesThatNoClickCanHave(String time) {
        assertThat(problemsOf(() -> TRANSFORMER.transform(bytes("x"), Instant.parse(time))))
                .containsExactly("timestamp must lie in the years 1 to 9999: " + Instant.parse(time));
    }

    @Test
    void carriesTheIdThatItIsGiven() {
        byte[] record = bytes("https://webstore.demo.com/api/group/1?userid=77");

        assertThat(TRANSFORMER.transform(record, ARRIVAL, "shard-1:17:0").json())
                .startsWith(
                        "{\"timestamp\":\"2026-01-05T09:30:00.001Z\",\"event_id\":\"shard-1:17:0\",\"user_id\":77,");
        assertThat(TRANSFORMER.transform(bytes("x"), ARRIVAL, "shard-1:17:0").json())
                .startsWith("{\"timestamp\":\"2026-01-05T09:30:00.001Z\",\"event_id\":\"shard-1:17:0\",\"reason\":");
        assertThat(problemsOf(() -> TRANSFORMER.transform(record, ARRIVAL, "")))
                .containsExactly("eventId must not be empty: \"\"");
    }

    /** Its session and ordinal are a better id, as they are the same wherever the click is met. */
    @Test
    void anEventWithSessionAndOrdinalHasItsOwnTimeAndNoOtherId() {
        RandomCases.check(20_000, random -> {
            Click click = RandomClicks.draw(random, NAMES.size());
            String json =
                    new String(ClickFormat.JSON.encoder(new Store(STORE, NAMES)).encode(click), StandardCharsets.UTF_8);
            Event expected =
                    new Event(new ClickUrl(click.type(), click.userId(), click.groupId(), click.productId()), json);
            for (ClickFormat format : List.of(ClickFormat.JSON, ClickFormat.CSV)) {
                byte[] record = format.encoder(new Store(STORE, NAMES)).encode(click);

                assertThat(TRANSFORMER.transform(record, ARRIVAL, "id")).isEqualTo(expected);
            }
        });
    }

    @Test
    void linesOfAccessLogsHaveTheirOwnTime() {
        ClickTransformer transformer =
                ClickTransformer.of(new Store.Url("http://localhost:8080/shop"), List.of("Books", "Tea"));
        ClickEncoder encoder = ClickFormat.ACCESS_LOG.encoder(
                new Store(new Store.Url("http://localhost:8080/shop"), List.of("Books", "Tea")));
        Click click = new Click(1_767_605_400_999L, 77, 1, 1, ClickType.ADD_TO_CART, 2, 5);

        assertThat(transformer.transform(encoder.encode(click), ARRIVAL, "id").json())
                .isEqualTo("{\"timestamp\":\"2026-01-05T09:30:00.000Z\",\"event_id\":\"id\",\"user_id\":77,"
                        + "\"type\":\"add_to_cart\",\"product_id\":5,"
                        + "\"url\":\"http://localhost:8080/shop/api/cart?productid=5&userid=77\"}");
    }

    @Test
    void fieldsThatFollowFromTheOthersMayBeLeftOut() {
        Click click = new Click(0, 77, 17, 3, ClickType.PURCHASE, 2, 5);
        String json =
                new String(ClickFormat.JSON.encoder(new Store(STORE, NAMES)).encode(click), StandardCharsets.UTF_8);
        ObjectNode record = (ObjectNode) tree(json);
        record.remove(List.of("group_name", "url"));

        assertThat(TRANSFORMER.transform(record.toString()).json()).isEqualTo(json);
    }

    @Test
    void whatTheRecordSaysOfAPageGoesBeforeWhatIsKnownOfItsArrival() {
        String record = "{\"timestamp\":1767605400002,\"event_id\":\"own\"," + PAGE + "}";

        assertThat(TRANSFORMER.transform(bytes(record), ARRIVAL, "id").json())
                .isEqualTo("{\"timestamp\":\"2026-01-05T09:30:00.002Z\",\"user_id\":77,\"type\":\"view_item\","
                        + "\"group_id\":1,\"group_name\":\"Books\",\"product_id\":5," + PAGE
                        + ",\"event_id\":\"own\"}");
        assertThat(TRANSFORMER.transform(bytes("{\"timestamp\":null,\"event_id\":null," + PAGE + "}"), ARRIVAL, "id"))
                .isEqualTo(TRANSFORMER.transform(bytes("{" + PAGE + "}"), ARRIVAL, "id"));
    }

    @Test
    void keepsTheGroupOfACartThatOnlyTheRecordTells() {
        String url = "\"url\":\"https://webstore.demo.com/api/cart?productid=5&userid=77\"";

        Output output = TRANSFORMER.transform("{" + url + ",\"group_id\":2}");

        assertThat(output)
                .isEqualTo(new Event(
                        new ClickUrl(ClickType.ADD_TO_CART, 77, 2, 5),
                        "{\"user_id\":77,\"type\":\"add_to_cart\",\"group_id\":2,"
                                + "\"group_name\":\"DVD & \\\"Blu-ray\\\"\",\"product_id\":5," + url + "}"));
    }

    @Test
    void keepsOtherFieldsAsTheyStandInOneLine() {
        String plain = ",\"referrer\":\"x \\u00e9\\n\",\"n\" : 1.50,\"\\\"\":true,";

        String event = TRANSFORMER
                .transform("{" + PAGE + plain + "\"o\":{\"url\":\r[1,\n{}]},\"none\":null}")
                .json();

        assertThat(event)
                .isEqualTo("{\"user_id\":77,\"type\":\"view_item\",\"group_id\":1,\"group_name\":\"Books\","
                        + "\"product_id\":5," + PAGE + plain + "\"o\":{\"url\": [1, {}]}}");
        assertThat(tree(event).get("o").get("url")).hasSize(2);
    }

    @Test
    void keepsOtherFieldsOfAClickWithAllFields() {
        Click click = new Click(0, 7, 9, 2, ClickType.SEARCH, 3, Click.NO_PRODUCT);
        String json =
                new String(ClickFormat.JSON.encoder(new Store(STORE, NAMES)).encode(click), StandardCharsets.UTF_8);

        assertThat(TRANSFORMER
                        .transform("{\"n\":1,\"event_id\":\"own\"," + json.substring(1))
                        .json())
                .isEqualTo(json.substring(0, json.length() - 1) + ",\"n\":1,\"event_id\":\"own\"}");
    }

    @Test
    void eventsBecomeTheSameEvents() {
        RandomCases.check(5_000, random -> {
            Click click = RandomClicks.draw(random, NAMES.size());
            for (ClickFormat format : ClickFormat.builtIn()) {
                Output event = TRANSFORMER.transform(
                        format.encoder(new Store(STORE, NAMES)).encode(click), ARRIVAL);

                assertThat(TRANSFORMER.transform(event.json())).isEqualTo(event);
            }
        });
    }

    /** Each change of a good record, and what must be then. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"timestamp\":\"2026-01-05T09:30:00.000Z\",||have timestamp",
                "\"2026-01-05T09:30:00.000Z\"|1767605400|have a timestamp in milliseconds, not in seconds as 1767605400 seems"
                        + " to be",
                "\"user_id\":77,||have user_id",
                "\"user_id\":77|\"user_id\":78|have https://webstore.demo.com/api/group/1/product/5?userid=78 as url, as its"
                        + " other fields say, not https://webstore.demo.com/api/group/1/product/5?userid=77",
                "\"session_id\":\"000000000000000c\",||have session_id",
                "000000000000000c|12|have a session_id of 16 hexadecimal digits",
                ",\"ordinal\":3||have ordinal",
                "\"ordinal\":3|\"ordinal\":0|be a click (ordinal must be at least 1: 0)",
                "\"ordinal\":3|\"ordinal\":[]|have a plain value as ordinal, not an object or an array",
                ",\"type\":\"view_item\"||have type",
                "view_item|login|have type view_item, view_item_list, search, add_to_cart or purchase",
                "\"group_id\":1|\"group_id\":4|have a group id from 1 to 3",
                "Books|Tea|have Books as group_name, as its other fields say, not Tea",
                ",\"product_id\":5||be a click (productId must be at least 0 for a PRODUCT_VIEW: -1)",
                "https://webstore.demo.com/api/group/1/product/5?userid=77|x"
                        + "|have https://webstore.demo.com/api/group/1/product/5?userid=77 as url, as its other fields say, not x",
            })
    void aClickWithAllFieldsMustHaveThemRight(String part, String changed, String rule) {
        String good = "{\"timestamp\":\"2026-01-05T09:30:00.000Z\",\"user_id\":77,\"session_id\":\"000000000000000c\","
                + "\"ordinal\":3,\"type\":\"view_item\",\"group_id\":1,\"group_name\":\"Books\",\"product_id\":5,"
                + PAGE + "}";
        assertThat(TRANSFORMER.transform(good).json()).isEqualTo(good);
        String record = good.replace(part, changed == null ? "" : changed);

        DeadLetter letter = deadLetter(TRANSFORMER.transform(bytes(record), ARRIVAL, "id"));

        assertThat(letter.reason()).startsWith("record must " + rule + ": {\"");
        assertThat(tree(letter.json()).get("record").asText()).isEqualTo(record);
        assertThat(tree(letter.json()).get("event_id").asText()).isEqualTo("id");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"user_id\":78|have 77 as user_id, as its url says, not 78",
                "\"user_id\":{}|have a plain value as user_id, not an object or an array",
                "\"type\":\"purchase\"|have view_item as type, as its url says, not purchase",
                "\"group_id\":2|have 1 as group_id, as its url says, not 2",
                "\"group_name\":\"Tea\"|have Books as group_name, as its group_id says, not Tea",
                "\"product_id\":6|have 5 as product_id, as its url says, not 6",
                "\"timestamp\":\"yesterday\"|have a timestamp in milliseconds or ISO 8601, not yesterday",
                "\"timestamp\":\"0000-12-31T23:59:59.999Z\"|have a timestamp in the years 1 to 9999, not"
                        + " 0000-12-31T23:59:59.999Z",
                "\"session_id\":\"000000000000000c\"|have type",
                "\"ordinal\":1|have type",
                "\"user_id\":77,\"user_id\":77|have each field once, not twice at character 81",
            })
    void whatIsSaidOfAPageMustAgreeWithItsUrl(String field, String rule) {
        String record = "{" + PAGE + "," + field + "}";

        assertThat(deadLetter(TRANSFORMER.transform(bytes(record), ARRIVAL, "id"))
                        .reason())
                .startsWith("record must " + rule)
                .endsWith(": " + record);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"url\":\"https://webstore.demo.com/api/group/1?userid=7\",\"product_id\":6}"
                        + "|have nothing as product_id, as its url says, not 6",
                "{\"url\":\"https://webstore.demo.com/api/order/5?userid=7\",\"group_id\":4}|have a group id from 1 to 3",
                "{\"url\":\"https://webstore.demo.com/api/order/5?userid=7\",\"group_id\":\"x\"}|have a group id from 1 to 3",
                "{\"url\":\"https://webstore.demo.com/api/order/5?userid=7\",\"group_name\":\"Books\"}"
                        + "|have group_id where it has group_name and its url tells no group",
                "{\"url\":\"hello\",\"n\":1}"
                        + "|have the URL of a click (it must begin with the store URL https://webstore.demo.com)",
                "2026-01-05T09:30:00.000Z,77|have 9 values as its header has, not 2",
                "2026-01-05T09:30:00.000Z,77,000000000000000c,3,view_item,1,Books,6,"
                        + "https://webstore.demo.com/api/group/1/product/5?userid=77|have"
                        + " https://webstore.demo.com/api/group/1/product/6?userid=77 as url, as its other fields say, not"
                        + " https://webstore.demo.com/api/group/1/product/5?userid=77",
                "1.2.3.4 - - [05/Jan/2026:09:30:00 +0000] \"GET /favicon.ico HTTP/1.1\" 200 1 \"-\" \"x\""
                        + "|have the URL of a click (it must continue with /api/group/ after the store URL)",
                "1.2.3.4 - - [yesterday] \"GET /api/group/1?userid=7 HTTP/1.1\" 200 1 \"-\" \"x\""
                        + "|have a time such as [23/Nov/2026:09:30:00 +0000]",
            })
    void otherContradictionsAndOtherFormatsHaveTheirReasonsAsWell(String record, String rule) {
        assertThat(deadLetter(TRANSFORMER.transform(record)).reason())
                .startsWith("record must " + rule + ": ")
                .satisfies(reason -> assertThat(record)
                        .startsWith(reason.substring(reason.lastIndexOf(rule) + rule.length() + 2)
                                .replace("…", "")));
    }

    /** An event must not be longer than a record of a stream can be. */
    @Test
    void recordsOfAnyFormatAreNoLongerThanDeadLettersRepeat() {
        String url = "https://webstore.demo.com/api/search?q=" + "x".repeat(ClickTransformer.MAX_LENGTH) + "&userid=7";
        String most = "{" + PAGE + ",\"x\":\"" + "😀".repeat(49_950) + "\"}";
        assertThat(most.length()).isLessThanOrEqualTo(ClickTransformer.MAX_LENGTH);

        assertThat(TRANSFORMER.transform(most)).isInstanceOf(Event.class);
        for (String record : List.of(url, "{" + PAGE + ",\"x\":\"" + "x".repeat(ClickTransformer.MAX_LENGTH) + "\"}")) {
            DeadLetter letter = deadLetter(TRANSFORMER.transform(record));
            assertThat(letter.reason())
                    .startsWith("record must have at most 100000 characters: " + record.substring(0, 100));
            assertThat(tree(letter.json()).get("record_bytes").asInt()).isEqualTo(record.length());
        }
    }

    /** Every format with URLs, as text and as bytes, gives the fields that the format json has. */
    @Test
    void readsWhatTheEncodersWrite() {
        ClickEncoder json = ClickFormat.JSON.encoder(new Store(STORE, NAMES));
        RandomCases.check(20_000, random -> {
            Click click = RandomClicks.draw(random, NAMES.size());
            JsonNode expected = tree(new String(json.encode(click), StandardCharsets.UTF_8));
            ((ObjectNode) expected).remove(List.of("session_id", "ordinal"));
            for (ClickFormat format : List.of(ClickFormat.URL, ClickFormat.JSON_URL)) {
                byte[] record = format.encoder(new Store(STORE, NAMES)).encode(click);

                Output output = TRANSFORMER.transform(record, Instant.ofEpochMilli(click.timestampMillis()));

                assertThat(tree(output.json())).isEqualTo(expected);
                assertThat(output).isInstanceOf(Event.class);
                assertThat(((Event) output).click()).isEqualTo(ClickUrl.of(click));
            }
        });
    }

    @Test
    void eventsCanBeReadAsClicks() throws IOException {
        String event = TRANSFORMER
                .transform(
                        bytes("https://webstore.demo.com/api/group/2/product/345?userid=77"),
                        Instant.parse("2026-01-05T09:30:00Z"))
                .json();
        List<Click> clicks = new ArrayList<>();

        ClickReader.create().read(new ByteArrayInputStream(bytes(event)), "events", clicks::add, problem -> {
            throw new AssertionError(problem);
        });

        assertThat(clicks).singleElement().satisfies(click -> {
            assertThat(click.userId()).isEqualTo(77);
            assertThat(click.groupId()).isEqualTo(2);
            assertThat(click.productId()).isEqualTo(345);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void allowsOneLineEnd(String lineEnd) {
        String url = "https://webstore.demo.com/api/group/1?userid=77";

        assertThat(TRANSFORMER.transform(url + lineEnd)).isEqualTo(TRANSFORMER.transform(url));
        assertThat(deadLetter(TRANSFORMER.transform(url + lineEnd + lineEnd)).reason())
                .startsWith("click URL must end after the user id, at position 47: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|click URL must begin with the store URL https://webstore.demo.com: \"\"",
                "hello|click URL must begin with the store URL https://webstore.demo.com: hello",
                "https://webstore.demo.com/api/group/4?userid=77"
                        + "|click URL must have a group id from 1 to 3: https://webstore.demo.com/api/group/4?userid=77",
                "https://webstore.demo.com/api/group/1"
                        + "|click URL must continue with /product/ or ?userid= after the group id:"
                        + " https://webstore.demo.com/api/group/1",
                "{\"url\":\"https://webstore.demo.com/api/group/1?userid=x\"}"
                        + "|click URL must have a user id from 0 to 2147483647 without leading zeros at position 45:"
                        + " {\"url\":\"https://webstore.demo.com/api/group/1?userid=x\"}",
                "{}|record must have url, or all fields of a click: {}",
                "{\"user_id\":77,\"type\":\"view_item_list\",\"group_id\":2}"
                        + "|record must have url, or all fields of a click:"
                        + " {\"user_id\":77,\"type\":\"view_item_list\",\"group_id\":2}",
                "{\"url\":|record must have a JSON value at character 8: {\"url\":",
                "{\"url\":{}}|record must have a plain value as url, not an object or an array: {\"url\":{}}",
            })
    void saysWhatIsWrongWithAnythingElse(String record, String reason) {
        DeadLetter letter = deadLetter(TRANSFORMER.transform(record));

        assertThat(letter.reason()).isEqualTo(reason);
        assertThat(tree(letter.json()).get("record").asText()).isEqualTo(record);
        assertThat(TRANSFORMER.transform(bytes(record))).isEqualTo(letter);
    }

    @Test
    void keepsTheBytesOfWhatIsNoText() {
        byte[] record = {(byte) 0xf3, (byte) 0x89, (byte) 0x9a, (byte) 0xc2, 0};

        DeadLetter letter = deadLetter(TRANSFORMER.transform(record));

        assertThat(letter.reason()).isEqualTo("record must be UTF-8: \ufffd\ufffd\\u0000");
        assertThat(Base64.getDecoder()
                        .decode(tree(letter.json()).get("record_base64").asText()))
                .isEqualTo(record);
    }

    @Test
    void cutsWhatIsTooLongAndSaysSo() {
        String text = "\0".repeat(ClickTransformer.MAX_LENGTH - 1) + "😀".repeat(10);
        JsonNode cutText = tree(deadLetter(TRANSFORMER.transform(text)).json());
        byte[] noText = new byte[1 << 20];
        noText[0] = (byte) 0xff;
        JsonNode cutBytes = tree(deadLetter(TRANSFORMER.transform(noText)).json());

        assertThat(cutText.get("record_bytes").asInt()).isEqualTo(bytes(text).length);
        assertThat(text).startsWith(cutText.get("record").asText());
        assertThat(cutText.get("record").asText()).hasSize(ClickTransformer.MAX_LENGTH - 1);
        assertThat(cutBytes.get("record_bytes").asInt()).isEqualTo(noText.length);
        assertThat(cutBytes.get("record_base64").asText()).hasSizeLessThan(140_000);
        assertThat(cutText.get("reason").asText()).hasSizeLessThan(1_000);
    }

    /** Whatever comes in, one output comes out, with what came in, and is JSON. */
    @Test
    void losesNoRecord() {
        int[] letters = new int[1];
        RandomCases.check(50_000, random -> {
            byte[] record = mutate(
                    (random.nextBoolean() ? ClickFormat.URL : ClickFormat.JSON_URL)
                            .encoder(new Store(STORE, NAMES))
                            .encode(RandomClicks.draw(random, NAMES.size())),
                    random);

            Output output = TRANSFORMER.transform(record);

            JsonNode json = tree(output.json());
            if (output instanceof Event) {
                String url = json.get("url").asText();
                assertThat(url).isNotEmpty();
                assertThat(new String(record, StandardCharsets.UTF_8)).contains(url);
            } else {
                letters[0]++;
                assertThat(json.get("reason").asText()).contains(" must ");
                assertThat(
                                json.has("record")
                                        ? bytes(json.get("record").asText())
                                        : Base64.getDecoder()
                                                .decode(json.get("record_base64")
                                                        .asText()))
                        .isEqualTo(record);
            }
        });
        assertThat(letters[0]).isBetween(10_000, 49_999);
    }

    private static byte[] mutate(byte[] record, SplittableRandom random) {
        byte[] mutated = record.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
        }
        return mutated;
    }
}
