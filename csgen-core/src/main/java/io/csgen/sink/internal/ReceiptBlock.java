package io.csgen.sink.internal;

import io.csgen.click.Click;
import io.csgen.sink.Receipt;
import io.csgen.sink.ReceiptListener;
import java.util.AbstractList;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The receipts of clicks with one outcome, as {@link ReceiptListener#receiveAll} takes them: each is made when it is asked
 * for. Giving them needs no memory but what the listener asks for. Confined to one thread at a time.
 */
public final class ReceiptBlock extends AbstractList<Receipt> implements RandomAccess {
    private static final Logger LOGGER = LoggerFactory.getLogger(Receipt.class);
    private static final int NONE = -1;

    private final Click[] clicks;
    private final Function<? super Click, ? extends Receipt> receipts;
    private int from;
    private int to;
    private int unmade = NONE; // the receipt that there was no memory for

    /**
     * Creates one for any clicks of an array.
     *
     * @param receipts makes the receipt of a click
     */
    public ReceiptBlock(Click[] clicks, Function<? super Click, ? extends Receipt> receipts) {
        this.clicks = clicks;
        this.receipts = receipts;
    }

    /**
     * Gives a listener the receipts of some clicks. What it throws is logged.
     *
     * @return the first click whose receipt is not given, as there was no memory to make it; {@code end} if all are
     */
    public int give(int first, int end, ReceiptListener listener) {
        from = first;
        to = end;
        unmade = NONE;
        try {
            listener.receiveAll(this);
        } catch (Throwable e) {
            if (unmade == NONE) {
                warn(e);
            }
        }
        return unmade == NONE ? end : unmade;
    }

    private void warn(Throwable e) {
        try {
            LOGGER.warn(
                    "a receipt listener failed, which changes nothing else: click {} and {} more",
                    clicks[from].id(),
                    size() - 1,
                    e);
        } catch (Throwable unheard) {
            return; // the receipts are given all the same
        }
    }

    @Override
    public Receipt get(int index) {
        int at = from + Objects.checkIndex(index, size());
        unmade = at;
        Receipt receipt = receipts.apply(clicks[at]);
        unmade = NONE;
        return receipt;
    }

    @Override
    public int size() {
        return to - from;
    }
}
