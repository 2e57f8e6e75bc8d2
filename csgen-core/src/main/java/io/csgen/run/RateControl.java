package io.csgen.run;

import io.csgen.simulate.ClickGenerator;
import io.csgen.simulate.RateChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * Lets the rate of a generator be changed while its clicks are generated, at the first time no iterator has
 * reached, so that the changes on record reproduce the clicks; and lets drawing be ended. Safe for concurrent use.
 */
final class RateControl implements RateChange.Schedule {
    // Guarded by this.
    private ClickGenerator generator;
    private long claimedMillis;

    private volatile boolean ended;

    /**
     * Begins without a change beyond those of the generator.
     *
     * @param beginMillis where its clicks begin
     */
    RateControl(ClickGenerator generator, long beginMillis) {
        this.generator = generator;
        // Where sessions are under way at the start, their number follows from the rate there.
        claimedMillis = beginMillis + 1;
    }

    @Override
    public synchronized List<RateChange> claim(long untilMillis) {
        claimedMillis = Math.max(claimedMillis, untilMillis);
        return generator.rateChanges();
    }

    /**
     * Lets iterators go on until {@link #end}.
     *
     * @throws CancellationException after it
     */
    @Override
    public void proceed() {
        if (ended) {
            throw new CancellationException("clicks must not be drawn after the end");
        }
    }

    /** Ends whatever iterators are drawing: their clicks are not wanted any more. */
    void end() {
        ended = true;
    }

    /**
     * Changes the rate.
     *
     * @param fromMillis from this virtual time on, or the first after it that is still open
     * @return the change as it goes on record
     * @throws io.csgen.config.ConfigException if the rate is out of bounds, or too high for the memory, or for the
     *     users of a model that forbids overlapping sessions
     */
    synchronized RateChange change(long fromMillis, double clicksPerSecond) {
        Instant at = Instant.ofEpochMilli(Math.max(fromMillis, claimedMillis));
        RateChange change = new RateChange(at, clicksPerSecond);
        List<RateChange> changes = new ArrayList<>(generator.rateChanges());
        changes.removeIf(other -> other.at().equals(at));
        changes.add(change);
        changes.sort(Comparator.comparing(RateChange::at));
        ClickGenerator changed = generator.rateChanges(changes);
        changed.requireMemory(1);
        generator = changed;
        return change;
    }

    /** Returns the generator with the changes up to here. */
    synchronized ClickGenerator generator() {
        return generator;
    }
}
