package io.csgen.fault;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickField;
import io.csgen.click.ClickFormat;
import io.csgen.click.ClickType;
import io.csgen.click.ClickView;
import io.csgen.config.ConfigException;
import io.csgen.config.Problems;
import io.csgen.internal.RandomStream;
import io.csgen.model.ShopModel;
import io.csgen.simulate.ClickGenerator;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which click of a stream has which fault: follows from a click and the seed alone, whatever was before it. So any
 * shard of a stream has its faults, and whoever knows the generator knows them again. Immutable, so safe for
 * concurrent use.
 */
public final class FaultPlan {
    // Salts: what they are does not matter, but for ever.
    private static final long FAULT = 0x6661756c74L;
    private static final long DETAIL = 1;
    private static final long BOT = 2;
    private static final long VISIT = 3;
    private static final long DAMAGE = 4;

    private static final Fault[] OF_CLICKS = {
        Fault.DUPLICATE,
        Fault.LATE,
        Fault.OUT_OF_ORDER,
        Fault.MALFORMED,
        Fault.MISSING_FIELD,
        Fault.CLOCK_SKEW,
        Fault.ORPHAN
    };

    private static final int SHORT_DELAY_MILLIS = 10_000;
    private static final long LONGEST_DELAY_MILLIS = 86_400_000;
    private static final double SIGMA_OF_LATE = 2;
    private static final long MILLIS_PER_HOUR = 3_600_000;
    private static final long MILLIS_PER_DAY = 86_400_000;
    private static final int DAYS_AWAY = 4_000;
    private static final int GREATEST_ORPHAN_ORDINAL = 10;

    private final Faults faults;
    private final Optional<ClickFormat> format;
    private final long endMillis;
    private final long key;
    private final long[] thresholds = new long[OF_CLICKS.length];
    private final int lastUserId;
    private final Visitors visitors;
    private final MissingField missingField;

    private FaultPlan(Faults faults, Optional<ClickFormat> format, long endMillis, int lastUserId, Visitors visitors) {
        this.faults = faults;
        this.format = format;
        this.endMillis = endMillis;
        this.lastUserId = lastUserId;
        this.visitors = visitors;
        key = RandomStream.key(faults.seed().orElseThrow(), FAULT);
        missingField = new MissingField(faults.missingFields(), format);
        double sum = 0;
        for (int i = 0; i < thresholds.length; i++) {
            sum += faults.rate(OF_CLICKS[i]);
            thresholds[i] = (long) (Math.min(1, sum) * 0x1.0p53);
        }
    }

    /**
     * Returns the plan of a stream that is not written, so that no fault is in how it is.
     *
     * @throws ConfigException if the model has no room for the ids of bots and orphans
     */
    public static FaultPlan of(Faults faults, ClickGenerator generator) {
        ShopModel model = generator.model();
        Faults seeded = faults.seed().isPresent() ? faults : faults.withSeed(generator.seed());
        // Changes of the rate while a run goes must not change which clicks have faults.
        ClickGenerator unchanged = generator.rateChanges().isEmpty() ? generator : generator.rateChanges(List.of());
        Visitors visitors = new Visitors(unchanged, seeded.rate(Fault.BOT));
        int lastUserId = model.users().idMax();
        Problems problems = new Problems();
        problems.require(
                seeded.rate(Fault.BOT) + seeded.rate(Fault.ORPHAN) == 0 || visitors.lastId() <= Integer.MAX_VALUE,
                "customer-id-max",
                "leave room for " + visitors.count() + " ids of bots and orphans up to " + Integer.MAX_VALUE,
                lastUserId);
        problems.throwIfAny();
        return new FaultPlan(seeded, Optional.empty(), generator.end().toEpochMilli(), lastUserId, visitors);
    }

    /** Returns this plan for a stream that is written in a format. */
    public FaultPlan in(ClickFormat value) {
        return new FaultPlan(faults, Optional.of(value), endMillis, lastUserId, visitors);
    }

    /** Returns the faults, always with a seed. */
    public Faults faults() {
        return faults;
    }

    /** Returns the format; empty where clicks are not written. */
    public Optional<ClickFormat> format() {
        return format;
    }

    /** Returns the faults with a rate above 0 that the format of this plan cannot show, so that no click has them. */
    public List<Fault> withoutEffect() {
        List<Fault> without = new ArrayList<>();
        for (Fault fault : OF_CLICKS) {
            boolean can = fault != Fault.MISSING_FIELD || missingField.isPossible();
            if (faults.rate(fault) > 0 && !(can && canShow(fault))) {
                without.add(fault);
            }
        }
        return without;
    }

    private boolean canShow(Fault fault) {
        return !fault.isWritten()
                || (fault == Fault.CLOCK_SKEW
                        ? format.filter(known -> known.fields().contains(ClickField.TIMESTAMP))
                                .isPresent()
                        : format.flatMap(ClickFormat::damage).isPresent());
    }

    /** Returns the fault of a click; with {@link Fault#ORPHAN}, an orphan comes besides it. */
    public Optional<Fault> of(ClickView click) {
        return Optional.ofNullable(find(click));
    }

    @Nullable
    Fault find(ClickView click) {
        long draw = hash(click) >>> 11;
        if (draw >= thresholds[thresholds.length - 1] || click.userId() > lastUserId) {
            return null;
        }
        int i = 0;
        while (draw >= thresholds[i]) {
            i++;
        }
        Fault fault = OF_CLICKS[i];
        boolean shown = canShow(fault) && (fault != Fault.MISSING_FIELD || missingField.isPossible(click));
        return shown ? fault : null;
    }

    private long hash(ClickView click) {
        return RandomStream.key(RandomStream.key(key, click.sessionId()), click.ordinal());
    }

    /** Returns the random numbers of the fault of a click. */
    private RandomStream detail(ClickView click) {
        return new RandomStream(RandomStream.key(hash(click), DETAIL));
    }

    /**
     * Returns which clicks come besides one: an orphan, which is the first where that is the fault of the click, and all
     * those of the visit of a bot, in order of time, if one begins.
     */
    public List<Click> besides(ClickView click) {
        List<Click> clicks = new ArrayList<>();
        if (find(click) == Fault.ORPHAN) {
            clicks.add(orphan(click));
        }
        visit(click).ifPresent(visit -> visit.forEachRemaining(clicks::add));
        return clicks;
    }

    Click orphan(ClickView click) {
        RandomStream random = detail(click);
        long session = random.next();
        int ordinal = 2 + RandomStream.below(random.next(), GREATEST_ORPHAN_ORDINAL - 1);
        return visitors.click(
                click.timestampMillis(), visitors.orphan(random), session, ordinal, ClickType.PRODUCT_VIEW, random);
    }

    /** Returns the visit of a bot that begins with a click, if one does. */
    Optional<Iterator<Click>> visit(ClickView click) {
        if (faults.rate(Fault.BOT) == 0 || click.userId() > lastUserId) {
            return Optional.empty();
        }
        long draw = RandomStream.key(hash(click), BOT);
        return visitors.begins(draw, click.timestampMillis())
                ? Optional.of(visitors.visit(RandomStream.key(hash(click), VISIT), click.timestampMillis(), endMillis))
                : Optional.empty();
    }

    /** Returns how much later than due a click comes, or its duplicate after it, in milliseconds of virtual time. */
    long delayMillis(Fault fault, ClickView click) {
        RandomStream random = detail(click);
        if (fault != Fault.LATE) {
            return 1 + RandomStream.below(random.next(), SHORT_DELAY_MILLIS);
        }
        // Box and Muller, "A note on the generation of random normal deviates", 1958.
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextFraction()));
        double normal = radius * StrictMath.cos(2 * StrictMath.PI * random.nextFraction());
        double millis = faults.lateMedian().toMillis() * StrictMath.exp(SIGMA_OF_LATE * normal);
        return Math.min(LONGEST_DELAY_MILLIS, (long) StrictMath.ceil(millis));
    }

    /** Returns by how much the time of a click is written wrong, in milliseconds; never 0. */
    long skewMillis(ClickView click) {
        RandomStream random = detail(click);
        long time = click.timestampMillis();
        long skew;
        switch (RandomStream.below(random.next(), 4)) {
            case 0 -> skew = RandomStream.below(random.next(), (int) MILLIS_PER_DAY) - time; // since a reset to 1970
            case 1 -> {
                long days = RandomStream.below(random.next(), 2 * DAYS_AWAY) - DAYS_AWAY;
                skew = (days >= 0 ? days + 1 : days) * MILLIS_PER_DAY;
            }
            default -> {
                int hours = RandomStream.below(random.next(), 26) - 12; // the zones of the earth are from -12 to 14
                skew = (hours >= 0 ? hours + 1 : hours) * MILLIS_PER_HOUR;
            }
        }
        if (time + skew < Click.MIN_TIMESTAMP_MILLIS || time + skew > Click.MAX_TIMESTAMP_MILLIS) {
            skew = -skew;
        }
        return skew == 0 ? MILLIS_PER_HOUR : skew;
    }

    /** Returns a click with {@link Fault#CLOCK_SKEW} as it is written. */
    public Click skewed(ClickView click) {
        return new Click(
                click.timestampMillis() + skewMillis(click),
                click.userId(),
                click.sessionId(),
                click.ordinal(),
                click.type(),
                click.groupId(),
                click.productId());
    }

    /**
     * Returns an encoder that writes clicks with their faults.
     *
     * @param encoder writes them without, in the format of this plan
     * @throws java.util.NoSuchElementException if this plan has no format
     */
    public ClickEncoder encoder(ClickEncoder encoder) {
        return new FaultEncoder(encoder, this);
    }

    Malformation malformation(ClickView click) {
        Malformation[] kinds = Malformation.values();
        return kinds[RandomStream.below(detail(click).next(), kinds.length)];
    }

    ClickField missingField(ClickView click) {
        return missingField.of(click, detail(click).next());
    }

    /** Returns more of a fault, as {@link InjectedFault} has it. */
    String detail(Fault fault, ClickView click) {
        return switch (fault) {
            case DUPLICATE, LATE, OUT_OF_ORDER -> Long.toString(delayMillis(fault, click));
            case MALFORMED -> malformation(click).toString();
            case MISSING_FIELD -> missingField(click).wireName();
            case CLOCK_SKEW -> Long.toString(skewMillis(click));
            case ORPHAN, BOT -> click.id();
        };
    }

    /** Returns a random number that decides how a line is malformed. */
    long damage(ClickView click) {
        return RandomStream.key(hash(click), DAMAGE);
    }
}
