package io.csgen.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.examples.testing.CapturedTerminal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The script in a real bash. */
@Timeout(60)
class CompletionCommandTest {
    @TempDir
    private Path dir;

    private Path script;

    @BeforeEach
    void makeScript() throws Exception {
        CapturedTerminal terminal = new CapturedTerminal();
        assertThat(terminal.run("completion")).isZero();
        assertThat(terminal.err()).isEmpty();
        script = Files.writeString(dir.resolve("completion.sh"), terminal.out());
    }

    /** Returns what bash offers for the last of some words; but for its compopt, which needs somebody who types. */
    private List<String> offers(String... words) throws Exception {
        String program = "compopt() { :; }; source " + script
                + "; function=$(complete -p csgen | sed 's/.*-F \\([^ ]*\\).*/\\1/');"
                + " COMP_WORDS=(csgen " + String.join(" ", words) + "); COMP_CWORD=" + words.length + ";"
                + " $function; printf '%s\\n' \"${COMPREPLY[@]}\"";
        Process bash = new ProcessBuilder("bash", "-c", program)
                .redirectErrorStream(true)
                .start();
        String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(out).isZero();
        return out.lines().toList();
    }

    @Test
    void commandsAreCompleted() throws Exception {
        assertThat(offers("g")).containsExactly("generate");
        assertThat(offers("t")).containsExactlyInAnyOrder("transform", "token");
    }

    @Test
    void optionsOfACommandAreCompleted() throws Exception {
        assertThat(offers("generate", "--se")).containsExactlyInAnyOrder("--sessions", "--set", "--seed");
        assertThat(offers("serve", "--auto")).containsExactly("--autostart");
    }

    @Test
    void valuesOfAnOptionAreCompleted() throws Exception {
        assertThat(offers("generate", "--format", "j")).containsExactlyInAnyOrder("json", "json-url");
        assertThat(offers("generate", "--preset", "re"))
                .containsExactlyInAnyOrder("reference", "retailrocket", "rees46");
        assertThat(offers("serve", "--autostart", "t")).containsExactly("true");
        assertThat(offers("serve", "--sink", "m")).containsExactly("memory");
    }
}
