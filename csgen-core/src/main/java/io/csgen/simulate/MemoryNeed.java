package io.csgen.simulate;

import io.csgen.config.ConfigException;
import io.csgen.config.Problems;
import io.csgen.model.Catalog;
import io.csgen.model.Distribution;
import io.csgen.model.ProductGroup;
import io.csgen.model.ShopModel;
import io.csgen.model.Traffic;
import java.util.ArrayList;
import java.util.List;

/**
 * About how much memory the clicks of a model take, from above: before any of it is taken. It decides whether clicks
 * are drawn at all, never which. Immutable.
 *
 * @param users bytes for users: who is drawn, and until when each is busy
 * @param products bytes for products: which is drawn
 * @param clicks bytes for the clicks of the sessions under way, at the worst moment
 */
record MemoryNeed(long users, long products, long clicks) {
    /** Of the program itself, and what a collector needs to work in. */
    private static final long PROGRAM = 8L << 20;

    private static final long MEGABYTE = 1L << 20;

    // Measured with ever smaller heaps; see the comments for what they are made of.
    private static final double PER_WEIGHT = 16.5; // the weight, the table, and what builds the table of a slice
    private static final double PER_USER = 4.07; // until when the user is busy, and that of blocks of users
    private static final double PER_WEIGHT_OF_GROUP = 40; // all that builds the table of one group, at once
    private static final double PER_PRODUCT = 8; // the table
    private static final double PER_PRODUCT_THAT_DRIFTS = 24; // tables of two days, and both parts of popularity
    private static final double PER_CLICK_UNDER_WAY = 36; // 24, chunks that are not full, and those beyond the ring
    private static final double PER_CLICK_OF_BUCKET = 84; // the same, and its place in the sorted bucket, doubled
    private static final double PER_THREAD = 3L << 20; // open chunks of the ring, slots, clicks handed on

    /** A stretch of time with a rate of clicks at its begin and its end; times in milliseconds since 1970. */
    private record Stretch(long begin, long end, double from, double to) {
        double rate(long millis) {
            return end <= begin ? to : from + (to - from) * (millis - begin) / (end - begin);
        }

        /** Returns the mean rate up to a time, times how long it is until then, in seconds. */
        double clicksUntil(long millis) {
            return (from + rate(millis)) / 2 * (millis - begin) / 1000;
        }
    }

    /** Returns what any run of a model takes, however short. */
    static MemoryNeed ofTables(ShopModel model, double partOfUsers, int threads) {
        double count = model.users().count();
        boolean weighted = model.users().activity() instanceof Distribution.Zipf || count <= IndexSampler.MAX_EXACT;
        // An array of more than half a region of the collector takes whole regions.
        double perSlice = PER_USER * count / Simulation.SLICES;
        double busy = perSlice > MEGABYTE / 2.0 ? StrictMath.ceil(perSlice / MEGABYTE) * MEGABYTE : perSlice;
        double users = (weighted ? PER_WEIGHT : 0) * count + busy * Simulation.SLICES * partOfUsers;
        Catalog catalog = model.catalog();
        boolean zipf = catalog.popularity() instanceof Distribution.Zipf;
        boolean uniform = catalog.popularity() instanceof Distribution.Uniform;
        double products = 0;
        double greatest = 0;
        for (ProductGroup group : catalog.groups()) {
            double size = group.productCount();
            boolean drifts = catalog.drift() > 0 && size <= IndexSampler.MAX_EXACT;
            if (drifts) {
                products += PER_PRODUCT_THAT_DRIFTS * size * threads;
            } else if (zipf || !uniform && size <= IndexSampler.MAX_EXACT) {
                products += PER_PRODUCT * size;
                greatest = Math.max(greatest, size);
            }
        }
        return new MemoryNeed(
                (long) users, (long) (products + greatest * PER_WEIGHT_OF_GROUP), (long) (PER_THREAD * threads));
    }

    /** Returns this with the clicks of a run, up to its end or the greatest number of clicks or sessions it has. */
    MemoryNeed with(ClickGenerator generator, Simulation simulation) {
        Scope scope = generator.scope();
        double part = Long.bitCount(scope.slices()) / (double) Simulation.SLICES;
        double perSession = simulation.meanClicks();
        double waiting =
                simulation.meanClickWaitMillis(); // of the clicks after the first, from the begin of their session
        double widthMillis = Buckets.widthMillis(simulation.clicksPerMilli());
        double enough = Math.min(scope.maxClicks(), scope.maxSessions());
        enough = enough + 4 * StrictMath.sqrt(enough) + 10; // sessions: each has a click at once
        double underWay = scope.warm()
                ? part
                        * simulation.rates().earlierPeak()
                        * generator.model().traffic().clicksPerSecond()
                        / 1000
                        / perSession
                        * (perSession - 1)
                        * waiting
                : 0;
        double worst = PER_CLICK_UNDER_WAY * underWay;
        long until = scope.endMillis();
        double begun = 0;
        for (Stretch stretch : stretches(generator)) {
            if (stretch.begin >= until) {
                break;
            }
            long end = Math.min(stretch.end, until);
            double low = part * simulation.rates().meanOfWeek(stretch.begin, end) / perSession;
            long counted = Math.max(stretch.begin, scope.beginMillis());
            if (end > counted) {
                double before = low * stretch.clicksUntil(counted);
                if (begun + low * stretch.clicksUntil(end) - before >= enough) {
                    end = whenEnough(stretch, counted, end, (enough - begun + before) / low);
                    until = Math.min(until, end + (long) widthMillis);
                    end = Math.min(stretch.end, until);
                    enough = Double.POSITIVE_INFINITY;
                } else {
                    begun += low * stretch.clicksUntil(end) - before;
                }
            }
            double perMilli = part
                    * simulation.rates().peakOfWeek(stretch.begin, end)
                    * Math.max(stretch.from, stretch.rate(end))
                    / 1000;
            double even = perMilli / perSession * (perSession - 1) * waiting;
            double left = waiting > 0 ? StrictMath.exp(-(end - stretch.begin) / waiting) : 0;
            underWay = Math.max(underWay, underWay * left + even * (1 - left));
            double ofBucket = perMilli * Math.min(widthMillis, end - stretch.begin);
            worst = Math.max(worst, PER_CLICK_UNDER_WAY * underWay + PER_CLICK_OF_BUCKET * ofBucket);
            underWay = underWay * left + even * (1 - left);
        }
        return new MemoryNeed(users, products, clicks + (long) worst);
    }

    private static long whenEnough(Stretch stretch, long from, long to, double clicks) {
        long low = from;
        long high = to;
        while (low < high) {
            long middle = low + (high - low) / 2;
            if (stretch.clicksUntil(middle) >= clicks) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** Stages up to the first change of the rate, and the changes. */
    private static List<Stretch> stretches(ClickGenerator generator) {
        List<Stretch> stretches = new ArrayList<>();
        Traffic traffic = generator.model().traffic();
        List<RateChange> changes = generator.rateChanges();
        long last = generator.start().toEpochMilli() + ClickGenerator.LONGEST_MILLIS;
        long stagesEnd = changes.isEmpty() ? last : changes.get(0).atMillis();
        long at = generator.start().toEpochMilli();
        for (Traffic.Stage stage : traffic.stages()) {
            if (at >= stagesEnd) {
                break;
            }
            Stretch whole = new Stretch(at, at + stage.duration().toMillis(), stage.from(), stage.to());
            long end = Math.min(stagesEnd, whole.end);
            stretches.add(new Stretch(at, end, whole.from, whole.rate(end)));
            at = end;
        }
        stretches.add(new Stretch(at, stagesEnd, traffic.clicksPerSecond(), traffic.clicksPerSecond()));
        for (int i = 0; i < changes.size(); i++) {
            double rate = changes.get(i).clicksPerSecond();
            long end = i + 1 < changes.size() ? changes.get(i + 1).atMillis() : last;
            stretches.add(new Stretch(changes.get(i).atMillis(), end, rate, rate));
        }
        return stretches;
    }

    /**
     * Does nothing if a heap has room.
     *
     * @throws ConfigException otherwise, with what takes most and the way out
     */
    void requireWithin(long heap) {
        double all = (double) users + products + clicks + PROGRAM;
        if (all <= heap) {
            return;
        }
        String way = users >= products && users >= clicks
                ? "customer-id-max"
                : products >= clicks ? "the number of products" : "clicks-per-second or the rates of stages";
        throw new ConfigException(List.of(Problems.describe(
                "memory",
                "be about " + megabytes(all) + " (" + megabytes(users) + " for users, " + megabytes(products)
                        + " for products, " + megabytes(clicks) + " for sessions under way), so raise -Xmx or lower "
                        + way,
                megabytes(heap))));
    }

    private static String megabytes(double bytes) {
        return (long) StrictMath.ceil(bytes / MEGABYTE) + " MB";
    }
}
