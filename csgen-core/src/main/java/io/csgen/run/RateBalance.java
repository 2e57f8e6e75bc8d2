package io.csgen.run;

import io.csgen.model.Traffic;
import io.csgen.simulate.ClickForecast;
import io.csgen.simulate.ClickGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

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
    private static final double DEVIATIONS = 4;

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

    /** Returns the balance of a run that time bounds, or nothing. */
    static RateBalance ofTime(ClickGenerator generator, Instant begin, Instant until, long made, boolean isBehind) {
        ClickForecast forecast = generator.forecast(begin, until);
        double noise = DEVIATIONS * forecast.deviation();
        List<Reason> reasons = new ArrayList<>();
        reasons.add(new Reason("hours and weekdays", forecast.ofHours()));
        reasons.add(new Reason(sessions(generator, forecast), forecast.ofSessions()));
        double rest = made - forecast.expected();
        if (Math.abs(rest) > noise) {
            reasons.add(new Reason(
                    rest > 0 ? "more than chance" : isBehind ? "due, but not taken by the sink" : "users who were busy",
                    rest));
        }
        boolean isMet = Math.abs(made - forecast.asked()) <= noise;
        reasons.removeIf(reason -> isMet || Math.abs(reason.clicks()) < 0.5);
        reasons.sort((one, other) -> Double.compare(Math.abs(other.clicks()), Math.abs(one.clicks())));
        return new RateBalance(forecast.asked(), made, noise, reasons);
    }

    private static String sessions(ClickGenerator generator, ClickForecast forecast) {
        boolean sharp = generator.model().traffic().response() == Traffic.Response.SHARP;
        if (forecast.ofSessions() > 0) {
            return sharp ? "sessions that went on after a step down" : "sessions that had begun before";
        }
        return generator.isWarm() ? "sessions that follow the rate slowly" : "cold start";
    }

    /** Returns the balance of a run that a number of clicks bounds, and that came to its end. */
    static RateBalance ofClicks(long asked, long made) {
        List<Reason> reasons = made < asked
                ? List.of(new Reason("the end of what is simulated, 68 years after the start", made - asked))
                : List.of();
        return new RateBalance(asked, made, 0, reasons);
    }
}
