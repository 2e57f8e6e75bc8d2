package io.csgen.examples.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void fieldsKeepTheirOrder() {
        String json = new Json()
                .put("text", "a")
                .put("whole", -5)
                .raw("fraction", "0.25")
                .put("none", Optional.empty())
                .put("some", Optional.of("b"))
                .array("list", List.of("{\"x\":1}", "{\"x\":2}"))
                .toString();

        assertThat(json)
                .isEqualTo("{\"text\":\"a\",\"whole\":-5,\"fraction\":0.25,\"none\":null,\"some\":\"b\","
                        + "\"list\":[{\"x\":1},{\"x\":2}]}");
    }

    @Test
    void everyCharacterSurvivesAParser() throws Exception {
        StringBuilder all = new StringBuilder();
        for (char c = 0; c < 0x300; c++) {
            all.append(c);
        }
        all.append("\u2028\u20ac\ud83d\ude00");

        JsonNode parsed = new ObjectMapper().readTree(Json.of("text", all.toString()));

        assertThat(parsed.get("text").textValue()).isEqualTo(all.toString());
    }
}
