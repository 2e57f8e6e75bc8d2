package io.csgen.fault;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.config.ConfigException;
import io.csgen.config.Key;
import io.csgen.config.Problems;
import io.csgen.fault.FaultInjection.InjectedFault;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What can be put into a stream on purpose. Each is a class of its own, which says what it does to a click, where it
 * shows and what a check will meet; keys, help, ledgers, manifests and checks go through {@link #ALL}. Immutable.
 */
public abstract class Fault {
    /** The click comes a second time, within 10 s. */
    public static final Fault DUPLICATE = new DuplicateFault();

    /** The click comes late: behind others, with its time unchanged. */
    public static final Fault LATE = new LateFault();

    /** The click comes within 10 s, behind at least one other. */
    public static final Fault OUT_OF_ORDER = new OutOfOrderFault();

    /** The line is no click: cut, broken, in a wrong encoding, empty, or something else altogether. */
    public static final Fault MALFORMED = new MalformedFault();

    /** The line lacks a field. */
    public static final Fault MISSING_FIELD = new MissingFieldFault();

    /** The line has another time: of a wrong time zone, of a clock that was reset, or years away. */
    public static final Fault CLOCK_SKEW = new ClockSkewFault();

    /** A product view comes besides, in a session that begins in the middle, with no group page before. */
    public static final Fault ORPHAN = new OrphanFault();

    /** Clicks of robots come besides. */
    public static final Fault BOT = new BotFault();

    /** All faults. Their order decides which click has which, so a new one goes to the end. */
    public static final List<Fault> ALL =
            List.of(DUPLICATE, LATE, OUT_OF_ORDER, MALFORMED, MISSING_FIELD, CLOCK_SKEW, ORPHAN, BOT);

    /** Those that single clicks have; the others come by themselves. */
    static final List<Fault> OF_CLICKS =
            ALL.stream().filter(fault -> !fault.comesByItself()).toList();

    /** Those that come by themselves. */
    static final List<Fault> BY_THEMSELVES =
            ALL.stream().filter(Fault::comesByItself).toList();

    /** What the detail of faults is called that let clicks come later. */
    static final String DELAY = "delay_ms";

    private final String name;
    private final String detailName;
    private final String help;

    /**
     * Creates a fault.
     *
     * @param name in data: lower case, with underscores
     * @param detailName what {@link InjectedFault#detail} is called in JSON; a number if it ends in {@code _ms}
     * @param help one line for users, on its rate
     */
    Fault(String name, String detailName, String help) {
        this.name = name;
        this.detailName = detailName;
        this.help = help;
    }

    /**
     * Returns the fault with a name in data.
     *
     * @throws ConfigException if there is none; it lists those there are
     */
    public static Fault named(String name) {
        return ALL.stream().filter(fault -> fault.name.equals(name)).findFirst().orElseThrow(() -> {
            String names = String.join(", ", ALL.stream().map(Fault::toString).toList());
            return new ConfigException(List.of(Problems.describe("fault", "be one of " + names, name)));
        });
    }

    /** Returns the entries of a map in the order of the faults. */
    static <V> Map<Fault, V> inOrder(Map<Fault, V> map) {
        Map<Fault, V> ordered = new LinkedHashMap<>();
        for (Fault fault : ALL) {
            V value = map.get(fault);
            if (value != null) {
                ordered.put(fault, value);
            }
        }
        return Collections.unmodifiableMap(ordered);
    }

    /** Returns whether the fault is in how a click is written, and so only where it is. */
    public boolean isWritten() {
        return false;
    }

    /** Returns whether a click with it comes later than it should, and nothing else is wrong with it. */
    public boolean isDelay() {
        return false;
    }

    /** Returns whether it is that a further click comes besides those of users. */
    public boolean isBesides() {
        return false;
    }

    /** Returns whether it can be told from the URLs of clicks alone, by their number. */
    public boolean isToldByUrls() {
        return !isDelay();
    }

    /** Returns whether it comes by itself, whatever fault the click has that it follows. */
    boolean comesByItself() {
        return false;
    }

    /** Returns the greatest rate. */
    double mostOften() {
        return 1;
    }

    /** Returns the keys that say more of it than how often. */
    List<Key<?>> moreKeys() {
        return List.of();
    }

    /** Returns whether clicks in a format can have it; without a format, where they are not written. */
    boolean shows(Faults faults, Optional<ClickFormat> format) {
        return true;
    }

    /** Returns whether a click can have it, whose format can. */
    boolean shows(Draw draw) {
        return true;
    }

    /** Returns more of it, as {@link InjectedFault} has it. */
    abstract String detail(Draw draw);

    /** Returns how much later than due the click itself comes, in milliseconds of virtual time; 0 for at once. */
    long delayMillis(Draw draw) {
        return 0;
    }

    /**
     * A click that comes besides.
     *
     * @param dueMillis the virtual time at which it comes
     */
    record Besides(Click click, long dueMillis) {}

    /** Returns the click that comes besides; empty where {@link #isBesides} is false. */
    Optional<Besides> besides(Draw draw) {
        return Optional.empty();
    }

    /** Returns the clicks that begin to come besides with a click, in order of time. */
    Iterator<Click> visit(Draw draw) {
        return Collections.emptyIterator();
    }

    /** Writes a click as {@link ClickEncoder#encode} does, with this fault. */
    int write(Draw draw, ClickEncoder encoder, byte[] target, int offset) {
        return encoder.encode(draw.click(), target, offset);
    }

    /** Tells a check what it will meet. */
    void expect(Draw draw, FaultPlan.Expectations check) {}

    /** Returns what {@link InjectedFault#detail} is called in JSON. */
    String detailName() {
        return detailName;
    }

    String help() {
        return help;
    }

    /** Returns the name of its setting, such as {@code fault-out-of-order}. */
    public final String keyName() {
        return "fault-" + name.replace('_', '-');
    }

    /** Returns the name in data, such as {@code out_of_order}. */
    @Override
    public final String toString() {
        return name;
    }
}
