package io.csgen.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.csgen.model.ShopModel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClickForecastTest {
    private static final Instant START = Streams.START;

    private static ShopModel model(String response, String stages) {
        return Streams.roomy()
                .with("customer-id-max", "300000")
                .with("clicks-per-second", "50")
                .with("hourly-rates", "1 2 3 4 5 6 7 8 9 10 11 12 12 11 10 9 8 7 6 5 4 3 2 1")
                .with("stages", stages)
                .with("rate-response", response);
    }

    /**
     * The generator itself, over half an hour: 5 of the standard deviations that the forecast tells at most are passed
     * in one of 10^6 tests.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "smooth | none | false",
                "smooth | none | true",
                "smooth | ramp(0..100, 20m) | true",
                "smooth | ramp(100..100, 5m) gap(20m) | false",
                "sharp | none | false",
                "sharp | ramp(100..100, 5m) gap(20m) | true",
            })
    void asManyClicksComeAsForecast(String response, String stages, boolean warm) {
        ClickGenerator cold = ClickGenerator.of(model(response, stages), 7, START.plus(Duration.ofHours(10)));
        ClickGenerator generator = warm ? cold.startingWarm() : cold;
        Instant from = generator.start().plusSeconds(300);
        Instant until = generator.start().plusSeconds(1_800);

        ClickForecast forecast = generator.forecast(from, until);

        long clicks = generator.until(until).stream()
                .filter(click -> click.timestampMillis() >= from.toEpochMilli())
                .count();
        assertThat((double) clicks).isCloseTo(forecast.expected(), within(5 * forecast.deviation()));
        assertThat(forecast.deviation()).isBetween(1.0, 0.05 * 50 * 1_800);
    }

    @Test
    void whatIsAskedForIsTheRateWithoutHours() {
        ClickGenerator generator = ClickGenerator.of(model("smooth", "ramp(0..100, 10m) spike(7, 1m)"), 7, START);

        ClickForecast forecast = generator.forecast(START, START.plus(Duration.ofDays(7)));

        assertThat(forecast.asked()).isCloseTo(30_000 + 420 + 50 * (604_800.0 - 660), within(1.0));
        // The stages are at night, whose factor is small; the rest of the week then has more than its mean.
        assertThat(forecast.ofHours()).isBetween(-30_000.0, 33_000.0 - 30_420);
        assertThat(forecast.expected()).isEqualTo(forecast.asked() + forecast.ofHours() + forecast.ofSessions());
    }

    @Test
    void shardsShareTheForecast() {
        ClickGenerator generator = ClickGenerator.of(model("smooth", "none"), 7, START);
        Instant until = START.plusSeconds(3_600);

        double sum = 0;
        for (int shard = 0; shard < 5; shard++) {
            sum += generator.shard(shard, 5).forecast(START, until).expected();
        }

        assertThat(sum).isCloseTo(generator.forecast(START, until).expected(), within(1e-6));
    }

    @Test
    void aStretchBeforeTheStartHasNoClicks() {
        ClickGenerator generator = ClickGenerator.of(model("smooth", "none"), 7, START);

        assertThat(generator.forecast(START.minusSeconds(10), START.minusSeconds(5)))
                .isEqualTo(new ClickForecast(0, 0, 0, 0));
    }

    @Test
    void theRateAskedForIsThatOfTheStageOrChange() {
        ClickGenerator generator = ClickGenerator.of(model("smooth", "ramp(0..100, 10m)"), 7, START);

        assertThat(generator.askedClicksPerSecond(START.plusSeconds(60))).isCloseTo(10, within(1e-9));
        assertThat(generator.askedClicksPerSecond(START.plusSeconds(6_000))).isEqualTo(50);
        assertThat(generator
                        .rateChanges(List.of(new RateChange(START.plusSeconds(60), 7)))
                        .askedClicksPerSecond(START.plusSeconds(60)))
                .isCloseTo(7, within(1e-9));
    }
}
