package io.csgen.click;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.csgen.model.ShopModel;
import io.csgen.model.ShopModel.Preset;
import io.csgen.simulate.ClickGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of fields is the truth; what encoders have in their straight lines is a fast copy of it. */
class ClickFieldTest {
    private static final Store STORE = new Store(
            new Store.Url("https://shop.example/a,b"), List.of("Books, \"rare\" ones", "Filme für 日本 \\", "Tea"));
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Click CLICK = new Click(1_767_605_400_123L, 77, 255, 3, ClickType.PRODUCT_VIEW, 2, 345);

    /** A field as one may come to be: of a session, and of few texts. */
    private static final ClickField DEVICE = ClickField.chosen(
            "device", store -> List.of("desktop", "mo\"bile", "a, b"), click -> (int) (click.sessionId() & 3) % 3);

    private static final List<ClickField> WITH_DEVICE = plus(DEVICE);

    private static List<ClickField> plus(ClickField field) {
        List<ClickField> fields = new ArrayList<>(ClickField.ALL);
        fields.add(field);
        return List.copyOf(fields);
    }

    /** Returns what makes the texts of fields, made once for a store. */
    private static Map<ClickField, Function<ClickView, String>> texts(List<ClickField> fields, Store store) {
        Map<ClickField, Function<ClickView, String>> texts = new LinkedHashMap<>();
        fields.forEach(field -> texts.put(field, field.text(store)));
        return texts;
    }

    private static String json(Map<ClickField, Function<ClickView, String>> texts, Click click) {
        ObjectNode object = JSON.createObjectNode();
        texts.forEach((field, text) -> {
            if (!field.isIn(click)) {
                return;
            }
            if (field.isNumber()) {
                object.put(field.wireName(), Long.parseLong(text.apply(click)));
            } else {
                object.put(field.wireName(), text.apply(click));
            }
        });
        return object.toString();
    }

    private static String csv(Map<ClickField, Function<ClickView, String>> texts, Click click) {
        return texts.values().stream()
                .map(text -> text.apply(click))
                .map(value -> value.matches("[^,\"\r\n]*") ? value : '"' + value.replace("\"", "\"\"") + '"')
                .collect(Collectors.joining(","));
    }

    private static String text(ClickEncoder encoder, ClickView click) {
        return new String(encoder.encode(click), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @EnumSource
    void jsonAndCsvAreWrittenAsTheTableSays(Preset preset) {
        ShopModel model = ShopModel.preset(preset).with("shop-journeys", "on");
        var texts = texts(ClickField.ALL, model.store());
        ClickEncoder json = model.encoder(ClickFormat.JSON);
        ClickEncoder csv = model.encoder(ClickFormat.CSV);

        assertThat(new String(csv.header(), StandardCharsets.US_ASCII))
                .isEqualTo(String.join(",", ClickField.wireNames()));
        for (Click click : ClickGenerator.of(model, 5, Instant.parse("2026-01-05T00:00:00Z"))
                .clicks(20_000)) {
            assertThat(text(json, click)).isEqualTo(json(texts, click));
            assertThat(text(csv, click)).isEqualTo(csv(texts, click));
        }
    }

    @Test
    void textsThatNeedCareAreWrittenAsTheTableSays() {
        var texts = texts(ClickField.ALL, STORE);
        for (ClickType type : ClickType.values()) {
            for (int group = 1; group <= 3; group++) {
                Click click = new Click(
                        Click.MIN_TIMESTAMP_MILLIS, 0, -1, 1, type, group, type.hasProduct() ? 0 : Click.NO_PRODUCT);

                assertThat(text(new JsonEncoder(STORE, ClickField.ALL), click)).isEqualTo(json(texts, click));
                assertThat(text(new CsvEncoder(STORE, ClickField.ALL), click)).isEqualTo(csv(texts, click));
            }
        }
    }

    @Test
    void theStraightLineHasTheFirstFieldsOfTheTable() {
        assertThat(ClickField.wireNames().subList(0, MoreFields.STRAIGHT))
                .containsExactly(
                        "timestamp",
                        "user_id",
                        "session_id",
                        "ordinal",
                        "type",
                        "group_id",
                        "group_name",
                        "product_id",
                        "url");
    }

    @Test
    void theStoredFieldsAreTheComponentsOfAClick() {
        assertThat(ClickField.ALL.stream()
                        .filter(field -> !field.isDerived())
                        .map(field -> field.wireName().replace("_", "")))
                .containsExactlyElementsOf(Arrays.stream(Click.class.getRecordComponents())
                        .map(component ->
                                component.getName().replace("Millis", "").toLowerCase(Locale.ROOT))
                        .toList());
    }

    @Test
    void everyStoreHasTheFieldsThatNeedNoTextsOfItsOwn() {
        assertThat(ClickField.of(STORE)).isEqualTo(ClickField.ALL);
    }

    @Test
    void oneMoreFieldIsWrittenBehindTheOthers() {
        var texts = texts(WITH_DEVICE, STORE);
        ClickEncoder json = new JsonEncoder(STORE, WITH_DEVICE);
        ClickEncoder csv = new CsvEncoder(STORE, WITH_DEVICE);

        assertThat(new String(csv.header(), StandardCharsets.US_ASCII)).endsWith(",url,device");
        for (int session = 0; session < 3; session++) {
            Click click = new Click(0, Integer.MAX_VALUE, session, Integer.MAX_VALUE, ClickType.SEARCH, 2, -1);
            assertThat(text(json, click)).isEqualTo(json(texts, click)).endsWith("\"}");
            assertThat(text(csv, click)).isEqualTo(csv(texts, click));
            assertThat(json.maxBytes()).isGreaterThanOrEqualTo(json.encode(click).length + Bytes.SLACK);
            assertThat(csv.maxBytes()).isGreaterThanOrEqualTo(csv.encode(click).length + Bytes.SLACK);
        }
    }

    @ParameterizedTest
    @CsvSource({"true,device,", "false,device,", "true,nothing,", "false,nothing,", "true,other,tv"})
    void oneMoreFieldIsReadAndComparedWhereItIsThere(boolean fast, String device, String wrong) throws IOException {
        ClickDecoder decoder = new ClickDecoder(STORE, WITH_DEVICE, ClickFormat.JSON);
        ObjectNode object = (ObjectNode) JSON.readTree(new JsonEncoder(STORE, WITH_DEVICE).encode(CLICK));
        if (device.equals("nothing")) {
            object.remove("device");
        } else if (device.equals("other")) {
            object.put("device", wrong);
        }
        String line = fast ? object.toString() : object.toPrettyString().replace("\n", "");
        byte[] bytes = Arrays.copyOf((line + "\n").getBytes(StandardCharsets.UTF_8), line.length() + 2_000);

        assertThat(decoder.readLine(bytes, 0, bytes.length))
                .isEqualTo(line.getBytes(StandardCharsets.UTF_8).length + 1);
        assertThat(decoder.line()).isEqualTo(ClickDecoder.Line.CLICK);
        assertThat(decoder.click().toClick()).isEqualTo(CLICK);
        assertThat(decoder.wrong()).isEqualTo(wrong == null ? Map.of() : Map.of(DEVICE, wrong));
    }

    @Test
    void theSchemaTakesLinesOfJsonAndNothingElse() throws JsonProcessingException {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(ClickField.jsonSchema());
        ClickEncoder encoder = new JsonEncoder(STORE, ClickField.ALL);
        String line = text(encoder, CLICK);

        assertThat(schema.validate(line, InputFormat.JSON)).isEmpty();
        assertThat(schema.validate(text(encoder, new Click(0, 1, 1, 1, ClickType.GROUP_VIEW, 1, -1)), InputFormat.JSON))
                .isEmpty();
        for (ClickField field : ClickField.ALL) {
            ObjectNode without = (ObjectNode) JSON.readTree(line);
            without.remove(field.wireName());
            assertThat(schema.validate(without.toString(), InputFormat.JSON).isEmpty())
                    .as(field.wireName())
                    .isEqualTo(field == ClickField.PRODUCT_ID);
            ObjectNode ofOtherType = (ObjectNode) JSON.readTree(line);
            ofOtherType.putArray(field.wireName());
            assertThat(schema.validate(ofOtherType.toString(), InputFormat.JSON))
                    .as(field.wireName())
                    .isNotEmpty();
        }
        assertThat(schema.validate(line.replace("}", ",\"device\":\"tv\"}"), InputFormat.JSON))
                .isNotEmpty();
    }
}
