package io.csgen.examples.cli;

import io.csgen.config.ConfigException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what {@code --help} shows, for those who ask for it as a command. */
@Command(name = "help", description = "Prints the help of a command, or of csgen.")
final class HelpCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "One of the commands; none: csgen as a whole.")
    private @Nullable String command;

    HelpCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        CommandLine root = Objects.requireNonNull(spec).root().commandLine();
        CommandLine shown = command == null ? root : root.getSubcommands().get(command);
        if (shown == null) {
            String problem = Csgen.unknownCommand(
                    String.valueOf(command), root.getSubcommands().keySet());
            throw new ConfigException(List.of(problem));
        }
        shown.usage(terminal.out());
        return ExitCode.OK;
    }
}
