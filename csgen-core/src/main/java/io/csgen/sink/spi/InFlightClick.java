package io.csgen.sink.spi;

import io.csgen.click.Click;
import io.csgen.sink.Receipt;
import io.csgen.sink.ReceiptListener;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A click on its way from acceptance to its receipt. Use it as it is, or extend it by what a backend needs to know of a
 * click, such as its payload.
 *
 * <p>It waits until an {@link #attempt} begins. What the backend answers is told with one of five methods. Three decide
 * the click for good: {@link #delivered}, {@link #failed} and {@link #unconfirmed}. After the other two, {@link #refused}
 * and {@link #unclear}, it waits again. A click that is decided keeps its outcome: an answer that comes later changes
 * nothing, and the method returns {@code false}. The receipt is given by {@link InFlightWindow#settle}.
 *
 * <p>Not safe for concurrent use: all methods need the lock of the window that accepted it.
 */
public class InFlightClick {
    private enum State {
        WAITING,
        OUT,
        DELIVERED,
        FAILED,
        UNCONFIRMED
    }

    private final Click click;
    private final ReceiptListener listener;
    private State state = State.WAITING;
    private int attempts;

    /** Whether an attempt without a clear answer may have written it. */
    private boolean maybeWritten;

    /** The reason or position once it is decided; before, why the last attempt came to nothing, if there was one. */
    private @Nullable String text;

    // What the window keeps here, so that it needs no object for each click.

    @Nullable
    InFlightClick earlier;

    @Nullable
    InFlightClick later;

    /** The next one of those whose receipts one thread gives. */
    @Nullable
    InFlightClick next;

    /** Its place in the order of acceptance, from 1; 0 where it is in no window. */
    long number;

    /** Whether a thread has taken it to give its receipt. */
    boolean claimed;

    private boolean receipted;

    /** Creates one that is not accepted yet. */
    public InFlightClick(Click click, ReceiptListener listener) {
        this.click = Objects.requireNonNull(click, "click");
        this.listener = Objects.requireNonNull(listener, "listener");
    }

    /** Returns the click; needs no lock. */
    public final Click click() {
        return click;
    }

    /**
     * Begins an attempt: the backend may have the click from now on.
     *
     * @return whether it waited; if not, it must not be sent
     */
    public final boolean attempt() {
        if (state != State.WAITING) {
            return false;
        }
        state = State.OUT;
        attempts++;
        return true;
    }

    /** Takes the last attempt back, which never came to the backend; the click waits as before. */
    public final void withdraw() {
        if (state == State.OUT) {
            state = State.WAITING;
            attempts--;
        }
    }

    /**
     * Decides that the backend has it.
     *
     * @param position where, in the backend's own terms; empty where it does not say
     */
    public final boolean delivered(String position) {
        return decide(State.DELIVERED, Objects.requireNonNull(position, "position"));
    }

    /**
     * Gives the click up: it has failed, unless an earlier attempt was {@link #unclear}; then it is unconfirmed.
     *
     * @param reason one line for people, as for {@link Receipt#reason}
     */
    public final boolean failed(String reason) {
        return isOpen() && giveUp(Receipt.reason(reason));
    }

    /**
     * Decides that nobody can know whether the backend has it.
     *
     * @param reason one line for people, as for {@link Receipt#reason}
     */
    public final boolean unconfirmed(String reason) {
        return isOpen() && decide(State.UNCONFIRMED, Receipt.reason(reason));
    }

    /**
     * Ends an attempt that the backend has refused for now: it does not have the click, which waits again.
     *
     * @param reason what the receipt says if there is no other attempt
     */
    public final boolean refused(String reason) {
        return waitAgain(Objects.requireNonNull(reason, "reason"));
    }

    /**
     * Ends an attempt without a clear answer: the backend may have the click, which waits again.
     *
     * @param reason what the receipt says if there is no other attempt
     */
    public final boolean unclear(String reason) {
        maybeWritten |= isOpen();
        return waitAgain(Objects.requireNonNull(reason, "reason"));
    }

    /** Returns whether nothing is decided yet. */
    public final boolean isOpen() {
        return state == State.WAITING || state == State.OUT;
    }

    /** Returns whether an attempt has begun that has no answer yet. */
    public final boolean isOut() {
        return state == State.OUT;
    }

    /** Returns how many attempts have begun. */
    public final int attempts() {
        return attempts;
    }

    /** Says how many attempts there were, where a client makes them by itself and tells. */
    public final void attempts(int number) {
        attempts = number;
    }

    /** Called under the lock when the receipt is given and the place is free, for what has waited for that. */
    protected void landed() {}

    /** Returns why the last attempt came to nothing, or something else where none has. */
    final String reasonOr(String other) {
        return text == null ? other : text;
    }

    final boolean waitAgain(@Nullable String reason) {
        if (!isOpen()) {
            return false;
        }
        state = State.WAITING;
        text = reason;
        return true;
    }

    /** As {@link #failed}, with a reason that is one; makes no object. */
    final boolean giveUp(String reason) {
        return decide(maybeWritten ? State.UNCONFIRMED : State.FAILED, reason);
    }

    /** As {@link #unconfirmed}, with a reason that is one; makes no object. */
    final boolean lose(String reason) {
        return decide(State.UNCONFIRMED, reason);
    }

    private boolean decide(State outcome, String why) {
        if (!isOpen()) {
            return false;
        }
        state = outcome;
        text = why;
        return true;
    }

    /** Gives the receipt once; returns whether it is given, which it is not where there is no memory for it. */
    final boolean giveReceipt() {
        try {
            if (!receipted) {
                Receipt receipt = receipt();
                receipted = true;
                receipt.signalTo(listener);
            }
        } catch (Throwable e) {
            return receipted; // of what the listener threw, the receipt has told
        }
        return true;
    }

    Receipt receipt() {
        String why = reasonOr("");
        return switch (state) {
            case DELIVERED -> new Receipt.Delivered(click, attempts, why);
            case FAILED -> new Receipt.Failed(click, attempts, why);
            default -> new Receipt.Unconfirmed(click, attempts, why);
        };
    }
}
