package io.csgen.fault;

import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.config.Problems;
import io.csgen.sink.ClickSink;
import io.csgen.sink.Receipt;
import io.csgen.sink.ReceiptListener;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
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
    public FaultReport report() {
        // Receipts before acceptances, so that there are never more of them.
        long confirmed = delivered.sum();
        long lost = failed.sum();
        long unknown = unconfirmed.sum();
        Map<Fault, Long> sums = new HashMap<>();
        counts.forEach((fault, count) -> sums.put(fault, count.sum()));
        return new FaultReport(sums, Math.max(added.get(), confirmed + lost + unknown), confirmed, lost, unknown);
    }

    /** Returns what the manifest of the run says of its faults. */
    public FaultTotals totals() {
        FaultPlan now = plan();
        return new FaultTotals(now.faults(), now.format(), report().counts());
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
