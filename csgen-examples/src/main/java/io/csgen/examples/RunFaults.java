package io.csgen.examples;

import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.config.ConfigException;
import io.csgen.config.Problems;
import io.csgen.fault.FaultInjection;
import io.csgen.fault.FaultReport;
import io.csgen.fault.FaultTotals;
import io.csgen.fault.Faults;
import io.csgen.fault.InjectedFault;
import io.csgen.simulate.ClickGenerator;
import io.csgen.sink.ClickSink;
import io.csgen.sink.SinkSettings;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The faults of runs, and where their ledgers are written. Immutable.
 *
 * @param ledgers empty for nowhere
 */
record RunFaults(Faults faults, Optional<RunFile> ledgers) {
    /** No faults, and no ledgers of them. */
    static final RunFaults NONE = new RunFaults(Faults.none(), Optional.empty());

    /** Puts faults into one run, or none. Owns the file of the ledger; used like the sink of the run. */
    static final class OfRun implements Consumer<InjectedFault>, AutoCloseable {
        private final @Nullable FaultInjection injection;
        private final @Nullable Path file;
        private final @Nullable BufferedWriter ledger;
        private @Nullable IOException failure;
        private @Nullable ClickSink opened;

        private OfRun(RunFaults settings, ClickGenerator generator) {
            injection = settings.faults.isNone() ? null : settings.faults.injection(generator, this);
            file = settings.ledgers.map(each -> each.path(generator)).orElse(null);
            ledger = file == null ? null : open(file);
        }

        private static BufferedWriter open(Path file) {
            try {
                return Files.newBufferedWriter(file);
            } catch (IOException e) {
                throw new ConfigException(List.of(notWritable(file)));
            }
        }

        private static String notWritable(Path file) {
            return Problems.describe(ProgramKeys.FAULT_LEDGER_FILE.name(), "be a file that can be written", file);
        }

        /** Opens the sink of the run, behind its faults. */
        ClickSink open(SinkSettings plain, Function<SinkSettings, ClickSink> opener) {
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
        Optional<ClickSink> opened() {
            return Optional.ofNullable(opened);
        }

        @Override
        public void accept(InjectedFault entry) {
            if (ledger == null || failure != null) {
                return;
            }
            try {
                ledger.write(entry.toJson());
                ledger.write('\n');
            } catch (IOException e) {
                failure = e;
            }
        }

        /** Returns what was put in; empty where nothing is. */
        Optional<FaultReport> report() {
            return Optional.ofNullable(injection).map(FaultInjection::report);
        }

        /** Returns what the manifest says; empty where nothing is put in. */
        Optional<FaultTotals> totals() {
            return Optional.ofNullable(injection).map(FaultInjection::totals);
        }

        /**
         * Completes the ledger, once the run has ended.
         *
         * @throws IOException if it is not complete, with a message for the user
         */
        @Override
        public void close() throws IOException {
            if (ledger == null || file == null) {
                return;
            }
            try {
                ledger.close();
            } catch (IOException e) {
                failure = failure == null ? e : failure;
            }
            if (failure != null) {
                throw new IOException(notWritable(file), failure);
            }
        }
    }

    /** Returns what puts the faults into a run of a generator. */
    OfRun of(ClickGenerator generator) {
        return new OfRun(this, generator);
    }
}
