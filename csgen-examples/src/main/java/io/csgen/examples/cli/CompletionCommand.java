package io.csgen.examples.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Makes shells complete commands and options. */
@Command(
        name = "completion",
        description = "Prints a script that lets bash and zsh complete commands and options of a program named csgen,"
                + " such as an alias.",
        footer = {"", "Example, for ~/.bashrc or ~/.zshrc:", "  source <(csgen completion)"})
final class CompletionCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Spec
    private @Nullable CommandSpec spec;

    CompletionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        CommandSpec own = Objects.requireNonNull(spec);
        terminal.out().print(AutoComplete.bash("csgen", own.root().commandLine()));
        return ExitCode.OK;
    }
}
