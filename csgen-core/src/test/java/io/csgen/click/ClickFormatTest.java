package io.csgen.click;

import static io.csgen.Rejections.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.csgen.RandomCases;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClickFormatTest {
    private static final Store.Url STORE = new Store.Url("https://webstore.demo.com");
    private static final List<String> NAMES = List.of("Books", "Movies");
    private static final long TIME = Instant.parse("2026-11-23T09:30:00.007Z").toEpochMilli();
    private static final Click GROUP_PAGE =
            new Click(TIME, 77, 0xc0ffeeL, 3, ClickType.GROUP_VIEW, 2, Click.NO_PRODUCT);
    private static final Click PRODUCT_PAGE = new Click(TIME, 77, -2, 4, ClickType.PRODUCT_VIEW, 2, 345);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** All that names may hold which formats have to care for. */
    private static final int[] CHARACTERS = {
        '"', '\\', '/', ',', '\'', ' ', 'a', '<', 0x7e, 0xfc, 0x2028, 0xfeff, 0xffff, 0x1f600, 0xd83d, 0xde00
    };

    private static String text(ClickEncoder encoder, Click click) {
        return new String(encoder.encode(click), StandardCharsets.UTF_8);
    }

    private static String randomName(SplittableRandom random) {
        StringBuilder name = new StringBuilder();
        for (int i = random.nextInt(12); i >= 0; i--) {
            name.appendCodePoint(CHARACTERS[random.nextInt(CHARACTERS.length)]);
        }
        return name.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "url|https://webstore.demo.com/api/group/2?userid=77",
                "json-url|{\"url\":\"https://webstore.demo.com/api/group/2?userid=77\"}",
                "json|{\"timestamp\":\"2026-11-23T09:30:00.007Z\",\"user_id\":77,\"session_id\":\"0000000000c0ffee\","
                        + "\"ordinal\":3,\"type\":\"view_item_list\",\"group_id\":2,\"group_name\":\"Movies\","
                        + "\"url\":\"https://webstore.demo.com/api/group/2?userid=77\"}",
                "csv|2026-11-23T09:30:00.007Z,77,0000000000c0ffee,3,view_item_list,2,Movies,,"
                        + "https://webstore.demo.com/api/group/2?userid=77",
            })
    void groupPageIsWrittenExactly(ClickFormat format, String text) {
        assertThat(text(format.encoder(new Store(STORE, NAMES)), GROUP_PAGE)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "url|https://webstore.demo.com/api/group/2/product/345?userid=77",
                "json-url|{\"url\":\"https://webstore.demo.com/api/group/2/product/345?userid=77\"}",
                "json|{\"timestamp\":\"2026-11-23T09:30:00.007Z\",\"user_id\":77,\"session_id\":\"fffffffffffffffe\","
                        + "\"ordinal\":4,\"type\":\"view_item\",\"group_id\":2,\"group_name\":\"Movies\","
                        + "\"product_id\":345,\"url\":\"https://webstore.demo.com/api/group/2/product/345?userid=77\"}",
                "csv|2026-11-23T09:30:00.007Z,77,fffffffffffffffe,4,view_item,2,Movies,345,"
                        + "https://webstore.demo.com/api/group/2/product/345?userid=77",
            })
    void productPageIsWrittenExactly(ClickFormat format, String text) {
        assertThat(text(format.encoder(new Store(STORE, NAMES)), PRODUCT_PAGE)).isEqualTo(text);
    }

    @Test
    void onlyCsvHasAHeader() {
        assertThat(ClickFormat.CSV.encoder(new Store(STORE, NAMES)).header())
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("timestamp,user_id,session_id,ordinal,type,group_id,group_name,product_id,url");
        assertThat(ClickFormat.URL.encoder(new Store(STORE, NAMES)).header()).isEmpty();
        assertThat(ClickFormat.JSON_URL.encoder(new Store(STORE, NAMES)).header())
                .isEmpty();
        assertThat(ClickFormat.JSON.encoder(new Store(STORE, NAMES)).header()).isEmpty();
    }

    @Test
    void formatsAreCalledAsInSettings() {
        assertThat(ClickFormat.builtIn())
                .extracting(ClickFormat::name)
                .containsExactly("url", "json-url", "json", "csv", "access-log");
    }

    @ParameterizedTest
    @MethodSource("io.csgen.click.ClickFormat#builtIn")
    void bufferFormIsTheSameAndStaysWithinTheBound(ClickFormat format) {
        RandomCases.check(20_000, random -> {
            List<String> names = List.of(randomName(random), randomName(random), "x".repeat(random.nextInt(300)));
            ClickEncoder encoder = format.encoder(new Store(STORE, names));
            Click click = RandomClicks.draw(random, names.size());
            int offset = random.nextInt(5);
            byte[] buffer = new byte[offset + encoder.maxBytes()];
            int end = encoder.encode(click, buffer, offset);

            assertThat(Arrays.copyOfRange(buffer, offset, end)).isEqualTo(encoder.encode(click));
            assertThat(Arrays.copyOf(buffer, offset)).isEqualTo(new byte[offset]);
        });
    }

    @ParameterizedTest
    @CsvSource({"url,0", "json-url,0", "json,0", "csv,2"})
    void boundIsReachedByTheLongestClick(ClickFormat format, int quotes) {
        int most = Integer.MAX_VALUE;
        Click longest = new Click(0, most, 0, most, ClickType.PRODUCT_VIEW, 1, most);
        ClickEncoder encoder = format.encoder(new Store(STORE, List.of("Bücher")));
        // A group id of one digit instead of ten; the shorter click type; JSON's longer
        // punctuation where there is no product.
        int slack = Bytes.SLACK
                + quotes
                + switch (format.name()) {
                    case "url", "json-url" -> 9;
                    case "json" -> 9 + 5 + 1;
                    default -> 9 + 5;
                };

        assertThat(encoder.encode(longest)).hasSize(encoder.maxBytes() - slack);
    }

    @Test
    void jsonReadsBackAsTheClick() {
        RandomCases.check(20_000, random -> {
            List<String> names = List.of(randomName(random), randomName(random));
            Click click = RandomClicks.draw(random, names.size());
            JsonNode json =
                    parse(ClickFormat.JSON.encoder(new Store(STORE, names)).encode(click));
            boolean product = click.type() == ClickType.PRODUCT_VIEW;

            List<String> fields = new ArrayList<>(
                    List.of("timestamp", "user_id", "session_id", "ordinal", "type", "group_id", "group_name", "url"));
            if (product) {
                fields.add(7, "product_id");
            }
            assertThat(json.fieldNames()).toIterable().containsExactlyElementsOf(fields);
            assertThat(Instant.parse(json.get("timestamp").textValue()).toEpochMilli())
                    .isEqualTo(click.timestampMillis());
            assertThat(json.get("user_id").intValue()).isEqualTo(click.userId());
            assertThat(json.get("session_id").textValue()).isEqualTo(click.sessionText());
            assertThat(json.get("ordinal").intValue()).isEqualTo(click.ordinal());
            assertThat(json.get("type").textValue()).isEqualTo(click.type().wireName());
            assertThat(json.get("group_id").intValue()).isEqualTo(click.groupId());
            assertThat(json.get("group_name").textValue()).isEqualTo(names.get(click.groupId() - 1));
            if (product) {
                assertThat(json.get("product_id").intValue()).isEqualTo(click.productId());
            }
            assertThat(ClickUrl.Parser.of(STORE).parse(json.get("url").textValue()))
                    .isEqualTo(ClickUrl.of(click));
        });
    }

    @Test
    void jsonEscapesControlCharacters() {
        assertThat(text(ClickFormat.JSON.encoder(new Store(STORE, List.of("a\n\u0000\u001fb"))), firstGroup()))
                .contains("\"group_name\":\"a\\n\\u0000\\u001fb\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "Books|Books",
                "Books & more; 'new'|Books & more; 'new'",
                "Books, Maps|\"Books, Maps\"",
                "The \"best\"|\"The \"\"best\"\"\"",
                "\"|\"\"\"\"",
                "~a\nb~|~\"a\nb\"~",
                "~a\rb~|~\"a\rb\"~",
                "Bücher 😀|Bücher 😀",
            })
    void csvQuotesNamesWhereRfc4180AsksForIt(String name, String field) {
        assertThat(text(ClickFormat.CSV.encoder(new Store(STORE, List.of(name))), firstGroup()))
                .isEqualTo("2026-11-23T09:30:00.007Z,77,0000000000c0ffee,3,view_item_list,1," + field
                        + ",,https://webstore.demo.com/api/group/1?userid=77");
    }

    @Test
    void csvQuotesAUrlWithAComma() {
        ClickEncoder encoder = ClickFormat.CSV.encoder(new Store(new Store.Url("https://shop.example/a,b"), NAMES));

        assertThat(text(encoder, PRODUCT_PAGE))
                .isEqualTo("2026-11-23T09:30:00.007Z,77,fffffffffffffffe,4,view_item,2,Movies,345,"
                        + "\"https://shop.example/a,b/api/group/2/product/345?userid=77\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "csv"})
    void groupWithoutANameIsRefused(ClickFormat format) {
        ClickEncoder encoder = format.encoder(new Store(STORE, List.of("Books")));

        assertThat(problemsOf(() -> encoder.encode(GROUP_PAGE)))
                .containsExactly("groupId of click 0000000000c0ffee-3 must be from 1 to 1: 2");
    }

    private static Click firstGroup() {
        return new Click(TIME, 77, 0xc0ffeeL, 3, ClickType.GROUP_VIEW, 1, Click.NO_PRODUCT);
    }

    private static JsonNode parse(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
