package io.csgen.internal.json;

import static io.csgen.Rejections.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.csgen.RandomCases;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonReaderTest {
    private static final JsonMapper JACKSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final String SAMPLE =
            "{\"a\":[1,-2.5e+3,{\"b\":null}],\"c\":{\"d\":[true,false]},\"e\":\"x\\u00e9\\n\"}";

    @Test
    void everyKindOfValueIsRead() {
        Map<String, Object> nested = new HashMap<>();
        nested.put("b", null);

        assertThat(JsonReader.parse(" " + SAMPLE + "\n"))
                .isEqualTo(Map.of(
                        "a", Arrays.asList(1L, -2500.0, nested),
                        "c", Map.of("d", List.of(true, false)),
                        "e", "x\u00e9\n"));
        assertThat(JsonReader.parse("[ ]")).isEqualTo(List.of());
        assertThat(JsonReader.parse("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
        assertThat(JsonReader.parse("9223372036854775808")).isEqualTo(9223372036854775808.0);
        assertThat(JsonReader.parse("-0")).isEqualTo(-0.0);
        assertThat(JsonReader.parse("null")).isNull();
    }

    @Test
    void fieldsAreTextsAndWhatIsNestedIsOnlySeen() {
        Map<String, String> fields =
                JsonReader.fields("{\"a\":1.50,\"b\":true,\"c\":null,\"d\":[{\"e\":[]}],\"f\":\"g\"}");

        assertThat(fields).isEqualTo(Map.of("a", "1.50", "b", "true", "d", JsonReader.NESTED, "f", "g"));
        assertThat(fields.get("d")).isSameAs(JsonReader.NESTED);
        assertThat(JsonReader.fields("{\"a\":\"an object or an array\"}").get("a"))
                .isNotSameAs(JsonReader.NESTED);
    }

    /** Damages at random: what another parser refuses is refused, and what it takes is read alike. */
    @Test
    void anotherParserReadsTheSame() {
        RandomCases.check(20_000, random -> {
            String damaged = damage(random, SAMPLE);
            Object read = null;
            boolean refused = false;
            try {
                read = JsonReader.parse(damaged);
            } catch (MalformedJson e) {
                refused = true;
            }
            try {
                Object expected = JACKSON.readValue(damaged, Object.class);
                assertThat(refused).as(damaged).isFalse();
                assertThat(text(read)).isEqualTo(text(expected));
            } catch (JsonProcessingException e) {
                assertThat(refused).as(damaged).isTrue();
            }
        });
    }

    /** Jackson has other types of numbers. */
    private static String text(Object value) {
        return new JsonWriter().put("value", value).toString();
    }

    private static String damage(SplittableRandom random, String text) {
        StringBuilder damaged = new StringBuilder(text);
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(damaged.length());
            String some = "{}[]:,\"\\0123456789.eE+-nulltrfas \t\n";
            switch (random.nextInt(3)) {
                case 0 -> damaged.deleteCharAt(at);
                case 1 -> damaged.setCharAt(at, some.charAt(random.nextInt(some.length())));
                default -> damaged.insert(at, some.charAt(random.nextInt(some.length())));
            }
        }
        return damaged.toString();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                  | have a JSON value at character 1
            {"a":1}x            | end at character 8
            {"a":1,"a":2}       | have each field once, not twice a, at character 8
            {"a" 1}             | have ':' at character 6
            {"a":1]             | have '}' at character 7
            [1 2]               | have ']' at character 4
            {1:2}               | have a string at character 2
            "a                  | close the string at character 1
            "\\x"             | have a known escape at character 2
            "\\u12"           | have a known escape at character 2
            [01]                | have a JSON value at character 2
            [nul]               | have a JSON value at character 2
            """)
    void saysWhatIsWrongAndWhere(String text, String rule) {
        assertThatThrownBy(() -> JsonReader.parse(text))
                .isInstanceOf(MalformedJson.class)
                .hasMessage(rule);
    }

    @Test
    void depthIsBounded() {
        assertThat(JsonReader.parse("[".repeat(16) + "]".repeat(16))).isInstanceOf(List.class);
        assertThat(catchThrowable(() -> JsonReader.parse("[".repeat(1_000_000))))
                .hasMessage("be no deeper than 16 levels at character 17");
        assertThat(JsonReader.fields("{\"a\":" + "[".repeat(64) + "]".repeat(64) + "}"))
                .hasSize(1);
        assertThat(catchThrowable(() -> JsonReader.fields("{\"a\":" + "[".repeat(1_000_000))))
                .hasMessage("be no deeper than 64 levels at character 70");
    }

    @Test
    void aDocumentSaysWhatItMustBe() {
        assertThat(problemsOf(() -> JsonFields.parse("manifest", "{\"a\":" + "b".repeat(100))))
                .containsExactly("JSON must have a JSON value at character 6: " + "b".repeat(40));
        assertThat(problemsOf(() -> JsonFields.parse("manifest", "[1]")))
                .containsExactly("manifest must be a JSON object: [1]");
        assertThat(JsonFields.parse("manifest", "{\"a\":\"1\"}").find("a", "be a number", Long::valueOf))
                .isEqualTo(Optional.of(1L));
    }
}
