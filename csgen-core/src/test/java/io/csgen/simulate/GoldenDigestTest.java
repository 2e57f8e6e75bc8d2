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
                        "568caf9d955cfd55adae0e31dcf5507883e15f2b0bdf2c9bfa1e9a3bcc7cb724"),
                Arguments.of(
                        "classic, warm",
                        classic.startingWarm().clicks(20_000),
                        "91f01b47613d45710a69d22e896e342cb1f1f8990cea50d728a13074e8fe6b78"),
                Arguments.of(
                        "classic, first shard of 3",
                        classic.shard(0, 3).clicks(20_000),
                        "2734d467bc6f0236a5a3dd703457920cd118db1853a9ecb86d1e66fa67fab8dd"),
                Arguments.of(
                        "classic, last shard of 64",
                        classic.shard(63, 64).clicks(20_000),
                        "98086a049156374fd03d3a7e7c67edff23b4e53750c3dbca961fa0cb6b8afb59"),
                Arguments.of(
                        "classic, sessions",
                        classic.sessions(1_000),
                        "0e99ab9dc634f5acd42c75eae29a3599891d5e41bfb0e27ac5c1bd646ad76390"),
                Arguments.of(
                        "lopsided",
                        lopsided.clicks(20_000),
                        "d16fca21bbd968c52ed2673dda35cddf5ee989da95f7075043e6e251110f1985"),
                Arguments.of(
                        "lopsided, middle shard of 5",
                        lopsided.shard(2, 5).clicks(20_000),
                        "ac2cae3d27d82e5976396347b76a312fed738b28d58fb3c4b045226d7ef60764"),
                Arguments.of(
                        "skewed",
                        skewed.clicks(20_000),
                        "3fd36822a6c8f9426ac542e170e7715a9444f00a4be7dd6282f89f3f19818e12"),
                Arguments.of(
                        "large",
                        large.startingWarm().clicks(20_000),
                        "0334dc3583bef98d45461455eb2beab9e27345de8ed16eb075e86e84cbe2a960"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("digests")
    void clicksAreTheSameForEver(String name, ClickGenerator clicks, String digest) {
        assertThat(Streams.digest(clicks)).isEqualTo(digest);
    }
}
