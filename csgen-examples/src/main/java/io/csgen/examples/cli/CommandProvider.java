package io.csgen.examples.cli;

import java.util.List;
import java.util.concurrent.Callable;

/**
 * Brings more commands into the command line, beside csgen's own. Use it in a jar that has all of csgen and something
 * that csgen itself should not need. Name the class in {@code
 * META-INF/services/io.csgen.examples.cli.CommandProvider}; it needs a public constructor without parameters.
 *
 * <p>Each command is annotated for picocli, with a name that no other has, and is listed, explained and completed like
 * the others. It runs on the main thread, which a signal to the process interrupts: the command then ends what it is at
 * and returns {@link ExitCode#INTERRUPTED}, or what else its help says. A {@link io.csgen.config.ConfigException} or an
 * {@link java.io.IOException} with a message that stands alone is printed as it is.
 */
public interface CommandProvider {
    /** Returns new commands for one run of the command line, in the order in which the help lists them. */
    List<Callable<Integer>> commands(Terminal terminal);
}
