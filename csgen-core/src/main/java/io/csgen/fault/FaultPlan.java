package io.csgen.fault;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickField;
import io.csgen.click.ClickFormat;
import io.csgen.click.ClickView;
import io.csgen.config.ConfigException;
import io.csgen.config.Problems;
import io.csgen.fault.FaultInjection.InjectedFault;
import io.csgen.internal.RandomStream;
import io.csgen.model.ShopModel;
import io.csgen.simulate.ClickGenerator;
import java.util.ArrayList;
import java.util.Collections;
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
    // A salt: what it is does not matter, but for ever.
    private static final long FAULT = 0x6661756c74L;

    /** Learns what faults make of a stream. */
    public interface Expectations {
        /** A click comes once more. */
        void copy(Fault fault, ClickView click);

        /** A click comes that is none of the generator's. */
        void extra(Fault fault, Click click);

        /** A click is written with a fault, and stands for itself where its text is known again. */
        void written(ClickView click);

        /** A click is written as another one, which can be read. */
        void changed(ClickView click, Click asWritten);
    }

    private final Faults faults;
    private final Optional<ClickFormat> format;
    private final long endMillis;
    private final long key;
    private final long[] thresholds = new long[Fault.OF_CLICKS.size()];
    private final int lastUserId;
    private final Visitors visitors;
    private final List<ClickField> removable;
    private final boolean[] shown = new boolean[thresholds.length];

    private FaultPlan(Faults faults, Optional<ClickFormat> format, long endMillis, int lastUserId, Visitors visitors) {
        this.faults = faults;
        this.format = format;
        this.endMillis = endMillis;
        this.lastUserId = lastUserId;
        this.visitors = visitors;
        removable = MissingFieldFault.fields(faults, format).stream()
                .filter(ClickField.of(visitors.store())::contains)
                .toList();
        key = RandomStream.key(faults.seed().orElseThrow(), FAULT);
        double sum = 0;
        for (int i = 0; i < thresholds.length; i++) {
            sum += faults.rate(Fault.OF_CLICKS.get(i));
            thresholds[i] = (long) (Math.min(1, sum) * 0x1.0p53);
            shown[i] = Fault.OF_CLICKS.get(i).shows(faults, format);
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

    /** Returns how texts are damaged; there must be a format that can be. */
    ClickFormat.Damage damage() {
        return format.flatMap(ClickFormat::damage).orElseThrow();
    }

    /** Returns the fields that can be missing. */
    List<ClickField> removable() {
        return removable;
    }

    /** Returns who comes besides the users. */
    Visitors visitors() {
        return visitors;
    }

    /** Returns when the stream ends, in milliseconds of virtual time. */
    long endMillis() {
        return endMillis;
    }

    /** Returns the faults with a rate above 0 that the format of this plan cannot show, so that no click has them. */
    public List<Fault> withoutEffect() {
        return Fault.OF_CLICKS.stream()
                .filter(fault -> faults.rate(fault) > 0 && !fault.shows(faults, format))
                .toList();
    }

    /** Returns the fault of a click; with {@link Fault#ORPHAN}, an orphan comes besides it. */
    public Optional<Fault> of(ClickView click) {
        return Optional.ofNullable(find(click));
    }

    @Nullable
    Fault find(ClickView click) {
        long hash = hash(click);
        long draw = hash >>> 11;
        if (draw >= thresholds[thresholds.length - 1] || click.userId() > lastUserId) {
            return null;
        }
        int i = 0;
        while (draw >= thresholds[i]) {
            i++;
        }
        Fault fault = Fault.OF_CLICKS.get(i);
        return shown[i] && fault.shows(new Draw(click, hash, this)) ? fault : null;
    }

    private long hash(ClickView click) {
        return RandomStream.key(RandomStream.key(key, click.sessionId()), click.ordinal());
    }

    /** Returns what decides how the fault of a click is. */
    Draw draw(ClickView click) {
        return new Draw(click, hash(click), this);
    }

    /**
     * Returns which clicks come besides one: that of its fault, which is first, and all those of the visit of a bot, in
     * order of time, if one begins. Copies of the click itself are not among them.
     */
    public List<Click> besides(ClickView click) {
        List<Click> clicks = new ArrayList<>();
        Expectations extras = new Expectations() {
            @Override
            public void copy(Fault fault, ClickView copied) {}

            @Override
            public void extra(Fault fault, Click extra) {
                clicks.add(extra);
            }

            @Override
            public void written(ClickView faulty) {}

            @Override
            public void changed(ClickView faulty, Click asWritten) {}
        };
        expect(click, extras);
        return clicks;
    }

    /** Tells what the stream has of a click of the generator besides it, or in its place. */
    public void expect(ClickView click, Expectations check) {
        Fault fault = find(click);
        if (fault != null) {
            fault.expect(draw(click), check);
        }
        for (Fault visitor : Fault.BY_THEMSELVES) {
            visit(visitor, click).forEachRemaining(extra -> check.extra(visitor, extra));
        }
    }

    /** Returns the visit that begins with a click; empty where none does. */
    Iterator<Click> visit(Fault fault, ClickView click) {
        return faults.rate(fault) == 0 || click.userId() > lastUserId
                ? Collections.emptyIterator()
                : fault.visit(draw(click));
    }

    /**
     * Returns an encoder that writes clicks with their faults.
     *
     * @param encoder writes them without, in the format of this plan
     * @throws java.util.NoSuchElementException if this plan has no format
     */
    public ClickEncoder encoder(ClickEncoder encoder) {
        format.orElseThrow();
        return new FaultEncoder(encoder, this);
    }

    /** Returns more of a fault, as {@link InjectedFault} has it. */
    String detail(Fault fault, ClickView click) {
        return fault.detail(draw(click));
    }
}
