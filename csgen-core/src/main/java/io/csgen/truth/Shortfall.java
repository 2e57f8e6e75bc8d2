package io.csgen.truth;

import io.csgen.simulate.ClickGenerator;
import io.csgen.simulate.Position;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What a run that failed, or was stopped before its end, was meant to make. Immutable.
 *
 * @param problem why it failed, in one line; empty if it was stopped
 * @param maxClicks how many clicks it was meant to make at most; {@link Long#MAX_VALUE} where not bounded so
 * @param maxSessions how many sessions at most; {@link Long#MAX_VALUE} where not bounded so
 * @param end before which time it was meant to end, exclusive; empty where not bounded so
 * @param made how many clicks it did make
 */
public record Shortfall(Optional<String> problem, long maxClicks, long maxSessions, Optional<Instant> end, long made) {

    /**
     * Returns what is short of a run; empty where it has none, as it was meant to go on until it is stopped, and was.
     *
     * @param problem why it failed; empty if it was stopped
     */
    static Optional<Shortfall> of(ClickGenerator generator, Optional<String> problem, long made) {
        long before = generator.position().map(Position::clickCount).orElse(0L);
        long maxClicks = generator.maxClicks();
        Shortfall all = new Shortfall(
                problem,
                maxClicks == Long.MAX_VALUE ? maxClicks : maxClicks - before,
                generator.maxSessions(),
                generator.isEndless() ? Optional.empty() : Optional.of(generator.end()),
                made);
        return problem.isPresent() || all.isBounded() ? Optional.of(all) : Optional.empty();
    }

    private boolean isBounded() {
        return maxClicks != Long.MAX_VALUE || maxSessions != Long.MAX_VALUE || end.isPresent();
    }

    /** Returns how the run ended, in one word: {@code failed} or {@code stopped}. */
    public String state() {
        return problem.isPresent() ? "failed" : "stopped";
    }

    /** Returns all of it in one line for people. */
    @Override
    public String toString() {
        String goal;
        if (maxClicks != Long.MAX_VALUE) {
            goal = String.format(Locale.ROOT, "make %,d clicks", maxClicks);
        } else if (maxSessions != Long.MAX_VALUE) {
            goal = String.format(Locale.ROOT, "make %,d sessions", maxSessions);
        } else {
            goal = "go on until " + end.map(Instant::toString).orElse("it is stopped");
        }
        return problem.map(text -> "the run failed (" + text + ")").orElse("the run was stopped") + ": it was meant to "
                + goal + String.format(Locale.ROOT, ", and made %,d clicks", made);
    }
}
