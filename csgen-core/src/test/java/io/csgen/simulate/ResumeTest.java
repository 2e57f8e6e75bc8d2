package io.csgen.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.csgen.click.Click;
import io.csgen.config.ConfigException;
import io.csgen.model.Preset;
import io.csgen.model.ShopModel;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Going on from a position gives the clicks that an iterator would have given. */
class ResumeTest {
    private static final int CLICKS = 30_000;

    static Stream<Arguments> generators() {
        ClickGenerator classic = ClickGenerator.of(ShopModel.classic(), 11, Streams.START);
        ShopModel reference = ShopModel.preset(Preset.REFERENCE);
        return Stream.of(
                Arguments.of("classic", classic),
                Arguments.of("classic, warm", classic.startingWarm()),
                Arguments.of("classic, shard", classic.startingWarm().shard(3, 7)),
                Arguments.of("roomy", ClickGenerator.of(Streams.roomy(), 12, Streams.START)),
                Arguments.of(
                        "few users",
                        ClickGenerator.of(ShopModel.classic().with("clicks-per-second", "0.1"), 13, Streams.START)),
                Arguments.of(
                        "reference",
                        ClickGenerator.of(reference, 14, Streams.START).startingWarm()),
                Arguments.of(
                        "journeys", ClickGenerator.of(Streams.roomy().with("shop-journeys", "on"), 15, Streams.START)),
                Arguments.of(
                        "independent",
                        ClickGenerator.of(Streams.roomy().with("click-model", "independent"), 16, Streams.START)),
                Arguments.of(
                        "stages",
                        ClickGenerator.of(
                                Streams.roomy().with("stages", "ramp(0..20, 5m) hold(10m) gap(5m) spike(50, 30s)"),
                                17,
                                Streams.START)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("generators")
    void theRestIsTheSame(String name, ClickGenerator generator) {
        List<Click> all = generator.clicks(CLICKS).stream().toList();
        SplittableRandom random = new SplittableRandom(42);
        for (int i = 0; i < 5; i++) {
            int at = random.nextInt(1, CLICKS);
            ClickIterator first = generator.iterator();
            for (int n = 0; n < at; n++) {
                first.next();
            }
            Position position = Position.parse(first.position().toString());

            ClickIterator second = generator.clicks(CLICKS).from(position).iterator();
            List<Click> rest = new ArrayList<>();
            second.forEachRemaining(rest::add);

            assertThat(rest).as("from click " + at).isEqualTo(all.subList(at, CLICKS));
            assertThat(second.clickCount()).isEqualTo(CLICKS);
            ClickIterator whole = generator.clicks(CLICKS).iterator();
            whole.forEachRemaining(click -> {});
            assertThat(second.sessionCount()).isEqualTo(whole.sessionCount());
        }
    }

    @Test
    void whatIsNoPositionOfTheGeneratorIsRefused() {
        ClickGenerator generator = ClickGenerator.of(Streams.roomy(), 1, Streams.START);
        Position foreign = new Position(Streams.START.toEpochMilli() + 1, 7, 1, 1);

        assertThatThrownBy(() -> generator.from(foreign).iterator())
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "position must be one of this model, seed, start and shard: 1767571200001-0000000000000007-1-1");
        assertThatThrownBy(() -> Position.parse("x"))
                .hasMessage("position must be MILLIS-SESSION-CLICKS-SESSIONS, as an earlier run gave it: x");
        assertThatThrownBy(() -> new Position(0, 0, 0, 0))
                .hasMessage("clicks of a position must be at least 1: 0\nsessions of a position must be at least 1: 0");
        assertThatThrownBy(() -> generator.sessions(1).from(foreign))
                .hasMessage("from must not be combined with a bound on sessions: " + foreign);
        assertThatThrownBy(() -> generator.from(foreign).sessions(1))
                .hasMessage("sessions must not be combined with a position: " + foreign);
        assertThatThrownBy(() -> generator.iterator().position())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("position must be asked for right after a click");
    }
}
