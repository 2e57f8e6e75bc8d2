package io.csgen.examples.cli;

import io.csgen.config.Key;
import io.csgen.examples.job.ProgramKeys;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Documents the settings. */
@Command(name = "keys", description = "Prints all settings as Markdown tables: name, default, rule and meaning.")
final class KeysCommand implements Callable<Integer> {
    private final Terminal terminal;

    KeysCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        terminal.out().print(tables());
        return ExitCode.OK;
    }

    /** Returns a table for each part of the program, made of what the keys declare. */
    static String tables() {
        StringBuilder text = new StringBuilder();
        ProgramKeys.byPart().forEach((part, keys) -> {
            text.append(text.isEmpty() ? "" : "\n").append("**").append(part).append("**\n\n");
            table(text, keys);
        });
        return text.toString();
    }

    private static void table(StringBuilder text, List<Key<?>> keys) {
        text.append("| Key | Default | Must | Meaning |\n|---|---|---|---|\n");
        for (Key<?> key : keys) {
            text.append("| `").append(key.name()).append("` | ");
            text.append(key.defaultText().map(value -> "`" + value + "`").orElse(""))
                    .append(" | ");
            text.append(escape(key.rule()))
                    .append(" | ")
                    .append(escape(key.help()))
                    .append(" |\n");
        }
    }

    private static String escape(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;");
    }
}
