package io.csgen.bench;

import java.util.Locale;
import java.util.Random;
import net.datafaker.Faker;
import net.datafaker.transformations.Field;
import net.datafaker.transformations.JsonTransformer;
import net.datafaker.transformations.Schema;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Clicks by Datafaker: of the same shape, but without sessions and in no order. */
@State(Scope.Thread)
public class DatafakerBenchmark {
    private final Faker faker = new Faker(Locale.ENGLISH, new Random(7));
    private final JsonTransformer<Object> json = JsonTransformer.builder().build();
    private final Schema<Object, Object> click = Schema.of(
            Field.field("timestamp", () -> faker.number().numberBetween(1_767_571_200_000L, 1_769_990_400_000L)),
            Field.field("user_id", () -> faker.number().numberBetween(1, 1_000_000)),
            Field.field("session_id", () -> faker.number().numberBetween(0L, Long.MAX_VALUE)),
            Field.field("ordinal", () -> faker.number().numberBetween(1, 20)),
            Field.field("type", () -> faker.options().option("view_item_list", "view_item")),
            Field.field("group_id", () -> faker.number().numberBetween(1, 401)),
            Field.field("product_id", () -> faker.number().numberBetween(1, 20_001)),
            Field.field("url", this::clickUrl));
    private final Schema<Object, Object> url = Schema.of(Field.field("url", this::clickUrl));

    private String clickUrl() {
        return "https://webstore.demo.com/api/group/" + faker.number().numberBetween(1, 401)
                + "/product/" + faker.number().numberBetween(1, 20_001)
                + "?userid=" + faker.number().numberBetween(1, 1_000_000);
    }

    @Benchmark
    public String json() {
        return json.generate(click, 1);
    }

    @Benchmark
    public String url() {
        return json.generate(url, 1);
    }
}
