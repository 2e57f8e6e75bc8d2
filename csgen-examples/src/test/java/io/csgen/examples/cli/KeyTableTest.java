package io.csgen.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.config.Key;
import io.csgen.examples.job.ProgramKeys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyTableTest {
    @Test
    void theSettingsPageHasTheTablesThatTheKeysDeclare() throws IOException {
        String page = Files.readString(Path.of("../docs/settings.md"));

        assertThat(page).containsOnlyOnce("<!-- keys -->").containsOnlyOnce("<!-- /keys -->");
        String between = page.substring(
                page.indexOf("<!-- keys -->") + "<!-- keys -->".length(), page.indexOf("<!-- /keys -->"));
        assertThat(between.strip())
                .as("update it with: java -jar csgen-examples/target/csgen-kpl.jar keys")
                .isEqualTo(KeysCommand.tables().strip());
    }

    @Test
    void theCommandPrintsTheTables() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);

        assertThat(Csgen.run(
                        new Terminal(
                                InputStream.nullInputStream(),
                                print,
                                print,
                                Terminal.Kind.OTHER,
                                Terminal.Kind.OTHER,
                                Map.of()),
                        "keys"))
                .isZero();

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(KeysCommand.tables());
    }

    @Test
    void aRowHasNameDefaultRuleAndHelp() {
        assertThat(KeysCommand.tables().lines())
                .contains(
                        "| Key | Default | Must | Meaning |",
                        "| `port` | `3000` | be a whole number from 0 to 65535 | TCP port of the server; 0 takes a free"
                                + " one |");
    }

    @Test
    void partsThatDeclareTheSameKeyDoSoInTheSameWords() {
        List<List<String>> declarations = ProgramKeys.all().stream()
                .map(key -> List.of(key.name(), key.defaultText().orElse(""), key.rule(), key.help()))
                .distinct()
                .toList();

        assertThat(declarations).extracting(declaration -> declaration.get(0)).doesNotHaveDuplicates();
    }

    @Test
    void aPartDeclaresAKeyOnce() {
        assertThat(ProgramKeys.byPart().values())
                .allSatisfy(keys -> assertThat(keys).extracting(Key::name).doesNotHaveDuplicates());
    }
}
