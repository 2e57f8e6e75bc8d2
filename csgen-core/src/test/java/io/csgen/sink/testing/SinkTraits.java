package io.csgen.sink.testing;

import io.csgen.sink.testing.SinkBackend.Fault;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What {@link ClickSinkContract} can check of a sink: it tells which rules apply, and which faults its
 * backend can be told to have. What is not declared is not checked, and the contract reports the rules that
 * are left out for it. Immutable.
 *
 * <pre>{@code
 * SinkTraits.plain().withFaults(Fault.THROTTLE, Fault.DIE).withHang(1_000).with(Trait.LIMITS)
 * }</pre>
 *
 * @param faults what the backend can be told, besides {@link Fault#NONE}
 * @param bound most clicks that the sink has in flight; 0 if the backend cannot hang
 * @param traits the rest
 */
public record SinkTraits(Set<Fault> faults, int bound, Set<Trait> traits) {
    /** What a sink may have or not. */
    public enum Trait {
        /** The sink uses a client, connection or stream that is passed in and must stay open. */
        CLIENT_PASSED_IN,
        /** The sink opens a client, connection or file of its own, which it must close. */
        CLIENT_OWNED,
        /** The sink checks limits; clicks of {@link SinkBackend#OVERSIZED_USER} break one, no others do. */
        LIMITS,
        /** The sink has an encoder, which throws an {@link Error} for clicks of {@link SinkBackend#BROKEN_USER}. */
        ENCODER,
        /**
         * The client of the sink may try again without telling, so what was refused in the end may be in the
         * backend all the same: a click is unconfirmed when its budget is used up.
         */
        UNSURE_REFUSALS,
        /** {@code close} waits for a backend that hangs; the drain timeout begins when it is interrupted. */
        DRAINS_UNTIL_INTERRUPTED
    }

    /** Checks the values. */
    public SinkTraits {
        faults = immutable(faults, Fault.class);
        traits = immutable(traits, Trait.class);
        require(!faults.contains(Fault.NONE), "faults", "not have the absence of one", Fault.NONE);
        boolean hangs = faults.contains(Fault.HANG);
        require(hangs ? bound >= 4 : bound == 0, "bound", hangs ? "be at least 4" : "be 0 without HANG", bound);
        require(
                !traits.contains(Trait.CLIENT_PASSED_IN) || !traits.contains(Trait.CLIENT_OWNED),
                "traits",
                "have one kind of client",
                traits);
    }

    /** Returns the traits of a sink whose backend has no faults; it has no client and no limits. */
    public static SinkTraits plain() {
        return new SinkTraits(Set.of(), 0, Set.of());
    }

    /** Returns a copy with more faults; {@link #withHang} is for {@link Fault#HANG}. */
    public SinkTraits withFaults(Fault... more) {
        Set<Fault> all = EnumSet.noneOf(Fault.class);
        all.addAll(faults);
        all.addAll(Arrays.asList(more));
        return new SinkTraits(all, bound, traits);
    }

    /**
     * Returns a copy with the fault {@link Fault#HANG}.
     *
     * @param mostInFlight how many clicks the sink has in flight at most; from 4
     */
    public SinkTraits withHang(int mostInFlight) {
        Set<Fault> all = EnumSet.of(Fault.HANG);
        all.addAll(faults);
        return new SinkTraits(all, mostInFlight, traits);
    }

    /** Returns a copy with more traits. */
    public SinkTraits with(Trait... more) {
        Set<Trait> all = EnumSet.noneOf(Trait.class);
        all.addAll(traits);
        all.addAll(Arrays.asList(more));
        return new SinkTraits(faults, bound, all);
    }

    /** Returns the numbers of the rules of which nothing is checked, in order. */
    public SortedSet<Integer> uncheckedRules() {
        SortedSet<Integer> unchecked = new TreeSet<>();
        for (int rule = 1; rule <= Rule.values().length; rule++) {
            boolean checked = switch (rule) {
                case 3 -> has(Fault.HANG);
                case 9 -> has(Fault.THROTTLE, Fault.ERROR, Fault.FAIL_SHARE, Fault.LOSE_ANSWER);
                case 10 -> has(Fault.REJECT, Fault.DIE);
                case 11 -> has(Fault.LOSE_ANSWER, Fault.FORGET);
                case 14 -> traits.contains(Trait.CLIENT_OWNED) || traits.contains(Trait.CLIENT_PASSED_IN);
                case 15 -> traits.contains(Trait.LIMITS);
                case 16 -> has(Fault.HANG);
                case 17 -> has(Fault.DIE, Fault.CRASH);
                case 18 -> has(Fault.THROTTLE, Fault.LOSE_ANSWER, Fault.DIE);
                default -> true;
            };
            if (!checked) {
                unchecked.add(rule);
            }
        }
        return Collections.unmodifiableSortedSet(unchecked);
    }

    private boolean has(Fault... any) {
        return Arrays.stream(any).anyMatch(faults::contains);
    }

    private static <E extends Enum<E>> Set<E> immutable(Set<E> values, Class<E> type) {
        Set<E> copy = EnumSet.noneOf(type);
        copy.addAll(values);
        return Collections.unmodifiableSet(copy);
    }

    private static void require(boolean holds, String path, String rule, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(path + " must " + rule + ": " + value);
        }
    }
}
