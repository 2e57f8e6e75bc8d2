package io.csgen.truth.check;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickView;
import io.csgen.config.Problems;
import io.csgen.fault.Fault;
import io.csgen.fault.FaultPlan;
import io.csgen.internal.RandomStream;
import io.csgen.truth.check.CheckReport.Deviation;
import io.csgen.truth.check.CheckReport.Finding;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Tells what was put into a captured stream on purpose, as the manifest of its faults lets it be found out again:
 * lines that are malformed, or have a wrong time, stand for their clicks; what came besides is taken out.
 *
 * <p>Takes 8 bytes for each click that came besides, and some 120 for each whose line has a fault. Confined to one
 * thread.
 */
final class KnownFaults implements FaultPlan.Expectations {
    private final ExpectedClicks expected;
    private final ToLongFunction<ClickView> hash;
    private final Map<Long, Click> unique = new HashMap<>(); // by their texts
    private final Map<Long, Deque<Click>> shared = new HashMap<>();
    private final Map<Long, Click> skewed = new HashMap<>();
    private final Map<Fault, HashedClicks> extras = new LinkedHashMap<>();
    private final Map<Fault, HashedClicks> copies = new LinkedHashMap<>();
    private final Map<Fault, Long> found = new HashMap<>();
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
        ofPart.expect(click, this);
    }

    @Override
    public void copy(Fault fault, ClickView click) {
        copies.computeIfAbsent(fault, first -> new HashedClicks()).add(hash.applyAsLong(click));
    }

    @Override
    public void extra(Fault fault, Click click) {
        extras.computeIfAbsent(fault, first -> new HashedClicks()).add(hash.applyAsLong(click));
    }

    @Override
    public void written(ClickView click) {
        FaultPlan ofPart = Objects.requireNonNull(plan);
        ClickEncoder encoder =
                ofPart.encoder(expected.model().encoder(ofPart.format().orElseThrow()));
        String text = new String(encoder.encode(click), StandardCharsets.UTF_8);
        expectText(hash(text), click.toClick());
    }

    @Override
    public void changed(ClickView click, Click asWritten) {
        skewed.put(hash.applyAsLong(asWritten), click.toClick());
    }

    private void expectText(long text, Click click) {
        Deque<Click> others = shared.get(text);
        if (others == null && unique.putIfAbsent(text, click) == null) {
            return;
        }
        if (others == null) {
            others = new ArrayDeque<>();
            others.add(Objects.requireNonNull(unique.remove(text)));
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
        for (Map.Entry<Fault, HashedClicks> each : extras.entrySet()) {
            HashedClicks.State state = each.getValue().take(known);
            if (state == HashedClicks.State.FIRST) {
                count(each.getKey());
            }
            if (state != HashedClicks.State.OTHER) {
                return state;
            }
        }
        return HashedClicks.State.OTHER;
    }

    private void count(Fault fault) {
        found.merge(fault, 1L, Long::sum);
    }

    /** Returns whether a further copy of a click is the one that was put in. */
    boolean takeCopy(ClickView click) {
        if (plan == null) {
            return false;
        }
        long known = hash.applyAsLong(click);
        for (Map.Entry<Fault, HashedClicks> each : copies.entrySet()) {
            if (each.getValue().take(known) == HashedClicks.State.FIRST) {
                count(each.getKey());
                return true;
            }
        }
        return false;
    }

    /** Takes notice of the first copy of an expected click. */
    void find(ClickView click) {
        Fault fault = of(click);
        if (fault != null && !fault.isBesides()) {
            count(fault);
        }
    }

    /** Returns whether it is no wonder that a click comes behind others. */
    boolean isDelayed(ClickView click) {
        Fault fault = of(click);
        return fault != null && fault.isDelay();
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

    /** Returns how many there are of each kind that can be told. */
    List<CheckReport.Injected> counts(Predicate<Fault> told) {
        List<CheckReport.Injected> counts = new ArrayList<>();
        expected.faults()
                .ifPresent(totals -> totals.counts().forEach((fault, made) -> {
                    if (told.test(fault)) {
                        counts.add(new CheckReport.Injected(fault, made, found.getOrDefault(fault, 0L)));
                    }
                }));
        return counts;
    }
}
