package io.csgen.examples.job;

import io.csgen.click.ClickView;
import io.csgen.config.RunVariables;
import io.csgen.fault.FaultInjection;
import io.csgen.run.RunReport;
import io.csgen.simulate.ClickGenerator;
import io.csgen.truth.Manifest;
import io.csgen.truth.ManifestCollector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Where the manifests of runs are written. Immutable. */
public record ManifestFile(RunFile file) {
    /** Makes the manifest of one run, of which it sees every click. Confined to one thread at a time. */
    record Writer(RunFile file, Path path, ManifestCollector collector) implements Consumer<ClickView> {
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
        void write(RunReport end, Optional<FaultInjection.Totals> faults) throws IOException {
            collector.rateChanges(end.rateChanges());
            Manifest clean = switch (end.state()) {
                case COMPLETED -> collector.manifest();
                case FAILED -> collector.manifestSoFar(end.problem().orElseThrow());
                default -> collector.manifestSoFar();
            };
            Manifest manifest = faults.map(clean::withFaults).orElse(clean);
            try {
                manifest.save(path);
            } catch (IOException e) {
                throw new IOException(file.problem(path, e), e);
            }
        }
    }

    /**
     * Returns what makes the manifest of one run of a generator.
     *
     * @throws io.csgen.config.ConfigException if it could not be written in the end
     */
    Writer writer(ClickGenerator generator, RunVariables variables) {
        file.requireWritable(variables);
        return new Writer(file, file.path(variables), ManifestCollector.of(generator));
    }
}
