package io.csgen.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.model.ShopModel;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The generated data itself, pinned. A digest that changes is a change for everybody who relies on
 * seeds: it needs a line under "Generated data" in the change log.
 */
class GoldenDigestTest {
    static Stream<Arguments> digests() {
        ClickGenerator classic = ClickGenerator.of(ShopModel.classic(), 7, Streams.START);
        ClickGenerator lopsided = ClickGenerator.of(Streams.lopsided(), -1, Streams.START);
        ClickGenerator skewed = ClickGenerator.of(
                Streams.roomy().with("user-activity", "lognormal(2.1)").with("product-popularity", "zipf(1.1)"),
                1L << 40,
                Streams.START);
        ClickGenerator large = ClickGenerator.of(
                Streams.roomy()
                        .with("customer-id-max", "10000000")
                        .with("user-activity", "lognormal(2.1)")
                        .with("group-product-id-max-2", "2000000")
                        .with("clicks-per-second", "5000"),
                3,
                Streams.START);
        ClickGenerator sharp = ClickGenerator.of(
                Streams.roomy()
                        .with("rate-response", "sharp")
                        .with("stages", "ramp(0..30, 5m) hold(1m) gap(30s) spike(60, 7s)")
                        .with("hourly-rates", "1 2 3 4 5 6 7 8 9 10 11 12 12 11 10 9 8 7 6 5 4 3 2 1"),
                5,
                Streams.START);
        return Stream.of(
                Arguments.of(
                        "classic",
                        classic.clicks(20_000),
                        "c70819de99189e37c62c25c41260ab188274c3ee90c0261c23a47820bfd36e58"),
                Arguments.of(
                        "classic, warm",
                        classic.startingWarm().clicks(20_000),
                        "d0dea26661b1ccd8ce5ddc1339efc77c150ce68f918e2ec51260bbeca7dec0d8"),
                Arguments.of(
                        "classic, first shard of 3",
                        classic.shard(0, 3).clicks(20_000),
                        "0f1f7ebaa06b48366fc407185afaa5d640ad649f78311222d7a06a01507f936b"),
                Arguments.of(
                        "classic, last shard of 64",
                        classic.shard(63, 64).clicks(20_000),
                        "7b08d9d416dae482825740975e018d738934fc0434b8990b9e223b9844c2e785"),
                Arguments.of(
                        "classic, sessions",
                        classic.sessions(1_000),
                        "c319016c9c10336fa1c0678f5ce7752b342d3da2c7da0acd231bc0393635b5a9"),
                Arguments.of(
                        "lopsided",
                        lopsided.clicks(20_000),
                        "1e8d7993aaebf02efe1b62e260e02e95441d815d3fa227d1f49532763dce28e8"),
                Arguments.of(
                        "lopsided, middle shard of 5",
                        lopsided.shard(2, 5).clicks(20_000),
                        "5cf00a4101204aa86d5b21975242499453a1b4fdfd35aa67e9533737aa1631b6"),
                Arguments.of(
                        "skewed",
                        skewed.clicks(20_000),
                        "57804d2922922939a5779442138f744ba8cfa37c2b4d875c94d5ad0bd9dea3f2"),
                Arguments.of(
                        "sharp",
                        sharp.startingWarm().clicks(20_000),
                        "c65c411fab8196732c6025910851b580cc9eda18a5a1101f9a066428d63789f6"),
                Arguments.of(
                        "sharp, cold, first shard of 3, with a change",
                        sharp.rateChanges(List.of(new RateChange(Streams.START.plusSeconds(500), 60)))
                                .shard(0, 3)
                                .clicks(20_000),
                        "a3e3dd84331e27071dfae05603ac1b7e0e8b66127bdf70ec324e1935e10fcb05"),
                Arguments.of(
                        "large",
                        large.startingWarm().clicks(20_000),
                        "ef271fc1fa0433da5d876a0c6c23715ea78bbfbb92c1100102f4ceabefaeae98"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("digests")
    void clicksAreTheSameForEver(String name, ClickGenerator clicks, String digest) {
        assertThat(Streams.digest(clicks)).isEqualTo(digest);
    }
}
