package io.csgen.sink.testing;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickView;
import io.csgen.sink.ClickSink;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * A backend in the hands of {@link ClickSinkContract}: empty at first, it lets a sink be opened over it,
 * shows what it holds, and misbehaves when told to. Every test gets its own and closes it.
 *
 * <p>Requests come on the sink's threads while the test calls the methods here, so implementations are
 * safe for concurrent use. None of the methods may wait for the sink. An exception from any of them
 * fails the test.
 */
public interface SinkBackend extends AutoCloseable {
    /** The user whose clicks, and no others, the backend rejects while it has {@link Fault#REJECT}. */
    int REJECTED_USER = 901;

    /** The user whose clicks, and no others, break a limit of the sink if it has {@link SinkTraits.Trait#LIMITS}. */
    int OVERSIZED_USER = 902;

    /** The user for whose clicks, and no others, the encoder of the sink throws if it has {@link SinkTraits.Trait#ENCODER}. */
    int BROKEN_USER = 903;

    /** How a backend treats one request; a request carries one click or several. */
    enum Fault {
        /** Takes every click: no fault. */
        NONE,
        /** Refuses every click as too much for now, and holds none. */
        THROTTLE,
        /** Fails as a whole for now, as a status 500 or a refused connection does, and holds no click. */
        ERROR,
        /**
         * Takes the first click of a request, the third and so on; refuses the others for now, saying which.
         * For backends whose requests carry several.
         */
        FAIL_SHARE,
        /** Takes every click, but the connection is lost before the answer. */
        LOSE_ANSWER,
        /** Rejects the clicks of {@link SinkBackend#REJECTED_USER} for good and takes the others. */
        REJECT,
        /** Does not answer before the plan changes; then the request goes by the new plan. */
        HANG,
        /** Never answers, not even when the plan changes, and takes no click; the sink must stop waiting by itself. */
        FORGET,
        /** Says that it will never take a click again. */
        DIE,
        /** Never gets a request, as the sink's client throws an {@link Error}: a program that is broken itself. */
        CRASH
    }

    /**
     * Opens a sink over this backend; called once. Clicks of the same user have the same partition key.
     * If the sink tries again, it makes at least four attempts with pauses of some milliseconds (or of
     * any length where {@link #elapse} moves the time), and gives up within seconds.
     *
     * @param drainTimeout how long {@code close} may wait for receipts; of no matter to a sink that
     *     never has clicks in flight
     */
    ClickSink open(Duration drainTimeout) throws Exception;

    /** Returns what this backend holds for a click: a text that differs from that of every other click. */
    String payload(Click click);

    /**
     * Returns the payloads that this backend holds, repeated ones included; those of one user in the
     * order in which they arrived.
     */
    List<String> stored() throws Exception;

    /**
     * Chooses how requests are treated from now on, those that hang included. Only faults that {@link
     * ClickSinkContract#traits} declares come here, so the others need no code, and a backend without faults needs none
     * at all.
     *
     * @param plan the fault of the next request, of the one after it, and so on; the last one stays; at
     *     least one
     */
    default void inject(List<Fault> plan) {
        if (!plan.stream().allMatch(Fault.NONE::equals)) {
            throw new UnsupportedOperationException("backend must be able to have the faults of its traits: " + plan);
        }
    }

    /**
     * Lets time pass: the longest pause of the sink between two attempts, and what else it waits for. A
     * test calls this again and again while it waits. By default nothing happens, as time passes by itself.
     */
    default void elapse() {}

    /** Returns an encoder that throws an {@link Error} for clicks of {@link #BROKEN_USER}, as {@link SinkTraits.Trait#ENCODER} asks. */
    static ClickEncoder breaking(ClickEncoder encoder) {
        return new ClickEncoder() {
            @Override
            public int maxBytes() {
                return encoder.maxBytes();
            }

            @Override
            public byte[] header() {
                return encoder.header();
            }

            @Override
            public int encode(ClickView click, byte[] target, int offset) {
                if (click.userId() == BROKEN_USER) {
                    throw new StackOverflowError("thrown on purpose");
                }
                return encoder.encode(click, target, offset);
            }
        };
    }

    /** Returns whether the client, connection or file of the sink is open; only asked if there is one. */
    default boolean isClientOpen() {
        throw new UnsupportedOperationException("backend must know its client");
    }

    /** Releases what this backend holds; the sink is closed by then. By default there is nothing. */
    @Override
    default void close() throws IOException {}
}
