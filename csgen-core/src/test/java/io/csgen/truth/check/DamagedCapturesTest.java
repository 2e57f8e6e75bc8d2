package io.csgen.truth.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.Damage;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.config.ConfigException;
import io.csgen.fault.FaultInjection;
import io.csgen.fault.Faults;
import io.csgen.simulate.ClickGenerator;
import io.csgen.truth.Manifest;
import io.csgen.truth.Stores;
import io.csgen.truth.check.CheckReport.Deviation;
import io.csgen.truth.check.CheckReport.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever was captured, there is a verdict; and whatever a manifest is, it is read or refused. */
class DamagedCapturesTest {
    private static final ClickGenerator GENERATOR = Stores.clicks(5).sessions(200);
    private static final int RECORDS = 35_000;

    static Stream<Arguments> captures() {
        Manifest clean = Manifest.of(GENERATOR);
        Faults faults = Faults.preset(Faults.Preset.REALISTIC).withSeed(1);
        Manifest withFaults =
                clean.withFaults(new FaultInjection.Totals(faults, Optional.of(ClickFormat.CSV), Map.of()));
        return Stream.of(
                Arguments.of(ClickFormat.JSON, clean),
                Arguments.of(ClickFormat.CSV, withFaults),
                Arguments.of(ClickFormat.URL, clean));
    }

    @ParameterizedTest
    @MethodSource("captures")
    void verdictIsAlwaysAVerdict(ClickFormat format, Manifest manifest) {
        ClickEncoder encoder = GENERATOR.model().encoder(format);
        List<byte[]> lines = new ArrayList<>();
        GENERATOR.stream().forEach(click -> lines.add(encoder.encode(click)));
        SplittableRandom random = new SplittableRandom(7);
        StreamCheck check = StreamCheck.of(manifest);
        check.accept(lines.get(0), "first");

        for (int i = 0; i < RECORDS; i++) {
            byte[] damaged = Damage.of(lines.get(random.nextInt(lines.size())), random);
            check.accept(damaged, "record " + i);
        }

        CheckReport report = check.report();
        assertThat(report.verdict()).isEqualTo(Verdict.BROKEN);
        if (manifest.faults().isEmpty()) {
            assertThat(report.captured())
                    .isEqualTo(report.found()
                            + report.count(Deviation.DUPLICATED)
                            + report.count(Deviation.ALTERED)
                            + report.count(Deviation.FOREIGN)
                            + report.count(Deviation.MALFORMED));
        }
        assertThat(report.toString()).startsWith("verdict");
        assertThat(report.toJson()).startsWith("{").hasSizeLessThan(200_000);
    }

    @Test
    void manifestIsReadOrRefused() {
        byte[] json = Manifest.of(GENERATOR.clicks(20)).toJson().getBytes(StandardCharsets.UTF_8);
        SplittableRandom random = new SplittableRandom(8);
        int refused = 0;

        for (int i = 0; i < 4_000; i++) {
            String damaged = new String(Damage.of(json, random), StandardCharsets.UTF_8);
            try {
                assertThat(Manifest.parse(damaged).toJson()).isNotEmpty();
            } catch (ConfigException e) {
                assertThat(e.problems())
                        .isNotEmpty()
                        .allSatisfy(problem -> assertThat(problem).hasSizeLessThan(2_500));
                refused++;
            }
        }

        assertThat(refused).isBetween(3_600, 4_000);
    }
}
