package io.csgen.simulate;

/**
 * How many clicks a generator gives in a stretch of time on average, and why these are not as many as its rate asks
 * for. Made by {@link ClickGenerator#forecast}. Immutable.
 *
 * @param asked clicks at the rate that is asked for: {@code clicks-per-second}, stages and changes of the rate
 * @param ofHours what hours and weekdays add to them; negative where they take away
 * @param ofSessions what sessions add that began before the stretch, or before a step down, less what those take away
 *     that are not over at its end; negative where the store has just opened, or sessions follow a rising rate
 * @param deviation standard deviation of the number of clicks, at most
 */
public record ClickForecast(double asked, double ofHours, double ofSessions, double deviation) {
    /** Returns the mean number of clicks. */
    public double expected() {
        return asked + ofHours + ofSessions;
    }

    /**
     * Makes one.
     *
     * @param fromMillis not before the start
     * @param untilMillis not before it
     * @param clicksPerMilli mean rate, of all who take part
     */
    static ClickForecast of(Simulation simulation, long fromMillis, long untilMillis, double clicksPerMilli) {
        RateCurve curve = simulation.rates();
        SessionAges ages = simulation.ages();
        double level = curve.exposure(fromMillis, untilMillis, false);
        double wanted = curve.exposure(fromMillis, untilMillis, true);
        double begun = simulation.arrivals() == curve
                ? wanted
                : new RateCursor(simulation.arrivals(), fromMillis, () -> {}).exposureUntil(untilMillis);
        double given =
                begun + (stillToCome(simulation, fromMillis) - stillToCome(simulation, untilMillis)) / ages.mean();
        return new ClickForecast(
                level * clicksPerMilli,
                (wanted - level) * clicksPerMilli,
                (given - wanted) * clicksPerMilli,
                StrictMath.sqrt(Math.max(0, given) * clicksPerMilli * ages.clumping()));
    }

    /** Returns how many clicks sessions under way at a time still have, times the length of a millisecond at factor 1. */
    private static double stillToCome(Simulation simulation, long millis) {
        SessionAges ages = simulation.ages();
        double clicks = 0;
        double begin = millis - ages.longest();
        Earlier earlier = new Earlier(simulation, begin);
        for (int node = ages.count() - 1; node >= 0; node--) {
            double age = (ages.age(node) + ages.age(node + 1)) / 2;
            clicks += earlier.exposureUntil(millis - ages.age(node)) * (ages.mean() - 1 - ages.furtherUntil(age));
        }
        return clicks;
    }

    /** Moves forward over the rate at which sessions begin, and began before the start. Confined to one thread. */
    private static final class Earlier {
        private final Simulation simulation;
        private final long startMillis;
        private final RateCursor cursor;
        private double at;

        Earlier(Simulation simulation, double millis) {
            this.simulation = simulation;
            startMillis = simulation.rates().startMillis();
            cursor = new RateCursor(simulation.arrivals(), (long) Math.max(startMillis, millis), () -> {});
            at = millis;
        }

        double exposureUntil(double millis) {
            double exposure = 0;
            while (at < Math.min(startMillis, millis)) {
                double end = simulation.rates().isEvenWeek() ? millis : RateCurve.pieceEndOfWeek((long) at);
                end = Math.min(end, Math.min(startMillis, millis));
                exposure +=
                        simulation.isWarm() ? (end - at) * simulation.rates().earlierFactor((long) at) : 0;
                at = end;
            }
            if (at < millis) {
                exposure += cursor.exposureUntil(millis);
                at = millis;
            }
            return exposure;
        }
    }
}
