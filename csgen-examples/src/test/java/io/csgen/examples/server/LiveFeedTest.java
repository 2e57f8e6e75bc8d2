package io.csgen.examples.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.csgen.examples.testing.GatedSink;
import io.csgen.model.ShopModel;
import io.csgen.simulate.ClickGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LiveFeedTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ShopModel MODEL = ShopModel.classic()
            .with("customer-id-max", "50000")
            .with("session-timeout", "1s")
            .with("clicks-per-second", "2000");

    private final GatedSink sink = new GatedSink();
    private final StoreServer store = new StoreServer(
            () -> ClickGenerator.of(MODEL, 7, Instant.parse("2026-01-05T00:00:00Z"))
                    .startingWarm(),
            () -> sink,
            Optional.empty(),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30));
    private final LiveFeed feed = new LiveFeed(store, new StatusJson("gated", 2000), MODEL);

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void momentsThatNobodyWasToldOfBelongToThePast() throws Exception {
        feed.remember();
        store.start();
        await().until(() -> store.watch().seen() > 100);
        feed.remember();
        store.stop();

        JsonNode past = JSON.readTree(feed.past());

        assertThat(past.path("moments")).hasSize(2);
        assertThat(past.at("/moments/0/delivered").longValue()).isZero();
        assertThat(past.at("/moments/1/delivered").longValue()).isGreaterThan(100);
        assertThat(past.path("clicks")).hasSize(ClickWatch.LATEST);
    }

    @Test
    void newsAreOfWhatCameAfterTheLatestMomentOnly() throws Exception {
        store.start();
        await().until(() -> store.watch().seen() > 100);
        store.stop();
        feed.remember();

        JsonNode news = JSON.readTree(feed.next());

        assertThat(news.path("moments")).hasSize(1);
        assertThat(news.path("clicks")).isEmpty();
        assertThat(news.path("sessions")).isEmpty();
        assertThat(news.at("/status/delivered").longValue()).isEqualTo(sink.acceptedCount());
    }

    @Test
    void thePastIsBounded() throws Exception {
        for (int i = 0; i < LiveFeed.MOMENTS + 10; i++) {
            feed.remember();
        }

        assertThat(JSON.readTree(feed.past()).path("moments")).hasSize(LiveFeed.MOMENTS);
    }
}
