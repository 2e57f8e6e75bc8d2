package io.csgen.examples.cli;

import io.csgen.examples.job.ProgramKeys;
import io.csgen.examples.job.Token;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Makes a token for the server. */
@Command(
        name = "token",
        description = "Prints a new random token for the server, and the setting that makes the server accept it.")
final class TokenCommand implements Callable<Integer> {
    private final Terminal terminal;

    TokenCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        String token = Token.random();
        terminal.out().println(token);
        terminal.out().println(ProgramKeys.TOKEN_AS_HASH + "=" + Token.of(token).hash());
        return ExitCode.OK;
    }
}
