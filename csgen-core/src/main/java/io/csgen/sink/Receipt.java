package io.csgen.sink;

import io.csgen.click.Click;
import io.csgen.config.Problems;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The final outcome of one accepted click. Immutable. */
public sealed interface Receipt {
    /**
     * Returns a text as a reason that can be counted; for implementers of sinks. It is one line, without what differs
     * from click to click in the messages of backends: ids of Kinesis shards, requests and accounts, addresses and
     * measured times.
     */
    static String reason(String text) {
        return ReasonText.VARIABLE.matcher(Problems.oneLine(text)).replaceAll("…");
    }

    /** Returns the click. */
    Click click();

    /** Returns how often the click was tried at the backend; 0 if it never left. */
    int attempts();

    /**
     * The backend confirmed the click.
     *
     * @param attempts from 1; if above 1, the backend may hold the click more than once
     * @param position where the backend put it, in the backend's own terms; empty where it does not
     *     say
     */
    record Delivered(Click click, int attempts, String position) implements Receipt {}

    /**
     * The backend does not have the click, and csgen has given up on it.
     *
     * @param attempts from 0
     * @param reason one line for people, the same for all clicks with the same fate
     */
    record Failed(Click click, int attempts, String reason) implements Receipt {}

    /**
     * It cannot be known whether the backend has the click.
     *
     * @param attempts from 0
     * @param reason one line for people, the same for all clicks with the same fate
     */
    record Unconfirmed(Click click, int attempts, String reason) implements Receipt {}

    /**
     * Hands this receipt to a listener; for implementers of sinks. An exception from the listener, be
     * it a failed assertion, is logged and goes no further: it must not end a thread of the sink. Throws nothing.
     */
    default void signalTo(ReceiptListener listener) {
        try {
            listener.receive(this);
        } catch (Throwable e) {
            try {
                Logger logger = LoggerFactory.getLogger(Receipt.class);
                logger.warn("a receipt listener failed, which changes nothing else: click {}", click().id(), e);
            } catch (Throwable unheard) {
                // A log that fails as well changes nothing: the receipt is given.
            }
        }
    }
}
