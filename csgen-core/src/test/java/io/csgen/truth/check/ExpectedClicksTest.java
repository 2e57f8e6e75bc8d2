package io.csgen.truth.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.csgen.click.Click;
import io.csgen.simulate.ClickGenerator;
import io.csgen.truth.Manifest;
import io.csgen.truth.Stores;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class ExpectedClicksTest {
    private static final ClickGenerator GENERATOR = Stores.clicks(7).sessions(100);

    private static List<Click> list(ExpectedClicks expected) {
        List<Click> clicks = new ArrayList<>();
        expected.forEach(view -> clicks.add(view.toClick()));
        return clicks;
    }

    @Test
    void areThoseOfTheManifestAsOftenAsAskedFor() {
        Manifest manifest = Manifest.of(GENERATOR);
        ExpectedClicks expected = ExpectedClicks.of(manifest);

        assertThat(list(expected)).isEqualTo(Stores.list(GENERATOR)).isEqualTo(list(expected));
        assertThat(expected.digest()).isEqualTo(manifest.digest());
        assertThat(expected.model()).isEqualTo(GENERATOR.model());
        assertThat(expected.faults()).isEmpty();
        assertThat(expected.shortfalls()).isEmpty();
    }

    @Test
    void ofSeveralShardsComeOneAfterTheOther() {
        Manifest both = Manifest.of(GENERATOR.shard(0, 2)).plus(Manifest.of(GENERATOR.shard(1, 2)));
        List<Click> clicks = new ArrayList<>(Stores.list(GENERATOR.shard(0, 2)));
        clicks.addAll(Stores.list(GENERATOR.shard(1, 2)));

        assertThat(list(ExpectedClicks.of(both))).isEqualTo(clicks);
    }

    @Test
    void numberSessionsLikeTheirGenerator() {
        ExpectedClicks expected = ExpectedClicks.of(Manifest.of(GENERATOR));

        assertThat(Stores.list(GENERATOR))
                .allSatisfy(click -> assertThat(expected.sessionNumber(click.sessionId()))
                        .isEqualTo(GENERATOR.sessionNumber(click.sessionId())));
    }

    @Test
    void anInterruptEndsThem() {
        ExpectedClicks expected = ExpectedClicks.of(Manifest.of(Stores.clicks(7).clicks(ExpectedClicks.MANY + 1)));
        Thread.currentThread().interrupt();
        try {
            assertThatExceptionOfType(CancellationException.class)
                    .isThrownBy(() -> expected.forEach(click -> {}))
                    .withMessage("check was interrupted");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
