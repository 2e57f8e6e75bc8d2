package io.csgen.examples.cli;

import ch.qos.logback.classic.Level;
import io.csgen.examples.job.Logging;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say how much a command tells of itself, for {@code @Mixin}. Confined to one thread. */
public final class Verbosity {
    @Option(names = "--verbose", description = "Log more, and show where errors come from.")
    private boolean verbose;

    @Option(names = "--quiet", description = "Print problems only.")
    private boolean quiet;

    /** Returns whether only problems are to be printed. */
    public boolean isQuiet() {
        return quiet && !verbose;
    }

    /** Sets how much csgen logs: a level, unless the user asked for more or less. */
    public void setLogLevel(Level normal) {
        if (verbose) {
            Logging.verbose();
        } else {
            Logging.from(quiet ? Level.WARN : normal);
        }
    }

    /**
     * Returns a line for progress where somebody can see one.
     *
     * @param unit what is counted, in the plural
     */
    public Optional<ProgressLine> progress(Terminal terminal, String unit) {
        return terminal.isErrShown() && !quiet && !verbose
                ? Optional.of(new ProgressLine(terminal.err(), unit, System::nanoTime))
                : Optional.empty();
    }
}
