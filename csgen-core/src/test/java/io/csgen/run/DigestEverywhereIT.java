package io.csgen.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.testing.Needs;
import io.csgen.testing.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same clicks whoever runs csgen, and however: compiled or interpreted, with or without the
 * processor's own functions, by every JDK that an environment variable such as {@code JAVA_HOME_25_X64}
 * names, in any number of shards and threads. A digest that changes needs a line under "Generated data"
 * in the change log.
 */
class DigestEverywhereIT {
    private static final List<String> ALL_WAYS = List.of("1/1", "1/2", "2/1", "2/2", "7/1", "7/2", "64/1", "64/2");

    /** Enough where the same ways go to the same digest elsewhere. */
    private static final List<String> SOME_WAYS = List.of("1/1", "2/2", "7/1", "64/2");

    /**
     * A Java virtual machine to run.
     *
     * @param mode part of what it says of itself
     * @param time of the clicks
     * @param clicks their number and digest
     */
    record Machine(
            Path home, int feature, List<String> options, String mode, String time, List<String> ways, String clicks) {
        private static final String OF_30_HOURS =
                "1011406 c8e6e72b6c158c7b8c29165d6d7e0460147d77d5cc9a5c8e4a0972b873e6ee12";
        private static final String OF_80_MINUTES =
                "25265 e9aa5e3917ab4735a0a546980b19ff8bb691974008a3f6300739f99faf11b9e7";

        static Machine compiled(Path home, int feature, List<String> ways, String... options) {
            return new Machine(home, feature, List.of(options), "mixed mode", "PT30H", ways, OF_30_HOURS);
        }

        /** Interpreters take 50 times as long. */
        static Machine interpreted(Path home, int feature) {
            return new Machine(home, feature, List.of("-Xint"), "interpreted mode", "PT80M", SOME_WAYS, OF_80_MINUTES);
        }

        @Override
        public String toString() {
            return "Java " + feature + " " + options;
        }
    }

    static Stream<Machine> modes() {
        Path own = Path.of(System.getProperty("java.home"));
        int feature = Runtime.version().feature();
        return Stream.of(
                Machine.compiled(own, feature, ALL_WAYS),
                Machine.compiled(
                        own,
                        feature,
                        SOME_WAYS,
                        "-XX:+UnlockDiagnosticVMOptions",
                        "-XX:DisableIntrinsic=_dexp,_dlog,_dpow"),
                Machine.interpreted(own, feature));
    }

    static Stream<Machine> otherJdks() {
        return Tool.otherJdks().entrySet().stream()
                .map(jdk -> Machine.compiled(jdk.getValue(), jdk.getKey(), SOME_WAYS));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("modes")
    void clicksAreTheSameInEveryMode(Machine machine, @TempDir Path directory) throws Exception {
        assertMakesItsClicks(machine, directory);
    }

    @Needs(Tool.OTHER_JDK)
    @ParameterizedTest(name = "{0}")
    @MethodSource("otherJdks")
    void clicksAreTheSameOnEveryJdk(Machine machine, @TempDir Path directory) throws Exception {
        assertMakesItsClicks(machine, directory);
    }

    private static void assertMakesItsClicks(Machine machine, Path directory) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(machine.home().resolve("bin").resolve("java").toString());
        command.addAll(machine.options());
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), DigestProgram.class.getName(), machine.time()));
        command.addAll(machine.ways());
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.matches("J.*_OPTIONS"));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("ends in time").isTrue();
        } finally {
            process.destroyForcibly();
        }

        assertThat(process.exitValue()).as(Files.readString(err)).isZero();
        List<String> lines = Files.readAllLines(out);
        assertThat(lines.get(0)).startsWith("java " + machine.feature() + ", ").contains(machine.mode());
        assertThat(lines.get(1)).isEqualTo(machine.clicks());
    }
}
