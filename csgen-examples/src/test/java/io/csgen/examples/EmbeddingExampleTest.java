package io.csgen.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.click.Click;
import io.csgen.model.ShopModel;
import io.csgen.model.ShopModel.Preset;
import io.csgen.model.Users;
import io.csgen.run.ClickRun;
import io.csgen.simulate.ClickGenerator;
import io.csgen.sink.InMemorySink;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class EmbeddingExampleTest {
    // tag::embedding
    @Test
    void aThousandSessionsArriveInOrderOfTime() throws InterruptedException {
        ShopModel store = ShopModel.classic().with(Users.ID_MAX, 5_000);
        ClickGenerator generator = ClickGenerator.of(store, 7, Instant.parse("2026-01-05T00:00:00Z"));
        InMemorySink sink = InMemorySink.withCapacity(100_000);

        ClickRun.of(generator.sessions(1_000), sink).start().await();

        assertThat(sink.sessions()).hasSize(1_000);
        assertThat(sink.clicks()).isSortedAccordingTo(Comparator.comparing(Click::timestamp));
    }
    // end::embedding

    @Test
    void aThousandSessionsFitIntoAList() {
        // tag::first
        List<Click> clicks = ClickGenerator.of(
                        ShopModel.preset(Preset.REFERENCE), 7, Instant.parse("2026-01-05T00:00:00Z"))
                .sessions(1_000)
                .stream()
                .toList();
        // end::first

        assertThat(clicks.stream().map(Click::sessionId).distinct()).hasSize(1_000);
    }

    @Test
    void theReadmeShowsTheListFirst() throws IOException {
        Readme.assertShows("first", EmbeddingExampleTest.class, 6);
    }

    @Test
    void theReadmeShowsExactlyThisExample() throws IOException {
        Readme.assertShows("embedding", EmbeddingExampleTest.class, 12);
    }
}
