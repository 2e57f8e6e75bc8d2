package io.csgen.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.model.ShopModel;
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
        return Stream.of(
                Arguments.of(
                        "classic",
                        classic.clicks(20_000),
                        "2592f45714d893b4de97b70aceb97874986a0d3a4a1172dec56981ecd2513b77"),
                Arguments.of(
                        "classic, warm",
                        classic.startingWarm().clicks(20_000),
                        "23c07b0672fe95643f06cd410583af4e4caab4ac81c5165da340aa71d57ae274"),
                Arguments.of(
                        "classic, first shard of 3",
                        classic.shard(0, 3).clicks(20_000),
                        "91b0f31887c249b17f1f7f682bdabce355953fc904c59f276a616fe82aad1aad"),
                Arguments.of(
                        "classic, last shard of 64",
                        classic.shard(63, 64).clicks(20_000),
                        "45e8b50fc6a948b0483efa7fd30695f68843be42257a760fe2ad3d2fe2dbd681"),
                Arguments.of(
                        "classic, sessions",
                        classic.sessions(1_000),
                        "84c68ea40db2b08ce7f5e2eb0d6f0b0e6d1ba27fd6a666f45422e548d1e7f3b5"),
                Arguments.of(
                        "lopsided",
                        lopsided.clicks(20_000),
                        "1af2e465823a62253ede6ab3c786d0c89470f489aff460acb595fb17bb0dba08"),
                Arguments.of(
                        "lopsided, middle shard of 5",
                        lopsided.shard(2, 5).clicks(20_000),
                        "a23eac3152f1976bdc8d5d4154b04348951b61dd3dd23cf8b334bbf790081371"),
                Arguments.of(
                        "skewed",
                        skewed.clicks(20_000),
                        "19911dde1bb45f1aa076a95a7fc3fed538fb40b1677cc160aea9865ed7d0cdcc"),
                Arguments.of(
                        "large",
                        large.startingWarm().clicks(20_000),
                        "eab7d2647816725bace8f02f8e62a3da5195e45042d97ff94f36bc36ffabd876"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("digests")
    void clicksAreTheSameForEver(String name, ClickGenerator clicks, String digest) {
        assertThat(Streams.digest(clicks)).isEqualTo(digest);
    }
}
