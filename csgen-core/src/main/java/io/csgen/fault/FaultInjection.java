package io.csgen.fault;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.config.Problems;
import io.csgen.internal.json.JsonWriter;
import io.csgen.simulate.ClickGenerator;
import io.csgen.sink.ClickSink;
import io.csgen.sink.Receipt;
import io.csgen.sink.ReceiptListener;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts faults into one run: between the run and its sink, and where clicks are written. Get one from {@link
 * Faults#injection}, let it write for the sink ({@link #encoder}), and put it before the sink ({@link #into}). Safe
 * for concurrent use.
 *
 * <p>The run hands over the clicks of the generator, gets a receipt for each, and counts those alone. Clicks that
 * come besides have receipts of their own, counted in the {@link #report}. The ledger takes each fault once the sink
 * has accepted the click that has it, in this order, on the thread that sends; the first exception from it is
 * logged, and none changes anything else.
 */
public final class FaultInjection {
    /**
     * The faults that were put into a stream: what chose them, and how many there are. With them the faults of each
     * click can be found out again, {@link #plan}. Immutable.
     *
     * @param faults rates, with the seed that chose the clicks
     * @param format how the clicks were written; empty where they were not
     * @param counts faults by kind; kinds of which there are none are left out. Exact, but where a sink did not take
     *     what came besides
     */
    public record Totals(Faults faults, Optional<ClickFormat> format, Map<Fault, Long> counts) {

        /**
         * Creates totals.
         *
         * @throws io.csgen.config.ConfigException if there is no seed, or a count is negative
         */
        public Totals {
            Problems problems = new Problems();
            problems.require(faults.seed().isPresent(), "faults", "have a seed", faults);
            Map<Fault, Long> copy = new HashMap<>();
            Fault.inOrder(counts).forEach((fault, count) -> {
                problems.require(count >= 0, "count of " + fault, "be at least 0", count);
                if (count != 0) {
                    copy.put(fault, count);
                }
            });
            problems.throwIfAny();
            counts = Fault.inOrder(copy);
        }

        /** Returns how many faults there are of one kind. */
        public long count(Fault fault) {
            return counts.getOrDefault(fault, 0L);
        }

        /** Returns which click of a generator has which fault. */
        public FaultPlan plan(ClickGenerator generator) {
            FaultPlan plan = FaultPlan.of(faults, generator);
            return format.map(plan::in).orElse(plan);
        }

        /** Returns whether both chose clicks alike, so that they may be of one stream. */
        public boolean isSamePlan(Totals other) {
            return faults.equals(other.faults)
                    && format.map(ClickFormat::name).equals(other.format.map(ClickFormat::name));
        }

        /** Returns the totals of both, which have the same plan. */
        public Totals plus(Totals other) {
            Map<Fault, Long> sums = new HashMap<>(counts);
            other.counts.forEach((fault, count) -> sums.merge(fault, count, Long::sum));
            return new Totals(faults, format, sums);
        }
    }

    /**
     * What was put into a run. Immutable: one moment; exact once the run has ended. The clicks that came besides are not
     * among those the run counts.
     *
     * @param counts faults by kind; kinds of which there are none are left out
     * @param added clicks that came besides: duplicates, orphans, and those of bots
     * @param delivered of these, clicks that the backend confirmed
     * @param failed of these, clicks that the backend does not have
     * @param unconfirmed of these, clicks of which it cannot be known
     */
    public record Report(Map<Fault, Long> counts, long added, long delivered, long failed, long unconfirmed) {
        /** The report of a run without faults. */
        public static final Report NONE = new Report(Map.of(), 0, 0, 0, 0);

        /** Creates a report. */
        public Report {
            Map<Fault, Long> copy = new HashMap<>(counts);
            copy.values().removeIf(count -> count <= 0);
            counts = Fault.inOrder(copy);
        }

        /** Returns how many faults there are of one kind. */
        public long count(Fault fault) {
            return counts.getOrDefault(fault, 0L);
        }

        /** Returns whether every click that came besides was delivered. */
        public boolean isAllDelivered() {
            return delivered == added;
        }

        /** Returns the report in one line for people. */
        @Override
        public String toString() {
            String kinds = counts.entrySet().stream()
                    .map(entry -> entry.getKey() + " " + entry.getValue())
                    .collect(Collectors.joining(", "));
            return "faults: " + (kinds.isEmpty() ? "none" : kinds) + "; clicks besides: accepted " + added
                    + ", delivered " + delivered + ", failed " + failed + ", unconfirmed " + unconfirmed;
        }
    }

    /**
     * One entry of the ledger: a fault that was put into the stream. Immutable.
     *
     * @param fault what it is
     * @param click the click that has it, as the generator gave it; of orphans and bots, the click that came besides
     * @param detail more of it: {@code delay_ms} of duplicates and what comes late or out of order, by virtual time;
     *     {@code kind} of a malformed line; {@code field} that is missing; {@code skew_ms} of a wrong time; {@code beside}
     *     which click of the generator an orphan or a visit of a bot began
     */
    public record InjectedFault(Fault fault, Click click, String detail) {

        /** Returns how much later than due the click came, in milliseconds of virtual time. */
        long delayMillis() {
            return fault.detailName().equals(Fault.DELAY) ? Long.parseLong(detail) : 0;
        }

        /** Returns the entry in JSON, without a line feed. */
        public String toJson() {
            boolean number = fault.detailName().endsWith("_ms");
            JsonWriter json = new JsonWriter()
                    .put("fault", fault.toString())
                    .put("click_id", click.id())
                    .put(
                            "timestamp",
                            Instant.ofEpochMilli(click.timestampMillis()).toString())
                    .put("user_id", click.userId());
            return (number ? json.raw(fault.detailName(), detail) : json.put(fault.detailName(), detail)).toString();
        }
    }

    private static final Logger LOGGER = LoggerFactory.getLogger(FaultInjection.class);

    private final Consumer<? super InjectedFault> ledger;
    private final Map<Fault, LongAdder> counts = new HashMap<>();
    private final AtomicLong added = new AtomicLong();
    private final LongAdder delivered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder unconfirmed = new LongAdder();
    private final AtomicBoolean warned = new AtomicBoolean();
    private final ReceiptListener ofAdded = this::receive;

    // Guarded by this.
    private FaultPlan plan;
    private boolean hasSink;

    FaultInjection(FaultPlan plan, Consumer<? super InjectedFault> ledger) {
        this.plan = plan;
        this.ledger = ledger;
        for (Fault fault : Fault.ALL) {
            counts.put(fault, new LongAdder());
        }
    }

    /**
     * Returns an encoder for the sink of the run, with the faults that are in how clicks are written. Without this,
     * there are no such faults.
     *
     * @param encoder of csgen's own for the format
     * @throws IllegalStateException after {@link #into}
     */
    public synchronized ClickEncoder encoder(ClickFormat format, ClickEncoder encoder) {
        if (hasSink) {
            throw new IllegalStateException(
                    Problems.describe("encoder", "be asked for before the sink is given", format.name()));
        }
        plan = plan.in(format);
        return plan.encoder(encoder);
    }

    /**
     * Returns a sink for the run that hands over to another, with all faults. It keeps the sink contract, and {@link
     * ClickSink#close} closes the other. Clicks that are to come later are held, at most 262,144 of them: beyond, the
     * first goes out earlier. {@code flush} and {@code close} hand over all that is held, the rest of the visits of
     * bots included.
     */
    public synchronized ClickSink into(ClickSink sink) {
        hasSink = true;
        plan.withoutEffect()
                .forEach(fault -> LOGGER.warn(
                        "{} has no effect {}",
                        fault.keyName(),
                        plan.format()
                                .map(format -> "in format " + format.name())
                                .orElse("where clicks are not written")));
        return new InjectingSink(sink, plan, this);
    }

    /** Returns which click gets which fault. */
    public synchronized FaultPlan plan() {
        return plan;
    }

    /** Returns what was put in up to here. */
    public Report report() {
        // Receipts before acceptances, so that there are never more of them.
        long confirmed = delivered.sum();
        long lost = failed.sum();
        long unknown = unconfirmed.sum();
        Map<Fault, Long> sums = new HashMap<>();
        counts.forEach((fault, count) -> sums.put(fault, count.sum()));
        return new Report(sums, Math.max(added.get(), confirmed + lost + unknown), confirmed, lost, unknown);
    }

    /** Returns what the manifest of the run says of its faults. */
    public Totals totals() {
        FaultPlan now = plan();
        return new Totals(now.faults(), now.format(), report().counts());
    }

    /** Returns who gets the receipts of clicks that come besides. */
    ReceiptListener ofAdded() {
        return ofAdded;
    }

    /** Records a click that came besides. */
    void recordAdded(InjectedFault entry) {
        added.incrementAndGet();
        record(entry);
    }

    void record(InjectedFault entry) {
        LongAdder count = counts.get(entry.fault());
        if (count != null) {
            count.increment();
        }
        try {
            ledger.accept(entry);
        } catch (Throwable e) {
            if (!warned.getAndSet(true)) {
                LOGGER.warn("a fault ledger failed, which changes nothing else: {}", entry, e);
            }
        }
    }

    private void receive(Receipt receipt) {
        if (receipt instanceof Receipt.Delivered) {
            delivered.increment();
        } else if (receipt instanceof Receipt.Failed) {
            failed.increment();
        } else {
            unconfirmed.increment();
        }
    }
}
