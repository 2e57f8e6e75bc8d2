package io.csgen.sink.kpl;

import io.csgen.click.Click;
import io.csgen.sink.Receipt;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.kinesis.producer.Attempt;
import software.amazon.kinesis.producer.FutureTimedOutException;
import software.amazon.kinesis.producer.KinesisProducerException;
import software.amazon.kinesis.producer.UnexpectedMessageException;
import software.amazon.kinesis.producer.UserRecordFailedException;
import software.amazon.kinesis.producer.UserRecordResult;

/**
 * What the KPL says of one click. It tries again whatever went wrong, until the record's time is over, and
 * then tells of every attempt: the click is certainly not in the stream if each of them was refused, and may
 * be there if one had no clear answer. Immutable.
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

    /** Error codes of requests and records that have left nothing in the stream. */
    private static final Set<String> REFUSALS = Set.of(
            "ProvisionedThroughputExceededException",
            "LimitExceededException",
            "ThrottlingException",
            "ServiceUnavailable",
            "ServiceUnavailableException",
            "KMSAccessDeniedException",
            "KMSDisabledException",
            "KMSInvalidStateException",
            "KMSNotFoundException",
            "KMSOptInRequired",
            "KMSThrottlingException",
            "InvalidArgumentException",
            "ValidationException",
            "SerializationException");

    /** Refusals that every later request will meet, too. */
    private static final Set<String> DEADLY = Set.of(
            "ResourceNotFoundException",
            "AccessDeniedException",
            "UnrecognizedClientException",
            "InvalidSignatureException",
            "IncompleteSignatureException",
            "MissingAuthenticationTokenException",
            "ExpiredTokenException");

    /** Of curl, in which the KPL speaks HTTP: no address, no connection, no TLS; nothing was sent. */
    private static final Pattern NEVER_SENT = Pattern.compile("curlCode: (5|6|7|35|51|58|60|77|83|90|91),.*");

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
        String reason = gone ? "the native process of the KPL died: " + rootOf(failure) : String.valueOf(failure);
        return new Answer(unconfirmed(click, reason), gone ? Consequence.PROCESS_GONE : Consequence.NONE);
    }

    private static Receipt unconfirmed(Click click, String reason) {
        return new Receipt.Unconfirmed(click, 1, reason);
    }

    /** Returns what went wrong in the first place, in one line. */
    static String rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return sentence(String.valueOf(root.getMessage()), null);
    }

    private static Answer ofAttempts(Click click, List<Attempt> all) {
        List<Attempt> attempts = all.stream()
                .filter(attempt -> !EXPIRED.equals(attempt.getErrorCode()))
                .toList();
        if (attempts.isEmpty()) {
            return new Answer(new Receipt.Failed(click, 0, "not sent within the record TTL"), Consequence.NONE);
        }
        Attempt last = attempts.get(attempts.size() - 1);
        String reason = sentence(last.getErrorCode(), last.getErrorMessage());
        boolean refused = attempts.stream().allMatch(Answer::isRefusal);
        Receipt receipt = refused
                ? new Receipt.Failed(click, attempts.size(), reason)
                : new Receipt.Unconfirmed(click, attempts.size(), reason);
        return new Answer(receipt, DEADLY.contains(last.getErrorCode()) ? Consequence.DEAD : Consequence.NONE);
    }

    private static boolean isRefusal(Attempt attempt) {
        String code = attempt.getErrorCode();
        return REFUSALS.contains(code)
                || DEADLY.contains(code)
                || NEVER_SENT
                        .matcher(String.valueOf(attempt.getErrorMessage())
                                .lines()
                                .findFirst()
                                .orElse(""))
                        .matches();
    }

    private static String sentence(@Nullable String what, @Nullable String detail) {
        String first = what == null ? "" : what.strip();
        String second = detail == null ? "" : detail.strip();
        String separator = first.isEmpty() || second.isEmpty() ? "" : ": ";
        return (first + separator + second).replaceAll("\\s+", " ");
    }
}
