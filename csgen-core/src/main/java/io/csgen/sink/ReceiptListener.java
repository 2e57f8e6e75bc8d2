package io.csgen.sink;

import java.util.List;

/**
 * Learns the outcome of clicks. A sink may call it on any thread, and concurrently, so an
 * implementation must be safe for concurrent use and quick: while it runs, deliveries may wait.
 */
@FunctionalInterface
public interface ReceiptListener {
    /** A listener that does nothing. */
    ReceiptListener NONE = new ReceiptListener() {
        @Override
        public void receive(Receipt receipt) {}

        @Override
        public void receiveAll(List<Receipt> receipts) {}
    };

    /**
     * Takes a receipt. An exception thrown here is logged by the sink and changes nothing else.
     */
    void receive(Receipt receipt);

    /**
     * Takes the receipts of several clicks at once, from sinks that give them so. They are of one kind and have the same
     * number of attempts and the same reason or position; only the clicks differ. By default each is received in turn, and
     * what that throws is logged. Whoever counts need not look at more than the first:
     *
     * <pre>{@code
     * count(receipts.get(0), receipts.size());
     * }</pre>
     *
     * @param receipts at least one; each is made when it is asked for, and the list is of use only during the call
     */
    default void receiveAll(List<Receipt> receipts) {
        for (int i = 0; i < receipts.size(); i++) {
            receipts.get(i).signalTo(this);
        }
    }
}
