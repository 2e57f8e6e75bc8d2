package io.csgen.truth;

import static io.csgen.Rejections.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.click.Click;
import io.csgen.fault.Fault;
import io.csgen.fault.FaultInjection;
import io.csgen.fault.Faults;
import io.csgen.simulate.ClickGenerator;
import io.csgen.truth.check.CheckReport.Verdict;
import io.csgen.truth.check.StreamCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Manifests of windows, such as days of one store, add up and are checked together. */
class WindowManifestTest {
    private static final ClickGenerator RUN = Stores.clicks(3);
    private static final Instant START = RUN.start();

    private static ClickGenerator hours(ClickGenerator run, int from, int to) {
        return run.from(hour(from)).until(hour(to));
    }

    private static Instant hour(int number) {
        return START.plus(Duration.ofHours(number));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void windowsInAnyOrderThatAdjoinsAddUpToTheRun(long seed) {
        ClickGenerator run = Stores.clicks(seed).startingWarm();
        Manifest whole = Manifest.of(run.until(hour(3)));
        Manifest first = Manifest.of(hours(run, 0, 1));
        Manifest second = Manifest.of(hours(run, 1, 2));
        Manifest third = Manifest.of(hours(run, 2, 3));

        assertThat(first.plus(second).plus(third)).isEqualTo(whole);
        assertThat(third.plus(second).plus(first)).isEqualTo(whole);
        assertThat(whole.sessionsByLength()).isNotEmpty();
        assertThat(first.sessions() + second.sessions() + third.sessions()).isEqualTo(whole.sessions());
    }

    @Test
    void shardsOfWindowsAddUpToTheRun() {
        List<Manifest> manifests = new ArrayList<>();
        for (int window = 0; window < 3; window++) {
            for (int shard = 0; shard < 4; shard++) {
                manifests.add(Manifest.of(hours(RUN, window, window + 1).shard(shard, 4)));
            }
        }

        assertThat(manifests.stream().reduce(Manifest::plus)).contains(Manifest.of(RUN.until(hour(3))));
    }

    @Test
    void theLengthsOfSessionsAreToldWhereTheirBeginIs() {
        Manifest second = Manifest.of(hours(RUN, 1, 2));
        Manifest third = Manifest.of(hours(RUN, 2, 3));

        assertThat(second.sessionsByLength()).isEmpty();
        assertThat(second.plus(third).sessionsByLength()).isEmpty();
        assertThat(Manifest.of(hours(RUN, 0, 1)).plus(second).sessionsByLength())
                .isEqualTo(Manifest.of(RUN.until(hour(2))).sessionsByLength())
                .isNotEmpty();
    }

    @Test
    void aWindowGeneratesItsClicksAgainFromItsManifest() {
        Manifest window = Manifest.parse(Manifest.of(hours(RUN, 1, 2)).toJson());

        assertThat(window).isEqualTo(Manifest.of(hours(RUN, 1, 2)));
        assertThat(window.origin().generators())
                .singleElement()
                .satisfies(clicks -> assertThat(clicks.stream().toList())
                        .isEqualTo(hours(RUN, 1, 2).stream().toList()));
    }

    @Test
    void windowsAreCheckedAloneAndTogether() {
        Manifest second = Manifest.of(hours(RUN, 1, 2));
        Manifest sum = second.plus(Manifest.of(hours(RUN, 2, 3)));
        List<Click> clicks = new ArrayList<>(hours(RUN, 1, 3).stream().toList());
        Collections.shuffle(clicks, new Random(1));

        assertThat(verdict(sum, clicks)).isEqualTo(Verdict.COMPLETE);
        assertThat(verdict(second, hours(RUN, 1, 2).stream().toList())).isEqualTo(Verdict.COMPLETE);
        assertThat(verdict(second, clicks)).isEqualTo(Verdict.BROKEN);
        clicks.remove(7);
        assertThat(verdict(sum, clicks)).isEqualTo(Verdict.BROKEN);
    }

    @Test
    void windowsOfShardsThatDoNotMatchAreCheckedTogether() {
        ClickGenerator half = RUN.shard(0, 2);
        ClickGenerator quarter = RUN.shard(0, 4);
        Manifest sum = Manifest.of(hours(half, 0, 1)).plus(Manifest.of(hours(quarter, 1, 2)));
        List<Click> clicks = new ArrayList<>(hours(half, 0, 1).stream().toList());
        clicks.addAll(hours(quarter, 1, 2).stream().toList());

        assertThat(sum.origin().parts()).hasSize(2);
        assertThat(verdict(sum, clicks)).isEqualTo(Verdict.COMPLETE);
    }

    private static Verdict verdict(Manifest manifest, List<Click> clicks) {
        StreamCheck check = StreamCheck.of(manifest).ordered();
        clicks.stream()
                .sorted(java.util.Comparator.comparing(Click::timestampMillis))
                .forEach(check::accept);
        return check.report().verdict();
    }

    @Test
    void faultsOfWindowsAddUp() {
        Faults faults = Faults.none().with(Fault.LATE, 0.1).withSeed(5);
        Manifest first = Manifest.of(hours(RUN, 0, 1))
                .withFaults(new FaultInjection.Totals(faults, Optional.empty(), Map.of(Fault.LATE, 3L)));
        Manifest second = Manifest.of(hours(RUN, 1, 2))
                .withFaults(new FaultInjection.Totals(faults, Optional.empty(), Map.of(Fault.LATE, 4L)));

        assertThat(first.plus(second).faults().orElseThrow().count(Fault.LATE)).isEqualTo(7);
    }

    @Test
    void gapsAndOverlapsAreNamedByTheirInstants() {
        Manifest first = Manifest.of(hours(RUN, 0, 1));
        Manifest third = Manifest.of(hours(RUN, 2, 3));
        Manifest overlapping = Manifest.of(RUN.from(hour(0).plusSeconds(1)).until(hour(2)));
        String rule = "manifests must be of different shards, or of windows one of which begins where the other ends: ";

        assertThat(problemsOf(() -> first.plus(third)))
                .containsExactly(rule + "2026-01-05T01:00:00Z and 2026-01-05T02:00:00Z");
        assertThat(problemsOf(() -> third.plus(first)))
                .containsExactly(rule + "2026-01-05T01:00:00Z and 2026-01-05T02:00:00Z");
        assertThat(problemsOf(() -> first.plus(overlapping)))
                .containsExactly(rule + "2026-01-05T01:00:00Z and 2026-01-05T00:00:01Z");
        assertThat(problemsOf(() -> first.plus(first)))
                .containsExactly(rule + "2026-01-05T01:00:00Z and 2026-01-05T00:00:00Z");
        assertThat(problemsOf(() -> first.plus(Manifest.of(RUN.from(hour(1)).clicks(10)))))
                .containsExactly("manifests must be of different shards, or of windows that nothing but time bounds:"
                        + " 2026-01-05T00:00:00Z to 2026-01-05T01:00:00Z and 2026-01-05T01:00:00Z to 10 clicks");
    }
}
