package io.csgen.examples.job;

import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.config.ConfigException;
import io.csgen.config.RunVariables;
import io.csgen.fault.FaultInjection;
import io.csgen.fault.FaultInjection.InjectedFault;
import io.csgen.fault.Faults;
import io.csgen.internal.OutputFile;
import io.csgen.simulate.ClickGenerator;
import io.csgen.sink.ClickSink;
import io.csgen.sink.SinkProvider.SinkSettings;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The faults of runs, and where their ledgers are written. Immutable.
 *
 * @param ledgers empty for nowhere
 */
public record RunFaults(Faults faults, Optional<RunFile> ledgers) {
    private static final Logger LOGGER = LoggerFactory.getLogger(RunFaults.class);

    /** No faults, and no ledgers of them. */
    public static final RunFaults NONE = new RunFaults(Faults.none(), Optional.empty());

    /** Puts faults into one run, or none. Owns the file of the ledger; used like the sink of the run. */
    public static final class OfRun implements Consumer<InjectedFault>, AutoCloseable {
        private final @Nullable FaultInjection injection;
        private final RunVariables variables;
        private final @Nullable Ledger ledger;
        private @Nullable ClickSink opened;

        private OfRun(RunFaults settings, ClickGenerator generator, RunVariables variables) {
            this.variables = variables;
            injection = settings.faults.isNone() ? null : settings.faults.injection(generator, this);
            ledger = settings.ledgers.map(file -> Ledger.open(file, variables)).orElse(null);
        }

        /** Opens the sink of the run, behind its faults. */
        public ClickSink open(SinkSettings settings, Function<SinkSettings, ClickSink> opener) {
            SinkSettings plain =
                    new SinkSettings(settings.settings().ofRun(variables, ProgramKeys.ofSinks()), settings.encoders());
            FaultInjection faults = injection;
            if (faults == null) {
                return opened(opener.apply(plain));
            }
            Function<ClickFormat, ClickEncoder> encoders =
                    format -> faults.encoder(format, plain.encoders().apply(format));
            return faults.into(opened(opener.apply(new SinkSettings(plain.settings(), encoders))));
        }

        private ClickSink opened(ClickSink sink) {
            opened = sink;
            return sink;
        }

        /** Returns the sink that was opened, without its faults. */
        public Optional<ClickSink> opened() {
            return Optional.ofNullable(opened);
        }

        @Override
        public void accept(InjectedFault entry) {
            if (ledger != null) {
                ledger.add(entry);
            }
        }

        /** Returns what was put in; empty where nothing is. */
        public Optional<FaultInjection.Report> report() {
            return Optional.ofNullable(injection).map(FaultInjection::report);
        }

        /** Returns what the manifest says; empty where nothing is put in. */
        Optional<FaultInjection.Totals> totals() {
            return Optional.ofNullable(injection).map(FaultInjection::totals);
        }

        /**
         * Completes the ledger, once the run has ended.
         *
         * @throws IOException if it is not complete, with a message for the user
         */
        void completeLedger() throws IOException {
            if (ledger != null) {
                ledger.complete();
            }
        }

        /** Deletes the ledger, unless it is complete, and leaves an older one as it is. */
        @Override
        public void close() {
            if (ledger != null) {
                ledger.close();
            }
        }
    }

    /** The faults of one run, one in a line. Confined to one thread at a time. */
    private static final class Ledger implements AutoCloseable {
        private final RunFile file;
        private final Path path;
        private final OutputFile whole;
        private final BufferedWriter lines;
        private @Nullable IOException failure;

        private Ledger(RunFile file, Path path, OutputFile whole) {
            this.file = file;
            this.path = path;
            this.whole = whole;
            lines = new BufferedWriter(new OutputStreamWriter(whole.out(), StandardCharsets.UTF_8));
        }

        static Ledger open(RunFile file, RunVariables variables) {
            Path path = file.path(variables);
            try {
                return new Ledger(file, path, OutputFile.open(path));
            } catch (IOException e) {
                throw new ConfigException(List.of(file.problem(path, e)));
            }
        }

        void add(InjectedFault entry) {
            if (failure != null) {
                return;
            }
            try {
                lines.write(entry.toJson());
                lines.write('\n');
            } catch (IOException e) {
                failure = e;
            }
        }

        void complete() throws IOException {
            try {
                if (failure != null) {
                    throw failure;
                }
                lines.flush();
                whole.complete();
            } catch (IOException e) {
                throw new IOException(file.problem(path, e), e);
            }
        }

        @Override
        public void close() {
            try {
                whole.close();
            } catch (IOException e) {
                LOGGER.warn(file.problem(path, e));
            }
        }
    }

    /**
     * Returns what puts the faults into a run of a generator.
     *
     * @throws ConfigException if the ledger cannot be written
     */
    OfRun of(ClickGenerator generator, RunVariables variables) {
        return new OfRun(this, generator, variables);
    }
}
