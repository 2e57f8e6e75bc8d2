package io.csgen.sink.spi;

import io.csgen.click.Click;
import io.csgen.sink.Receipt;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Clicks that share one fate, on their way from acceptance to their receipts: a single one, as {@link InFlightClick}, or
 * for instance the lines of one write. Extend it for the latter, and accept its clicks with {@link InFlightWindow#add}.
 *
 * <p>It waits until an {@link #attempt} begins. What the backend answers is told with one of five methods. Three decide
 * it for good: {@link #delivered}, {@link #failed} and {@link #unconfirmed}. After the other two, {@link #refused}
 * and {@link #unclear}, it waits again. What is decided keeps its outcome: an answer that comes later changes
 * nothing, and the method returns {@code false}. The receipts are given by {@link InFlightWindow#settle}.
 *
 * <p>Not safe for concurrent use: all methods need the lock of the window that accepted it.
 */
public abstract class InFlightEntry {
    private enum State {
        WAITING,
        OUT,
        DELIVERED,
        FAILED,
        UNCONFIRMED
    }

    private State state = State.WAITING;
    private int attempts;

    /** Whether an attempt without a clear answer may have written it. */
    private boolean maybeWritten;

    /** The reason or position once it is decided; before, why the last attempt came to nothing, if there was one. */
    private @Nullable String text;

    private boolean receipted;

    // What the window keeps here, so that it needs no object for each entry.

    @Nullable
    InFlightEntry earlier;

    @Nullable
    InFlightEntry later;

    /** The next one of those whose receipts one thread gives. */
    @Nullable
    InFlightEntry next;

    /** The place of its first click in the order of acceptance, from 1; 0 where it is in no window. */
    long number;

    /** How many clicks the window counts in it. */
    int size;

    /** Whether a thread has taken it to give its receipts. */
    boolean claimed;

    /** Creates one without clicks that are accepted. */
    protected InFlightEntry() {}

    /**
     * Gives each of its clicks the {@link #receipt} that it has. Called without the lock, once it is decided; what the
     * listeners throw must go no further.
     *
     * @return whether all are given; if not, or if it throws, as there was no memory, it is called again, and must then go
     *     on with those that have none
     */
    protected abstract boolean giveReceipts();

    /** Called under the lock when the receipts are given and the places are free, for what has waited for that. */
    protected void landed() {}

    /** Returns the receipt that a click of this entry has, once that is decided; needs no lock. */
    protected final Receipt receipt(Click click) {
        String why = reasonOr("");
        return switch (state) {
            case DELIVERED -> new Receipt.Delivered(click, attempts, why);
            case FAILED -> new Receipt.Failed(click, attempts, why);
            default -> new Receipt.Unconfirmed(click, attempts, why);
        };
    }

    /** Makes it as new, so that it can hold other clicks; only once it has {@link #landed}. */
    protected final void reset() {
        state = State.WAITING;
        attempts = 0;
        maybeWritten = false;
        text = null;
        receipted = false;
        claimed = false;
    }

    /**
     * Begins an attempt: the backend may have the clicks from now on.
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

    /** Takes the last attempt back, which never came to the backend; it waits as before. */
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
     * Gives it up: it has failed, unless an earlier attempt was {@link #unclear}; then it is unconfirmed.
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
     * Ends an attempt that the backend has refused for now: it does not have the clicks, which wait again.
     *
     * @param reason what the receipt says if there is no other attempt
     */
    public final boolean refused(String reason) {
        return waitAgain(Objects.requireNonNull(reason, "reason"));
    }

    /**
     * Ends an attempt without a clear answer: the backend may have the clicks, which wait again.
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

    /** Returns whether it was delivered. */
    public final boolean isDelivered() {
        return state == State.DELIVERED;
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

    /** Gives the receipts once; returns whether they are given, which they are not where there is no memory for it. */
    final boolean give() {
        try {
            receipted = receipted || giveReceipts();
        } catch (Throwable e) {
            return false; // they are tried again
        }
        return receipted;
    }

    /** Returns whether all receipts are given. */
    final boolean isReceipted() {
        return receipted;
    }
}
