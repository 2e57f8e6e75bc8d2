package io.csgen.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.csgen.examples.testing.CapturedTerminal;
import io.csgen.fault.Fault;
import io.csgen.fault.FaultInjection;
import io.csgen.truth.Manifest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class GenerateFaultsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path dir;

    private final CapturedTerminal terminal = new CapturedTerminal().with("CSGEN_CUSTOMER_ID_MAX", "5000");

    private int generate(String name, String... more) {
        List<String> args = new ArrayList<>(List.of(
                "generate",
                "--duration=3h",
                "--out=" + dir.resolve(name),
                "--format=json",
                "--manifest=" + dir.resolve(name + ".manifest"),
                "--set=fault-ledger-file=" + dir.resolve(name + ".{seed}.faults")));
        args.addAll(List.of(more));
        return terminal.run(args.toArray(String[]::new));
    }

    private List<String> lines(String name) throws IOException {
        return Files.readAllLines(dir.resolve(name), StandardCharsets.ISO_8859_1);
    }

    private Manifest manifest(String name) {
        return Manifest.load(dir.resolve(name + ".manifest"));
    }

    @Test
    void faultsAreInLinesLedgerManifestAndReport() throws IOException {
        assertThat(generate("clean")).isZero();
        assertThat(generate("faulty", "--set=fault-preset=realistic")).isZero();
        Map<Fault, Long> counted = new HashMap<>();
        for (String line : lines("faulty.1.faults")) {
            JsonNode entry = JSON.readTree(line);
            counted.merge(Fault.named(entry.get("fault").textValue()), 1L, Long::sum);
        }
        FaultInjection.Totals totals = manifest("faulty").faults().orElseThrow();

        assertThat(lines("clean.1.faults")).isEmpty();
        assertThat(manifest("clean").faults()).isEmpty();
        assertThat(totals.counts()).isEqualTo(counted);
        assertThat(totals.faults().seed()).contains(1L);
        assertThat(manifest("faulty").digest()).isEqualTo(manifest("clean").digest());
        assertThat(lines("faulty"))
                .hasSize(lines("clean").size()
                        + (int) (totals.count(Fault.DUPLICATE) + totals.count(Fault.ORPHAN) + totals.count(Fault.BOT)));
        assertThat(terminal.err())
                .containsPattern("completed: generated " + lines("clean").size() + ", .*\nfaults: duplicate "
                        + totals.count(Fault.DUPLICATE) + ", late ");
    }

    @Test
    void threadsAndShardsGiveTheSameLinesAndTotals() throws IOException {
        generate("whole", "--set=fault-preset=realistic");
        generate("threads", "--set=fault-preset=realistic", "--threads=2");
        generate("one", "--set=fault-preset=realistic", "--shard=1/2");
        generate("two", "--set=fault-preset=realistic", "--shard=2/2");

        assertThat(Files.mismatch(dir.resolve("whole"), dir.resolve("threads"))).isEqualTo(-1);
        assertThat(Stream.concat(lines("one").stream(), lines("two").stream()).sorted())
                .containsExactlyElementsOf(lines("whole").stream().sorted().toList());
        assertThat(manifest("one").plus(manifest("two"))).isEqualTo(manifest("whole"));
    }

    @Test
    void whatAFormatCannotShowIsSaid() {
        assertThat(generate("urls", "--set=format=url", "--set=fault-clock-skew=0.5"))
                .isEqualTo(2);
        assertThat(terminal.run("generate", "--clicks=10", "--set=fault-clock-skew=0.5", "--out=" + dir.resolve("u")))
                .isZero();
        assertThat(terminal.err()).contains("faults: none;");
    }

    @Test
    void checkTellsThemFromFaultsOfAPipeline() throws IOException {
        generate("faulty", "--set=fault-preset=realistic", "--set=fault-malformed=0.01");
        String[] check = {
            "check",
            "--manifest=" + dir.resolve("faulty.manifest"),
            dir.resolve("faulty").toString()
        };

        assertThat(terminal.run(check)).as(terminal.err()).isZero();
        assertThat(terminal.out())
                .startsWith("verdict        complete\n")
                .containsPattern("\n  malformed +\\d+ of \\d+\n");

        List<String> cut = lines("faulty");
        Files.write(dir.resolve("faulty"), cut.subList(0, cut.size() - 500), StandardCharsets.ISO_8859_1);
        assertThat(terminal.run(check)).isNotZero();
        assertThat(terminal.out()).containsPattern("verdict +broken\n").containsPattern("missing +[1-9]");
    }

    @Test
    void wrongSettingsAreSaidTogether() {
        assertThat(generate("no", "--set=fault-late=2", "--set=fault-preset=wild"))
                .isEqualTo(2);

        assertThat(terminal.err())
                .contains("fault-late must be a number from 0 to 1: 2 (command line)")
                .contains("fault-preset must be one of none, at-least-once, realistic: wild (command line)");
    }

    @Test
    void aLedgerThatCannotBeWrittenIsAnError() {
        Path none = dir.resolve("none").resolve("ledger");
        assertThat(terminal.run(
                        "generate",
                        "--clicks=10",
                        "--out=" + dir.resolve("u"),
                        "--set=fault-orphan=0.5",
                        "--set=fault-ledger-file=" + none))
                .isEqualTo(2);

        assertThat(terminal.err()).contains("fault-ledger-file must be a file that can be written: " + none);
    }
}
