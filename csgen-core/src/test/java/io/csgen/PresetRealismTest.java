package io.csgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.DOUBLE;

import io.csgen.model.ShopModel;
import io.csgen.model.ShopModel.Preset;
import io.csgen.realism.ClickStatistics;
import io.csgen.realism.RealismScore;
import io.csgen.simulate.ClickGenerator;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The presets look like real shops, over four weeks from a Monday. The bounds are those of
 * conformance, not of luck: over many seeds the scores move by less than half a point.
 */
class PresetRealismTest {
    private static final Instant MONDAY = Instant.parse("2026-01-05T00:00:00Z");

    private static RealismScore score(ShopModel model, long seed) {
        return RealismScore.of(ClickStatistics.of(
                ClickGenerator.of(model, seed, MONDAY).startingWarm().until(MONDAY.plus(Duration.ofDays(28)))));
    }

    /** The same shop at a tenth of its size: a tenth of the users give a tenth of the clicks. */
    private static ShopModel tenth(ShopModel model) {
        return model.with("clicks-per-second", Double.toString(model.traffic().clicksPerSecond() / 10))
                .with("customer-id-max", Integer.toString(model.users().idMax() / 10));
    }

    @Test
    void theReferenceShopLiesWithinAllBands() {
        RealismScore score = score(ShopModel.preset(Preset.REFERENCE), 20260105);

        assertThat(score.statistics().productViews()).isBetween(900_000L, 1_100_000L);
        assertThat(score.score()).isGreaterThanOrEqualTo(98);
        assertThat(score.outOfBand()).isEmpty();
    }

    @Test
    void aTenthOfItIsStillAsRealAsRealShopsAreToEachOther() {
        RealismScore score = score(tenth(ShopModel.preset(Preset.REFERENCE)), 20260106);

        assertThat(score.score()).isGreaterThanOrEqualTo(95);
        assertThat(score.outOfBand()).hasSizeLessThanOrEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"YOOCHOOSE,yoochoose", "DIGINETICA,diginetica", "RETAILROCKET,retailrocket", "REES46,rees46"})
    void aFittedShopIsLikeItsModel(Preset preset, String shop) {
        assertThat(score(ShopModel.preset(preset), 20260107).likeness())
                .extractingByKey(shop, DOUBLE)
                .isGreaterThanOrEqualTo(90);
    }

    @Test
    void theClassicShopIsNone() {
        RealismScore score = score(ShopModel.classic().with("clicks-per-second", "0.3"), 1);

        assertThat(score.score()).isLessThan(90);
    }
}
