package io.csgen.sink.spi;

import io.csgen.click.Click;
import io.csgen.sink.Receipt;
import io.csgen.sink.ReceiptListener;
import java.util.Objects;

/**
 * A click on its way from acceptance to its receipt. Use it as it is, or extend it by what a backend needs to know of a
 * click, such as its payload. Not safe for concurrent use: all methods need the lock of the window that accepted it.
 */
public class InFlightClick extends InFlightEntry {
    private final Click click;
    private final ReceiptListener listener;

    /** Creates one that is not accepted yet. */
    public InFlightClick(Click click, ReceiptListener listener) {
        this.click = Objects.requireNonNull(click, "click");
        this.listener = Objects.requireNonNull(listener, "listener");
    }

    /** Returns the click; needs no lock. */
    public final Click click() {
        return click;
    }

    @Override
    protected final boolean giveReceipts() {
        Receipt receipt = receipt();
        try {
            receipt.signalTo(listener);
        } catch (Throwable e) {
            return true; // of what the listener threw, the receipt has told
        }
        return true;
    }

    Receipt receipt() {
        return receipt(click);
    }
}
