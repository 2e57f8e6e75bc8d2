package io.csgen.sink;

import io.csgen.click.Click;
import java.util.List;

/**
 * A destination for clicks. Get one from its own factory, or by name through {@link SinkProvider}.
 * All methods are safe for concurrent use.
 *
 * <p><b>Receipts.</b> A click is <em>accepted</em> when {@link #send} returns normally. Every accepted
 * click gets exactly one {@link Receipt}, at the latest when {@link #close} returns; a click whose
 * {@code send} threw gets none. Listeners may be called on any thread, and concurrently.
 *
 * <p><b>Back-pressure.</b> The number of clicks in flight (accepted, without receipt) is bounded. At
 * the bound, {@code send} blocks; no sink drops clicks or grows without limit.
 *
 * <p><b>Delivery.</b> At least once. A backend may hold a click twice after a retry; duplicates carry
 * the same click id. Without retries, clicks with equal partition key sent by one thread arrive in
 * order; a retry may reorder them, and session id and ordinal restore the order. A sink that promises
 * more says so.
 *
 * <p><b>Failure.</b> Transient failures are retried within a budget. A click that the backend rejects
 * is {@link Receipt.Failed} and disturbs no other; one whose fate cannot be known is {@link
 * Receipt.Unconfirmed}. When the backend is gone for good, what is in flight fails and the next {@code
 * send} throws {@link SinkException}.
 *
 * <p>The test artifact of this module has a JUnit class that checks all of this, {@code ClickSinkContract}.
 */
public interface ClickSink extends AutoCloseable {
    /**
     * Accepts a click, waiting while as many as allowed are in flight.
     *
     * @param listener gets the receipt of this click; exceptions it throws are logged and change
     *     nothing else
     * @throws InterruptedException if interrupted while waiting; the click is then not accepted
     * @throws SinkException if the backend is gone for good; the click is not accepted
     * @throws IllegalArgumentException if the click can never be delivered, such as one that is too
     *     large; the message has its id, the limit and its size
     * @throws IllegalStateException if this sink is closed
     */
    void send(Click click, ReceiptListener listener) throws InterruptedException;

    /**
     * Accepts clicks of a list, in order, as {@link #send} does each: the first one, waiting for room where it must, and
     * as many of those behind it as this sink can take at once. To send them all, go on behind those:
     *
     * <pre>{@code
     * for (int at = 0; at < clicks.size(); ) {
     *     at += sink.sendBlock(clicks, at, listener);
     * }
     * }</pre>
     *
     * <p>By default a sink takes the first click only. One for which a block costs less than its clicks one by one takes
     * more; it may give their receipts by {@link ReceiptListener#receiveAll}.
     *
     * @param clicks must not change during the call; it is not kept
     * @param from index of the first click to accept
     * @param listener gets a receipt for each click that is accepted
     * @return how many are accepted, from 1. The click behind them was not: there was no room for it, or something is
     *     wrong with it, which the call that begins with it throws
     * @throws InterruptedException if interrupted while waiting; no click is then accepted
     * @throws SinkException as {@code send} of the first click; no click is accepted
     * @throws IllegalArgumentException as {@code send} of the first click; no click is accepted
     * @throws IllegalStateException if this sink is closed
     * @throws IndexOutOfBoundsException if there is no such index
     */
    default int sendBlock(List<Click> clicks, int from, ReceiptListener listener) throws InterruptedException {
        send(clicks.get(from), listener);
        return 1;
    }

    /**
     * Waits until every click accepted before this call has its receipt, also where the backend is gone. Other threads may send
     * meanwhile.
     *
     * @throws InterruptedException if interrupted while waiting
     * @throws IllegalStateException if this sink is closed
     */
    void flush() throws InterruptedException;

    /**
     * Flushes for a limited time, gives up the clicks that are then still in flight, and releases what this sink
     * holds. What was in no request has {@link Receipt.Failed failed}; what may have reached the backend is {@link
     * Receipt.Unconfirmed unconfirmed}. It returns whatever has died. A client that was passed in
     * stays open. A second call does nothing; no receipt is given after the first one returned.
     */
    @Override
    void close();
}
