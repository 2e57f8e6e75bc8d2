package io.csgen.fault;

import io.csgen.click.Click;
import io.csgen.fault.FaultInjection.InjectedFault;
import io.csgen.fault.Faults.FaultyClick;
import io.csgen.simulate.ClickGenerator;
import io.csgen.sink.ClickSink;
import io.csgen.sink.Receipt;
import io.csgen.sink.ReceiptListener;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Puts faults into clicks as a run does, and gives what its sink would get. Confined to one thread. */
final class FaultyClicks implements Iterator<FaultyClick> {
    private final Iterator<Click> clicks;
    private final ClickSink sink;
    private final Deque<Came> ready = new ArrayDeque<>();
    private final Map<Click, InjectedFault> delayed = new HashMap<>();
    private boolean ended;
    private long latest = Long.MIN_VALUE;

    /** A click that has come; its entry in the ledger follows. */
    private static final class Came {
        private final Click click;
        private @Nullable InjectedFault entry;

        private Came(Click click, @Nullable InjectedFault entry) {
            this.click = click;
            this.entry = entry;
        }
    }

    private final class Collector implements ClickSink {
        @Override
        public void send(Click click, ReceiptListener listener) {
            ready.add(new Came(click, delayed.remove(click)));
            new Receipt.Delivered(click, 1, "").signalTo(listener);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    FaultyClicks(Faults faults, ClickGenerator generator) {
        clicks = generator.iterator();
        sink = faults.injection(generator, this::record).into(new Collector());
    }

    private void record(InjectedFault entry) {
        if (entry.fault().isDelay()) {
            delayed.put(entry.click(), entry);
        } else {
            ready.getLast().entry = entry;
        }
    }

    @Override
    public boolean hasNext() {
        try {
            while (ready.isEmpty() && !ended) {
                if (clicks.hasNext()) {
                    sink.send(clicks.next(), ReceiptListener.NONE);
                } else {
                    sink.flush();
                    ended = true;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("clicks were interrupted");
        }
        return !ready.isEmpty();
    }

    @Override
    public FaultyClick next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no click is left");
        }
        Came next = ready.remove();
        latest = Math.max(latest, next.click.timestampMillis() + delayMillis(next.entry));
        return new FaultyClick(
                next.click,
                Instant.ofEpochMilli(latest),
                Optional.ofNullable(next.entry).map(InjectedFault::fault));
    }

    private static long delayMillis(@Nullable InjectedFault entry) {
        return entry == null ? 0 : entry.delayMillis();
    }
}
