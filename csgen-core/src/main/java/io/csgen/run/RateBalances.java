package io.csgen.run;

import io.csgen.model.Traffic;
import io.csgen.run.RunReport.RateBalance;
import io.csgen.simulate.ClickForecast;
import io.csgen.simulate.ClickGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Finds out how many clicks were asked of a run, and why it made more or fewer. */
final class RateBalances {
    private static final double DEVIATIONS = 4;

    private RateBalances() {}

    /** Returns the balance of a run that time bounds, or nothing. */
    static RateBalance ofTime(ClickGenerator generator, Instant begin, Instant until, long made, boolean isBehind) {
        ClickForecast forecast = generator.forecast(begin, until);
        double noise = DEVIATIONS * forecast.deviation();
        List<RateBalance.Reason> reasons = new ArrayList<>();
        reasons.add(new RateBalance.Reason("hours and weekdays", forecast.ofHours()));
        reasons.add(new RateBalance.Reason(sessions(generator, forecast), forecast.ofSessions()));
        double rest = made - forecast.expected();
        if (Math.abs(rest) > noise) {
            reasons.add(new RateBalance.Reason(
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
        List<RateBalance.Reason> reasons = made < asked
                ? List.of(
                        new RateBalance.Reason("the end of what is simulated, 68 years after the start", made - asked))
                : List.of();
        return new RateBalance(asked, made, 0, reasons);
    }
}
