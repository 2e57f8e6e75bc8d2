package io.csgen.run;

import io.csgen.run.RunReport.ReasonCount;
import io.csgen.sink.Receipt;
import io.csgen.sink.ReceiptListener;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Those who watch a run, none of whom can harm it: the first thing they throw is logged, and none goes further. */
final class GuardedListener implements RunListener, ReceiptListener {
    private static final Logger LOGGER = LoggerFactory.getLogger(GuardedListener.class);

    private final RunListener listener;
    private final ReceiptListener observer;
    private final AtomicBoolean warned = new AtomicBoolean();

    GuardedListener(RunListener listener, ReceiptListener observer) {
        this.listener = listener;
        this.observer = observer;
    }

    @Override
    public void started(ClickRun run) {
        try {
            listener.started(run);
        } catch (Throwable e) {
            warn("listener", e);
        }
    }

    @Override
    public void lag(long nanos) {
        try {
            listener.lag(nanos);
        } catch (Throwable e) {
            warn("listener", e);
        }
    }

    @Override
    public void undelivered(ReasonCount.Outcome outcome, String reason) {
        try {
            listener.undelivered(outcome, reason);
        } catch (Throwable e) {
            warn("listener", e);
        }
    }

    @Override
    public void ended(ClickRun run, RunReport report) {
        try {
            listener.ended(run, report);
        } catch (Throwable e) {
            warn("listener", e);
        }
    }

    /** Returns whether anybody wants the receipts. */
    boolean hasObserver() {
        return observer != ReceiptListener.NONE;
    }

    @Override
    public void receive(Receipt receipt) {
        try {
            observer.receive(receipt);
        } catch (Throwable e) {
            warn("observer", e);
        }
    }

    private void warn(String who, Throwable failure) {
        if (!warned.getAndSet(true)) {
            try {
                LOGGER.warn("the {} of a run failed, which changes nothing else", who, failure);
            } catch (Throwable e) {
                // A log that fails as well has nobody to tell.
            }
        }
    }
}
