package io.csgen.truth;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickView;
import io.csgen.config.Problems;
import io.csgen.fault.Fault;
import io.csgen.fault.FaultPlan;
import io.csgen.internal.RandomStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Tells what was put into a captured stream on purpose, as the manifest of its faults lets it be found out again:
 * lines that are malformed, or have a wrong time, stand for their clicks; what came besides is taken out.
 *
 * <p>Takes 8 bytes for each click that came besides, and some 120 for each whose line has a fault. Confined to one
 * thread.
 */
final class KnownFaults {
    private final ExpectedClicks expected;
    private final ToLongFunction<ClickView> hash;
    private final Map<Long, Click> unique = new HashMap<>(); // by their texts
    private final Map<Long, Deque<Click>> shared = new HashMap<>();
    private final Map<Long, Click> skewed = new HashMap<>();
    private final HashedClicks orphans = new HashedClicks();
    private final HashedClicks bots = new HashedClicks();
    private final HashedClicks copies = new HashedClicks();
    private final long[] found = new long[Fault.values().length];
    private @Nullable FaultPlan plan;

    /**
     * Finds out the faults of all expected clicks.
     *
     * @param hash of a click, by which it is known
     */
    KnownFaults(ExpectedClicks expected, ToLongFunction<ClickView> hash) {
        this.expected = expected;
        this.hash = hash;
        expected.forEachPlanned(this::expect);
    }

    private void expect(FaultPlan ofPart, ClickView click) {
        plan = ofPart; // what fault a click has, those of all parts agree on
        Fault fault = ofPart.of(click).orElse(null);
        List<Click> besides = ofPart.besides(click);
        for (int i = 0; i < besides.size(); i++) {
            boolean orphan = i == 0 && fault == Fault.ORPHAN;
            (orphan ? orphans : bots).add(hash.applyAsLong(besides.get(i)));
        }
        if (fault == Fault.DUPLICATE) {
            copies.add(hash.applyAsLong(click));
        } else if (fault != null && fault.isWritten()) {
            Click clean = click.toClick();
            ClickEncoder encoder =
                    ofPart.encoder(expected.model().encoder(ofPart.format().orElseThrow()));
            String text = new String(encoder.encode(click), StandardCharsets.UTF_8);
            expectText(hash(text), clean);
            if (fault == Fault.CLOCK_SKEW) {
                skewed.put(hash.applyAsLong(ofPart.skewed(click)), clean);
            }
        }
    }

    private void expectText(long text, Click click) {
        Deque<Click> others = shared.get(text);
        if (others == null && unique.putIfAbsent(text, click) == null) {
            return;
        }
        if (others == null) {
            others = new ArrayDeque<>();
            others.add(unique.remove(text));
            shared.put(text, others);
        }
        others.add(click);
    }

    private static long hash(String text) {
        long hash = text.length();
        for (int i = 0; i < text.length(); i++) {
            hash = RandomStream.key(hash, text.charAt(i));
        }
        return hash;
    }

    /** Returns the click that a line stands for, which cannot be read and is that of no other click. */
    Optional<Click> ofText(String text) {
        return unique.isEmpty() ? Optional.empty() : Optional.ofNullable(unique.get(hash(text)));
    }

    /**
     * Returns the clicks that a line stands for which cannot be read, to be taken one for each time it comes: which one
     * it is nobody knows. Null where it stands for none.
     */
    @Nullable
    Deque<Click> sharing(String text) {
        if (!hasWritten()) {
            return null;
        }
        long hash = hash(text);
        Click only = unique.remove(hash);
        if (only != null) {
            shared.put(hash, new ArrayDeque<>(List.of(only)));
        }
        return shared.get(hash);
    }

    /** Returns the click that another stands for, whose time is wrong. */
    Optional<Click> ofSkewed(ClickView click) {
        return skewed.isEmpty() ? Optional.empty() : Optional.ofNullable(skewed.get(hash.applyAsLong(click)));
    }

    /** Tells whether a click came besides those expected. */
    HashedClicks.State takeAdded(ClickView click) {
        if (plan == null) {
            return HashedClicks.State.OTHER;
        }
        long known = hash.applyAsLong(click);
        HashedClicks.State orphan = orphans.take(known);
        HashedClicks.State bot = orphan == HashedClicks.State.OTHER ? bots.take(known) : orphan;
        if (bot == HashedClicks.State.FIRST) {
            found[(bot == orphan ? Fault.ORPHAN : Fault.BOT).ordinal()]++;
        }
        return bot;
    }

    /** Returns whether a further copy of a click is the one that was put in. */
    boolean takeCopy(ClickView click) {
        boolean known = plan != null && copies.take(hash.applyAsLong(click)) == HashedClicks.State.FIRST;
        found[Fault.DUPLICATE.ordinal()] += known ? 1 : 0;
        return known;
    }

    /** Takes notice of the first copy of an expected click. */
    void find(ClickView click) {
        Fault fault = of(click);
        if (fault != null && fault != Fault.DUPLICATE && fault != Fault.ORPHAN) {
            found[fault.ordinal()]++;
        }
    }

    /** Returns whether it is no wonder that a click comes behind others. */
    boolean isDelayed(ClickView click) {
        Fault fault = of(click);
        return fault == Fault.LATE || fault == Fault.OUT_OF_ORDER;
    }

    /** Returns whether the line of a click has a fault, so that a pipeline may have left it out. */
    boolean isWritten(ClickView click) {
        Fault fault = of(click);
        return fault != null && fault.isWritten();
    }

    private @Nullable Fault of(ClickView click) {
        return plan == null ? null : plan.of(click).orElse(null);
    }

    /** Returns whether there are lines with faults. */
    boolean hasWritten() {
        return !unique.isEmpty() || !shared.isEmpty();
    }

    /** Returns what is wrong where a line comes more often than it was put in. */
    static Finding duplicated(String text, String place) {
        String problem = Problems.describe(place, "hold a line no more often than it was put in", text);
        return new Finding(Deviation.DUPLICATED, place, problem, Optional.empty(), Optional.empty(), List.of());
    }

    /** Returns how many there are of each kind, without those that cannot be told. */
    List<CheckReport.Injected> counts(Set<Fault> unseen) {
        List<CheckReport.Injected> counts = new ArrayList<>();
        expected.faults()
                .ifPresent(totals -> totals.counts().forEach((fault, made) -> {
                    if (!unseen.contains(fault)) {
                        counts.add(new CheckReport.Injected(fault, made, found[fault.ordinal()]));
                    }
                }));
        return counts;
    }
}
