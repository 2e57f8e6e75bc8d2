package io.csgen.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.click.ClickTransformer;
import io.csgen.click.ClickTransformer.DeadLetter;
import io.csgen.click.ClickTransformer.Event;
import io.csgen.model.ShopModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How do I turn the URLs of clicks into events, without losing those that are none? */
class TransformExampleTest {
    private final List<String> events = new ArrayList<>();
    private final List<String> deadLetters = new ArrayList<>();

    // tag::transform
    void process(Stream<String> lines) {
        ClickTransformer transformer = ShopModel.classic().transformer();
        lines.map(transformer::transform).forEach(output -> {
            if (output instanceof Event event) {
                events.add(event.json()); // event.click() has the fields
            } else if (output instanceof DeadLetter letter) {
                deadLetters.add(letter.json()); // letter.reason() says why
            }
        });
    }
    // end::transform

    @Test
    void everyLineBecomesAnEventOrADeadLetter() {
        process(Stream.of("https://webstore.demo.com/api/group/2/product/345?userid=77", "hello"));

        assertThat(events)
                .containsExactly("{\"user_id\":77,\"type\":\"view_item\",\"group_id\":2,\"group_name\":\"Movies\","
                        + "\"product_id\":345,"
                        + "\"url\":\"https://webstore.demo.com/api/group/2/product/345?userid=77\"}");
        assertThat(deadLetters)
                .containsExactly(
                        "{\"reason\":\"click URL must begin with the store URL https://webstore.demo.com: hello\","
                                + "\"record\":\"hello\"}");
    }

    @Test
    void theReadmeShowsExactlyThisExample() throws IOException {
        Readme.assertShows("transform", TransformExampleTest.class, 12);
    }
}
