package io.csgen.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonWriterTest {
    @Test
    void fieldsKeepTheirOrder() {
        @Nullable String nothing = null;
        String json = new JsonWriter()
                .put("text", "a")
                .put("whole", -5)
                .raw("fraction", "0.25")
                .put("none", Optional.empty())
                .put("some", Optional.of("b"))
                .put("null", nothing)
                .array("list", List.of("{\"x\":1}", "{\"x\":2}"))
                .toString();

        assertThat(json)
                .isEqualTo("{\"text\":\"a\",\"whole\":-5,\"fraction\":0.25,\"none\":null,\"some\":\"b\",\"null\":null,"
                        + "\"list\":[{\"x\":1},{\"x\":2}]}");
    }

    @Test
    void valuesNest() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("b", 0.5);
        map.put("\"", true);
        String json = new JsonWriter()
                .put("map", map)
                .put("object", new JsonWriter().put("a", 1))
                .put("empty", new JsonWriter())
                .put("list", Arrays.asList("a", 1L, null, List.of(), Optional.of(new JsonWriter())))
                .toString();

        assertThat(json)
                .isEqualTo("{\"map\":{\"b\":0.5,\"\\\"\":true},\"object\":{\"a\":1},\"empty\":{},"
                        + "\"list\":[\"a\",1,null,[],{}]}");
    }

    @Test
    void onlyTheOutermostFieldsStandOnLines() {
        assertThat(JsonWriter.ofLines()
                        .put("a", new JsonWriter().put("b", 1).put("c", 2))
                        .put("d", List.of(3, 4)))
                .hasToString("{\n  \"a\": {\"b\":1,\"c\":2},\n  \"d\": [3,4]\n}");
    }

    @Test
    void escapesOnlyWhatJsonAndUtf8Cannot() {
        assertThat(JsonWriter.quote("\"\\/\n\t\u001f\u007f\u00e9\ud83d\ude00"))
                .isEqualTo("\"\\\"\\\\/\\n\\u0009\\u001f\u007f\u00e9\ud83d\ude00\"");
        assertThat(JsonWriter.quote("\ude00\ud83d")).isEqualTo("\"\\ude00\\ud83d\"");
    }

    @Test
    void everyCharacterSurvivesAParser() throws Exception {
        StringBuilder all = new StringBuilder();
        for (char c = 0; c < 0x300; c++) {
            all.append(c);
        }
        all.append("\u2028\u20ac\ud83d\ude00");

        String json = JsonWriter.of("text", all.toString());
        JsonNode parsed = new ObjectMapper().readTree(json);

        assertThat(parsed.get("text").textValue()).isEqualTo(all.toString());
        assertThat(JsonReader.parse(json)).isEqualTo(Map.of("text", all.toString()));
        assertThat(JsonReader.fields(json)).isEqualTo(Map.of("text", all.toString()));
    }
}
