package io.csgen.examples;

import io.csgen.click.ClickView;
import io.csgen.config.Problems;
import io.csgen.fault.FaultTotals;
import io.csgen.run.RunReport;
import io.csgen.run.RunState;
import io.csgen.simulate.ClickGenerator;
import io.csgen.truth.Manifest;
import io.csgen.truth.ManifestCollector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Where the manifests of runs are written. Immutable. */
record ManifestFile(RunFile file) {
    /** Makes the manifest of one run, of which it sees every click. Confined to one thread at a time. */
    static final class Writer implements Consumer<ClickView> {
        private final Path file;
        private final ManifestCollector collector;

        private Writer(Path file, ManifestCollector collector) {
            this.file = file;
            this.collector = collector;
        }

        @Override
        public void accept(ClickView click) {
            collector.accept(click);
        }

        /**
         * Writes the manifest of a run that has ended.
         *
         * @param faults what was put into the run on purpose
         * @throws IOException if that fails, with a message for the user
         */
        void write(RunReport end, Optional<FaultTotals> faults) throws IOException {
            collector.rateChanges(end.rateChanges());
            Manifest clean = end.state() == RunState.COMPLETED ? collector.manifest() : collector.manifestSoFar();
            Manifest manifest = faults.map(clean::withFaults).orElse(clean);
            try {
                manifest.save(file);
            } catch (IOException e) {
                throw new IOException(Problems.describe("manifest-file", "be a file that can be written", file), e);
            }
        }
    }

    static Optional<ManifestFile> of(String text) {
        return RunFile.of(text).map(ManifestFile::new);
    }

    /** Returns what makes the manifest of one run of a generator. */
    Writer writer(ClickGenerator generator) {
        return new Writer(file.path(generator), ManifestCollector.of(generator));
    }
}
