package io.csgen.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.Damage;
import io.csgen.config.ConfigException;
import io.csgen.config.Settings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever settings are, they are read or refused. */
class DamagedSettingsTest {
    private static final List<byte[]> LINES = Stream.concat(
                    ShopModel.classic()
                            .with("stages", "ramp(0..500, 5m) hold(10m) spike(2000, 30s) gap(1m)")
                            .toProperties()
                            .lines(),
                    Stream.of("a=B\\u00fccher \\", "# comment", "key : value"))
            .map(line -> line.getBytes(StandardCharsets.UTF_8))
            .toList();

    private static String damaged(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 3; i++) {
            byte[] line = Damage.of(LINES.get(random.nextInt(LINES.size())), random);
            text.append(new String(line, StandardCharsets.UTF_8)).append('\n');
        }
        return text.toString();
    }

    @Test
    void textIsTakenApart() {
        SplittableRandom random = new SplittableRandom(9);
        long read = 0;

        for (int i = 0; i < 40_000; i++) {
            read += Settings.parse(damaged(random), "f").names().size();
        }

        assertThat(read).isBetween(40_000L, 200_000L);
    }

    @Test
    void modelIsReadOrRefused() {
        SplittableRandom random = new SplittableRandom(10);
        int refused = 0;

        for (int i = 0; i < 4_000; i++) {
            String text = damaged(random);
            try {
                ShopModel model = ShopModel.of(Settings.parse(text, "f"));
                assertThat(model.catalog().groups()).isNotEmpty();
            } catch (ConfigException e) {
                assertThat(e.problems()).isNotEmpty().allMatch(problem -> problem.length() < 2_500);
                refused++;
            }
        }

        assertThat(refused).isGreaterThan(2_000);
    }
}
