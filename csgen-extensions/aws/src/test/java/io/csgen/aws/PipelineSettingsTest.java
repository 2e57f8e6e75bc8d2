package io.csgen.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.csgen.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineSettingsTest {
    @TempDir
    private Path directory;

    private Map<String, String> with(String... namesAndValues) throws IOException {
        Path file = directory.resolve("file");
        Files.writeString(file, "");
        Map<String, String> context = new HashMap<>(Map.of("program-jar", file.toString()));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            context.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return context;
    }

    private static String problemsOf(Map<String, String> context) {
        return String.join(
                "\n",
                catchThrowableOfType(ConfigException.class, () -> PipelineSettings.of(context))
                        .problems());
    }

    @Test
    void settingsOfCsgenGoIntoTheEnvironment() throws IOException {
        PipelineSettings settings = PipelineSettings.of(with("clicks-per-second", "5", "group-name-1", "Books"));

        assertThat(settings.environment())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("CSGEN_CLICKS_PER_SECOND", "5", "CSGEN_GROUP_NAME_1", "Books"));
        assertThat(settings.name()).isEqualTo("csgen");
        assertThat(settings.monthlyBudget()).isEqualTo(150);
        assertThat(settings.allowFrom()).isEmpty();
    }

    @Test
    void allProblemsAreToldAtOnce() throws IOException {
        assertThat(problemsOf(with(
                        "nme", "x",
                        "name", "Csgen",
                        "clicks-per-second", "-5",
                        "alarm-email", "nobody",
                        "monthly-budget", "0",
                        "allow-from", "10.0.0.0")))
                .isEqualTo("""
                        nme must be a known key (did you mean name?): x (context)
                        clicks-per-second must be a number from 0.0001 to 10000000: -5 (context)
                        alarm-email must be an address such as me@example.com: nobody (context)
                        allow-from must be a block of IPv4 addresses such as 10.0.0.0/8: 10.0.0.0 (context)
                        monthly-budget must be a whole number from 1 to 1000000: 0 (context)
                        name must be 1 to 32 lower-case letters, digits and hyphens that begin with a letter: Csgen (context)""");
    }

    @Test
    void whatTheStackSetsItselfIsRefused() throws IOException {
        assertThat(problemsOf(with("sink", "file", "bind", "0.0.0.0"))).isEqualTo("""
                        bind must be left to the stack, which sets it itself: 0.0.0.0
                        sink must be left to the stack, which sets it itself: file""");
    }

    @Test
    void missingFilesAreToldWithTheCommandsThatMakeThem() throws IOException {
        Path missing = directory.resolve("missing");

        assertThat(problemsOf(with("image", missing.toString(), "program-jar", missing.toString())))
                .isEqualTo("program-jar must be a file, as mvn package makes it: " + missing
                        + "\nimage must be a file, as docker save makes it: " + missing);
    }

    @Test
    void moreThanAFunctionTakesIsRefused() throws IOException {
        assertThat(problemsOf(with("group-name-1", "x".repeat(5_000))))
                .matches(
                        "settings of csgen must take at most 4096 bytes, as a function has no more for its environment;"
                                + " a preset takes few: 5\\d\\d\\d");
    }
}
