package io.csgen.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class BuildCommandTest {
    @Test
    void continuousIntegrationRunsTheTestsWithTheCommandOfTheReadme() throws IOException {
        String readme = Files.readString(Path.of("../README.md"));
        String build = Files.readString(Path.of("../.ci/run"));
        Pattern commandForAllTests = Pattern.compile("\\nRun all tests:\\n\\n```sh\\n(mvn .*)\\n```\\n");

        String command = commandForAllTests
                .matcher(readme)
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .orElseThrow();

        assertThat(build.lines().filter(line -> line.contains("mvn ") && line.contains("verify")))
                .containsExactly(command);
    }
}
