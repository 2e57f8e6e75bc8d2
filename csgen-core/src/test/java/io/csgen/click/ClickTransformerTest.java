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
                "{}|record must have the field url and no other: {}",
                "{\"url\":\"https://webstore.demo.com/api/group/1?userid=7\",\"referrer\":\"x\"}"
                        + "|record must have the field url and no other:"
                        + " {\"url\":\"https://webstore.demo.com/api/group/1?userid=7\",\"referrer\":\"x\"}",
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
        String text = "\0".repeat(ClickTransformer.MAX_REPEATED - 1) + "😀".repeat(10);
        JsonNode cutText = tree(deadLetter(TRANSFORMER.transform(text)).json());
        byte[] noText = new byte[1 << 20];
        noText[0] = (byte) 0xff;
        JsonNode cutBytes = tree(deadLetter(TRANSFORMER.transform(noText)).json());

        assertThat(cutText.get("record_bytes").asInt()).isEqualTo(bytes(text).length);
        assertThat(text).startsWith(cutText.get("record").asText());
        assertThat(cutText.get("record").asText()).hasSize(ClickTransformer.MAX_REPEATED - 1);
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
