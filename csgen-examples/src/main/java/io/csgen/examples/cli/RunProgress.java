package io.csgen.examples.cli;

import io.csgen.click.Click;
import io.csgen.examples.job.Execution;
import io.csgen.examples.job.RunOutcome;
import io.csgen.run.RunReport;
import java.time.Instant;
import java.util.Optional;

/** Shows how far a bounded run has come. Sees clicks on the thread of the run; all else is confined to one thread. */
final class RunProgress {
    private final Optional<ProgressLine> line;
    private final ClickBound.Bounded bounded;
    private volatile long latestMillis;

    /**
     * Creates it.
     *
     * @param line where to show it; empty for nowhere
     */
    RunProgress(Optional<ProgressLine> line, ClickBound.Bounded bounded) {
        this.line = line;
        this.bounded = bounded;
        latestMillis = bounded.generator().begin().toEpochMilli();
    }

    /** Takes note of the latest click. */
    void accept(Click click) {
        latestMillis = click.timestampMillis();
    }

    /** Waits for the end of the run, and shows how far it is until then. */
    RunOutcome await(Execution execution) throws InterruptedException {
        if (line.isEmpty()) {
            return execution.await();
        }
        try {
            Optional<RunOutcome> ended = execution.await(ProgressLine.INTERVAL);
            while (ended.isEmpty()) {
                RunReport now = execution.report();
                double done = bounded.done().part(now, Instant.ofEpochMilli(latestMillis));
                line.get().show(now.generated(), done);
                ended = execution.await(ProgressLine.INTERVAL);
            }
            return ended.get();
        } finally {
            line.get().clear();
        }
    }
}
