package io.csgen.sink.spi;

import io.csgen.sink.Receipt;
import io.csgen.sink.SinkException;
import io.csgen.sink.internal.FailureText;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a sink takes no more clicks, and why; the first reason counts. It can be noted where there is no memory left:
 * the words for that are prepared. Guarded by the lock of the window.
 */
final class Death {
    private static final Logger LOGGER = LoggerFactory.getLogger(InFlightWindow.class);
    private static final String OUT_OF_MEMORY = "Out of memory";

    private final String name;
    private final SinkException prepared;
    private String reason = "";
    private @Nullable SinkException exception;
    private volatile boolean news;

    Death(String name) {
        this.name = name;
        prepared = new SinkException(sentence(OUT_OF_MEMORY), new OutOfMemoryError());
    }

    private String sentence(String why) {
        return name + " takes no more clicks: " + why;
    }

    boolean isNoted() {
        return exception != null;
    }

    /** Returns what is thrown, once it is noted. */
    Optional<SinkException> exception() {
        return Optional.ofNullable(exception);
    }

    /** Returns why, as receipts say it. */
    String reason() {
        return reason;
    }

    /** Returns why an error ends a sink, in one line. */
    static String textOf(Throwable error) {
        try {
            return FailureText.of(error);
        } catch (Throwable e) {
            return OUT_OF_MEMORY;
        }
    }

    /** Returns a text as {@link Receipt#reason} does, or as it is where there is no memory for that. */
    static String reasonOf(String text) {
        try {
            return Receipt.reason(text);
        } catch (Throwable e) {
            return text;
        }
    }

    /** Notes why no click will get through; returns whether that is new. */
    boolean note(String why, Throwable cause) {
        if (exception != null) {
            return false;
        }
        reason = reasonOf(why);
        try {
            exception = new SinkException(sentence(why), cause);
        } catch (Throwable e) {
            exception = prepared;
        }
        news = true;
        return true;
    }

    /** Notes the same in words of the sink's own, which are thrown as they are, and not logged. */
    boolean note(SinkException why) {
        if (exception != null) {
            return false;
        }
        exception = why;
        reason = String.valueOf(why.getMessage());
        return true;
    }

    /** Throws why no click is accepted, with the stack trace of the caller; does nothing where there is no reason. */
    void throwIfNoted() {
        if (exception != null) {
            throw exception.again();
        }
    }

    /** Logs it once; without the lock. */
    void announce() {
        SinkException told = exception;
        if (news && told != null) {
            news = false;
            try {
                LOGGER.error("{}", told.getMessage());
            } catch (Throwable e) {
                return; // those who send will know
            }
        }
    }
}
