package io.csgen.run;

import io.csgen.config.Problems;
import io.csgen.simulate.RateChange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a run goes, or went. Immutable: one moment, read without stopping anything, so that while
 * clicks flow the counts may be apart by those in between. Once the state is final, they are exact.
 *
 * @param state where the run stands, and how it ended
 * @param problem why the run failed, in one line; there if it failed, or is about to
 * @param seed seed of the generator
 * @param since when the run began; where it is paced, with its first clicks at hand
 * @param elapsed how long it has run, until its end
 * @param targetClicksPerSecond rate the model and the pacing aim at by now, in real time, with hours,
 *     weekdays, stages and rate changes; empty where unpaced
 * @param askedClicksPerSecond the same without hours and weekdays: {@code clicks-per-second}, or the rate of a stage or
 *     of the latest change
 * @param balance how many clicks were asked for and made so far, and why these differ; empty where that is not known,
 *     as of runs that a number of sessions bounds, and of unpaced ones that did not complete
 * @param rateChanges all changes of the rate, those of the generator included; with them, {@link
 *     io.csgen.simulate.ClickGenerator#rateChanges(List)} gives the clicks of this run
 * @param counts what became of the clicks
 * @param reasons why clicks failed or are unconfirmed, the most frequent reason first
 * @param lag how late clicks were handed over
 * @param recentLag the same of the last 5 to 10 seconds; where nobody asked for so long, since then
 */
public record RunReport(
        State state,
        Optional<String> problem,
        long seed,
        Instant since,
        Duration elapsed,
        Optional<Double> targetClicksPerSecond,
        Optional<Double> askedClicksPerSecond,
        Optional<RateBalance> balance,
        List<RateChange> rateChanges,
        Counts counts,
        List<ReasonCount> reasons,
        Lag lag,
        Lag recentLag) {
    /**
     * How many clicks were asked of a run, how many it made, and why these differ. Immutable.
     *
     * @param asked clicks: those of a bound on clicks, or those that {@code clicks-per-second}, stages and changes of the
     *     rate ask for in the virtual time of the run
     * @param made clicks generated
     * @param noise how far clicks made may be from those expected by chance alone: 4 standard deviations
     * @param reasons why clicks are more or fewer than asked, the greatest first; none where chance would do as well
     */
    public record RateBalance(double asked, long made, double noise, List<Reason> reasons) {
        /**
         * One reason. Immutable.
         *
         * @param text what it is, such as {@code cold start}
         * @param clicks how many clicks are more for it; negative where they are fewer
         */
        public record Reason(String text, double clicks) {
            /** Returns the reason for people. */
            @Override
            public String toString() {
                return text + " " + (clicks < 0 ? "-" : "+") + plain(Math.abs(clicks));
            }
        }

        /** Creates a balance. */
        public RateBalance {
            reasons = List.copyOf(reasons);
        }

        /** Returns whether as many clicks were made as were asked for, but for chance. */
        public boolean isMet() {
            return Math.abs(made - asked) <= noise;
        }

        /** Returns the balance for people. */
        @Override
        public String toString() {
            return "asked for " + plain(asked) + " clicks, made " + made
                    + (reasons.isEmpty()
                            ? ""
                            : reasons.stream().map(Reason::toString).collect(Collectors.joining(", ", ": ", "")));
        }

        private static String plain(double clicks) {
            return String.format(Locale.ROOT, clicks < 10 ? "%.1f" : "%.0f", clicks);
        }
    }

    /** Where a run stands. */
    public enum State {
        /** Clicks are handed to the sink. */
        RUNNING,
        /** No more clicks are handed over; those in flight wait for their receipts. */
        STOPPING,
        /** Ended because somebody stopped it. */
        STOPPED,
        /** Ended because the generator had no more clicks; where it is bounded by time and paced, at that time. */
        COMPLETED,
        /** Ended because something failed: the sink, the generator or anything else that the run is made of. */
        FAILED;

        /** Returns whether nothing will change any more. */
        public boolean isFinal() {
            return this == STOPPED || this == COMPLETED || this == FAILED;
        }

        /** Returns the name used in data: the constant in lower case. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What became of the clicks of a run so far. Immutable: one moment, read without stopping anything, so that while
     * clicks flow the counts may be apart by those in between. The sum of receipts is never above {@code accepted}, nor
     * that above {@code generated}.
     *
     * @param sessions sessions begun
     * @param generated clicks handed to the sink
     * @param accepted clicks that the sink accepted
     * @param delivered clicks that the backend confirmed
     * @param failed clicks that the backend does not have
     * @param unconfirmed clicks of which it cannot be known
     * @param retried attempts at the backend beyond the first of each click
     */
    public record Counts(
            long sessions, long generated, long accepted, long delivered, long failed, long unconfirmed, long retried) {
        /** Counts of no run. */
        public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0);

        /** Returns how many clicks were accepted and have no receipt so far. */
        public long inFlight() {
            return accepted - delivered - failed - unconfirmed;
        }

        /** Returns the counts of both. */
        public Counts plus(Counts other) {
            return new Counts(
                    sessions + other.sessions,
                    generated + other.generated,
                    accepted + other.accepted,
                    delivered + other.delivered,
                    failed + other.failed,
                    unconfirmed + other.unconfirmed,
                    retried + other.retried);
        }
    }

    /**
     * How much later than due clicks were handed to the sink. A sink that blocks shows here, in every click that was
     * due meanwhile. Immutable. All are zero where nothing is paced. Percentiles are exact to one part in a hundred,
     * and beyond a day say one day; the maximum is exact.
     *
     * @param latest of the latest click
     * @param p50 of which half the clicks were not later
     * @param p90 of which 90 % were not later
     * @param p99 of which 99 % were not later
     * @param p999 of which 99.9 % were not later
     * @param max of the latest of all
     */
    public record Lag(Duration latest, Duration p50, Duration p90, Duration p99, Duration p999, Duration max) {
        /** No lag at all. */
        public static final Lag NONE =
                new Lag(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

        /** Returns the figures in milliseconds, in one line for people. */
        @Override
        public String toString() {
            return "lag p50 " + millis(p50) + ", p99 " + millis(p99) + ", max " + millis(max) + " ms";
        }

        private static String millis(Duration lag) {
            return String.valueOf(Math.round(lag.toNanos() / 1e4) / 1e2);
        }
    }

    /**
     * How many clicks of a run were not delivered for one reason. Immutable.
     *
     * @param outcome what their receipts say
     * @param reason why, in one line for people; {@link #OTHER} for all reasons beyond those counted by themselves
     * @param clicks how many they are
     */
    public record ReasonCount(Outcome outcome, String reason, long clicks) {
        /** Stands for all reasons beyond the first 20 of a run. */
        public static final String OTHER = "other reasons";

        /** A final outcome other than delivered. */
        public enum Outcome {
            /** The backend does not have the click. */
            FAILED,
            /** It cannot be known whether the backend has it. */
            UNCONFIRMED;

            /** Returns the name used in data: the constant in lower case. */
            @Override
            public String toString() {
                return name().toLowerCase(Locale.ROOT);
            }
        }

        /** Returns the count in words, such as {@code 100 failed: no key}. */
        @Override
        public String toString() {
            return clicks + " " + outcome + ": " + reason;
        }
    }

    private static final int SHOWN_REASONS = 3;

    /**
     * Creates a report.
     *
     * @throws io.csgen.config.ConfigException if a run that failed does not say why, or one that did not fail does
     */
    public RunReport {
        Problems problems = new Problems();
        problems.require(
                problem.isPresent() ? state == State.FAILED || state == State.STOPPING : state != State.FAILED,
                "problem",
                "be given if and only if the run failed",
                state);
        problems.throwIfAny();
        rateChanges = List.copyOf(rateChanges);
        reasons = List.copyOf(reasons);
    }

    /** Returns how many sessions have begun. */
    public long sessions() {
        return counts.sessions();
    }

    /** Returns how many clicks were handed to the sink. */
    public long generated() {
        return counts.generated();
    }

    /** Returns how many clicks the sink accepted. */
    public long accepted() {
        return counts.accepted();
    }

    /** Returns how many clicks the backend confirmed. */
    public long delivered() {
        return counts.delivered();
    }

    /** Returns how many clicks the backend does not have. */
    public long failed() {
        return counts.failed();
    }

    /** Returns of how many clicks it cannot be known. */
    public long unconfirmed() {
        return counts.unconfirmed();
    }

    /** Returns how many attempts at the backend there were beyond the first of each click. */
    public long retried() {
        return counts.retried();
    }

    /** Returns how many clicks were accepted and have no receipt so far. */
    public long inFlight() {
        return counts.inFlight();
    }

    /** Returns whether the run did not fail, and every click handed to the sink was delivered. */
    public boolean isAllDelivered() {
        return state != State.FAILED && problem.isEmpty() && delivered() == generated();
    }

    /** Returns the report in one line for people. */
    @Override
    public String toString() {
        return state + ": generated " + generated() + ", accepted " + accepted() + ", delivered " + delivered()
                + ", failed " + failed() + ", unconfirmed " + unconfirmed() + ", retried " + retried() + ", in flight "
                + inFlight() + ", sessions " + sessions() + ", elapsed " + elapsed.toMillis() + " ms, " + lag
                + reasonsText()
                + balance.filter(clicks -> !clicks.isMet())
                        .map(clicks -> ", " + clicks)
                        .orElse("")
                + problem.map(text -> ", problem: " + text).orElse("");
    }

    private String reasonsText() {
        if (reasons.isEmpty()) {
            return "";
        }
        int more = reasons.size() - SHOWN_REASONS;
        return reasons.stream()
                .limit(SHOWN_REASONS)
                .map(ReasonCount::toString)
                .collect(Collectors.joining("; ", ", reasons: ", more > 0 ? "; and " + more + " more" : ""));
    }
}
