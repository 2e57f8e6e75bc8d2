package io.csgen.sink.kpl;

import io.csgen.click.Click;
import io.csgen.sink.Receipt;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.kinesis.producer.Attempt;
import software.amazon.kinesis.producer.FutureTimedOutException;
import software.amazon.kinesis.producer.KinesisProducerException;
import software.amazon.kinesis.producer.UnexpectedMessageException;
import software.amazon.kinesis.producer.UserRecordFailedException;
import software.amazon.kinesis.producer.UserRecordResult;

/**
 * What the KPL says of one click. It tries again whatever went wrong, until the record's time is over, and
 * then tells of every attempt it knows of. Its HTTP client, however, sends a request again without telling
 * when a kept connection breaks, so what was refused for now may have been stored just before: a click is
 * certainly not in the stream only if there was no attempt, or each was refused in a way that any other
 * would have been, too. Immutable.
 *
 * @param consequence what it means for other clicks
 */
record Answer(Receipt receipt, Consequence consequence) {
    enum Consequence {
        /** It is about this click alone. */
        NONE,
        /** The native process has died. */
        PROCESS_GONE,
        /** No click will ever get through. */
        DEAD
    }

    /** What the KPL puts behind the attempts of a record whose time is over; nothing was tried then. */
    private static final String EXPIRED = "Expired";

    /** Error codes that Kinesis has not given, or not as one who is there. */
    private static final Set<String> SILENCES = Set.of(EXPIRED, "InternalFailure", "ServiceUnavailable");

    /** Error codes of records, and of requests, that Kinesis will never take. */
    private static final Set<String> REJECTIONS = Set.of(
            "KMSAccessDeniedException",
            "KMSDisabledException",
            "KMSInvalidStateException",
            "KMSNotFoundException",
            "KMSOptInRequired",
            "InvalidArgumentException",
            "ValidationException",
            "SerializationException");

    /** Error codes that every other request will get, too. */
    private static final Set<String> DEADLY = Set.of(
            "ResourceNotFoundException",
            "AccessDeniedException",
            "UnrecognizedClientException",
            "InvalidSignatureException",
            "IncompleteSignatureException",
            "MissingAuthenticationTokenException",
            "ExpiredTokenException");

    static Answer of(Click click, UserRecordResult result) {
        String position = result.getShardId() + "/" + result.getSequenceNumber();
        return new Answer(new Receipt.Delivered(click, result.getAttempts().size(), position), Consequence.NONE);
    }

    static Answer of(Click click, Throwable failure) {
        if (failure instanceof UserRecordFailedException told) {
            return ofAttempts(click, told.getResult().getAttempts());
        }
        if (failure instanceof FutureTimedOutException) {
            return new Answer(unconfirmed(click, "no answer from the KPL within its time-out"), Consequence.NONE);
        }
        boolean gone = failure instanceof KinesisProducerException && !(failure instanceof UnexpectedMessageException);
        String reason = Receipt.reason(
                gone ? "the native process of the KPL died: " + rootOf(failure) : String.valueOf(failure));
        return new Answer(unconfirmed(click, reason), gone ? Consequence.PROCESS_GONE : Consequence.NONE);
    }

    private static Receipt unconfirmed(Click click, String reason) {
        return new Receipt.Unconfirmed(click, 1, reason);
    }

    /** Returns why the KPL did not take a click, in one line. */
    static String refusalOf(Throwable failure) {
        String message = failure.getMessage();
        return Receipt.reason("the KPL does not take it: "
                + (message == null ? failure.getClass().getSimpleName() : message));
    }

    /** Returns what went wrong in the first place, in one line. */
    static String rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return sentence(String.valueOf(root.getMessage()), null);
    }

    /** Returns whether Kinesis said anything of a click, be it that it refuses it. */
    static boolean isFromKinesis(Throwable failure) {
        return failure instanceof UserRecordFailedException told
                && told.getResult().getAttempts().stream()
                        .map(Attempt::getErrorCode)
                        .anyMatch(code -> code != null && !code.isBlank() && !SILENCES.contains(code));
    }

    private static Answer ofAttempts(Click click, List<Attempt> all) {
        List<Attempt> attempts = all.stream()
                .filter(attempt -> !EXPIRED.equals(attempt.getErrorCode()))
                .toList();
        if (attempts.isEmpty()) {
            return new Answer(new Receipt.Failed(click, 0, "not sent within the record TTL"), Consequence.NONE);
        }
        Attempt last = attempts.get(attempts.size() - 1);
        String reason = Receipt.reason(sentence(last.getErrorCode(), last.getErrorMessage()));
        boolean refused = attempts.stream()
                .map(Attempt::getErrorCode)
                .allMatch(code -> REJECTIONS.contains(code) || DEADLY.contains(code));
        Receipt receipt = refused
                ? new Receipt.Failed(click, attempts.size(), reason)
                : new Receipt.Unconfirmed(click, attempts.size(), reason);
        return new Answer(receipt, DEADLY.contains(last.getErrorCode()) ? Consequence.DEAD : Consequence.NONE);
    }

    private static String sentence(@Nullable String what, @Nullable String detail) {
        String first = what == null ? "" : what.strip();
        String second = detail == null ? "" : detail.strip();
        String separator = first.isEmpty() || second.isEmpty() ? "" : ": ";
        return (first + separator + second).replaceAll("\\s+", " ");
    }
}
