package io.csgen.examples.job;

import io.csgen.click.Click;
import io.csgen.config.RunVariables;
import io.csgen.run.ClickRun;
import io.csgen.run.RunListener;
import io.csgen.simulate.ClickGenerator;
import io.csgen.sink.ClickSink;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What a run is made of, none of which is opened yet. Immutable.
 *
 * @param generator of its clicks
 * @param number of the run in its process, from 1
 * @param faults what is put into it
 * @param sinks opens its sink, behind its faults
 * @param manifest where its manifest goes; empty for nowhere
 * @param settings sets all else, such as its pacing
 * @param witness sees each click, too
 * @param listener watches it
 */
public record RunPlan(
        ClickGenerator generator,
        long number,
        RunFaults faults,
        Function<RunFaults.OfRun, ClickSink> sinks,
        Optional<ManifestFile> manifest,
        UnaryOperator<ClickRun.Builder> settings,
        Consumer<? super Click> witness,
        RunListener listener) {
    /** Returns what the variables in the paths of files stand for. */
    RunVariables variables() {
        return new RunVariables(generator.seed(), number);
    }
}
