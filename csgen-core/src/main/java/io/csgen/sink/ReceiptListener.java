package io.csgen.sink;

/**
 * Learns the outcome of clicks. A sink may call it on any thread, and concurrently, so an
 * implementation must be safe for concurrent use and quick: while it runs, deliveries may wait.
 */
@FunctionalInterface
public interface ReceiptListener {
    /** A listener that does nothing. */
    ReceiptListener NONE = receipt -> {};

    /**
     * Takes a receipt. An exception thrown here is logged by the sink and changes nothing else.
     */
    void receive(Receipt receipt);
}
