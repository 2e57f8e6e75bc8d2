package io.csgen.sink.kinesis.stream;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/**
 * What the failure of a request, or of one record in it, means for its clicks. Immutable.
 *
 * @param maybeWritten whether the stream may hold the clicks in spite of the failure
 * @param reason one line for people
 */
public record Failure(Verdict verdict, boolean maybeWritten, String reason) {
    /** What is to become of them. */
    public enum Verdict {
        /** It may pass: try again. */
        TRANSIENT,
        /** A Kinesis shard, or the stream, got more than its rate: try again, slower. */
        THROTTLED,
        /** Kinesis objects to what was sent. */
        REJECTED,
        /** No click will ever get through. */
        DEAD
    }

    private static final String TOO_FAST = "ProvisionedThroughputExceededException";

    /** Error codes of single records, see the reference of PutRecords; others are about the record itself. */
    private static final Set<String> TRANSIENT_RECORDS =
            Set.of("InternalFailure", "ServiceUnavailable", "KMSThrottlingException");

    /** Throttling that the SDK does not know as such. */
    private static final Set<String> THROTTLING = Set.of("LimitExceededException", "KMSThrottlingException");

    /** Failures of the service that come with a status of the client's. */
    private static final Set<String> TRANSIENT_REQUESTS =
            Set.of("RequestTimeout", "RequestTimeoutException", "InternalFailure", "InternalError");

    private static final Set<String> OBJECTIONS = Set.of(
            "InvalidArgumentException",
            "ValidationException",
            "SerializationException",
            "RequestEntityTooLarge",
            "RequestTooLargeException");

    /** By what a cause is known: its class, or how its message begins where it has none of its own. */
    private record Sign(List<Class<? extends Throwable>> classes, List<String> beginnings) {
        boolean isOn(Throwable cause) {
            return classes.stream().anyMatch(known -> known.isInstance(cause)) || startsWithAny(cause, beginnings);
        }
    }

    /** Of requests that got no connection; the SDK's HTTP client has no types for all of that. */
    private static final Sign NEVER_SENT = new Sign(
            List.of(
                    ConnectException.class,
                    UnknownHostException.class,
                    NoRouteToHostException.class,
                    SSLHandshakeException.class),
            List.of("Acquire operation took longer", "Maximum pending connection acquisitions exceeded"));

    private static final Sign TOO_LATE = new Sign(
            List.of(
                    ApiCallTimeoutException.class,
                    ApiCallAttemptTimeoutException.class,
                    TimeoutException.class,
                    SocketTimeoutException.class),
            List.of("Read timed out", "Write timed out"));

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int PAYLOAD_TOO_LARGE = 413;
    private static final int SERVICE_UNAVAILABLE = 503;

    /** Judges what an answered request says about one record; returns null if that is in the stream. */
    public static @Nullable Failure ofRecord(PutRecordsResultEntry result) {
        String code = result.errorCode();
        if (code == null) {
            return null;
        }
        Verdict verdict = code.equals(TOO_FAST)
                ? Verdict.THROTTLED
                : TRANSIENT_RECORDS.contains(code) ? Verdict.TRANSIENT : Verdict.REJECTED;
        return new Failure(verdict, false, sentence(code, result.errorMessage()));
    }

    /** Judges a request as a whole; returns null if it was answered with a result for each record. */
    public static @Nullable Failure ofRequest(
            @Nullable PutRecordsResponse response, @Nullable Throwable error, int records) {
        if (error != null) {
            return of(error);
        }
        int results = response == null ? 0 : response.records().size();
        return results == records
                ? null
                : new Failure(Verdict.TRANSIENT, true, results + " results for " + records + " records");
    }

    /** Judges the failure of a request. */
    public static Failure of(Throwable thrown) {
        Throwable error = Objects.requireNonNull(unwrap(thrown));
        return error instanceof AwsServiceException answer ? ofAnswer(answer) : ofSilence(error);
    }

    /** Returns whether it is worth trying again. */
    public boolean mayPass() {
        return verdict == Verdict.TRANSIENT || verdict == Verdict.THROTTLED;
    }

    private static Failure ofAnswer(AwsServiceException answer) {
        String code = codeOf(answer);
        String reason = sentence(code, messageOf(answer));
        int status = answer.statusCode();
        if (answer.isThrottlingException()
                || answer.isClockSkewException()
                || THROTTLING.contains(code)
                || status == TOO_MANY_REQUESTS
                || status == SERVICE_UNAVAILABLE) {
            return new Failure(code.equals(TOO_FAST) ? Verdict.THROTTLED : Verdict.TRANSIENT, false, reason);
        }
        if (status >= 500 || TRANSIENT_REQUESTS.contains(code)) {
            return new Failure(Verdict.TRANSIENT, true, reason);
        }
        boolean objection = OBJECTIONS.contains(code) || status == PAYLOAD_TOO_LARGE;
        return new Failure(objection ? Verdict.REJECTED : Verdict.DEAD, false, reason);
    }

    /** Judges a request without an answer: the connection failed, or it was never sent. */
    private static Failure ofSilence(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (NEVER_SENT.isOn(cause)) {
                return new Failure(Verdict.TRANSIENT, false, sentence("no connection", firstSentence(cause)));
            }
        }
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (isUnreadable(cause)) {
                return new Failure(Verdict.TRANSIENT, true, sentence("cannot read the answer", firstSentence(cause)));
            }
            if (TOO_LATE.isOn(cause)) {
                return new Failure(Verdict.TRANSIENT, true, sentence("no answer in time", firstSentence(cause)));
            }
            if (cause instanceof IOException || cause instanceof AbortedException) {
                return new Failure(Verdict.TRANSIENT, true, sentence("connection lost", firstSentence(cause)));
            }
        }
        if (isInterruption(error)) {
            return new Failure(Verdict.TRANSIENT, true, "interrupted");
        }
        // Where the program itself is at fault, nobody knows how far the request has come.
        boolean unclear = error instanceof Error;
        return new Failure(Verdict.DEAD, unclear, sentence(error.getClass().getSimpleName(), firstSentence(error)));
    }

    /** Returns whether there was an answer that is not in the format of Kinesis; the SDK's parser is hidden in it. */
    private static boolean isUnreadable(Throwable error) {
        return error.getClass().getName().contains(".jackson.") || startsWithAny(error, List.of("unexpected token"));
    }

    /** Returns whether a request ended because a thread was interrupted. */
    public static boolean isInterruption(@Nullable Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof InterruptedException) {
                return true;
            }
        }
        return false;
    }

    private static boolean startsWithAny(Throwable error, List<String> beginnings) {
        String message = String.valueOf(error.getMessage());
        return beginnings.stream().anyMatch(message::startsWith);
    }

    /** Returns what a future failed with, without its wrapping. */
    public static @Nullable Throwable unwrap(@Nullable Throwable thrown) {
        if (thrown == null || !(thrown instanceof CompletionException || thrown instanceof ExecutionException)) {
            return thrown;
        }
        return thrown.getCause() == null ? thrown : thrown.getCause();
    }

    private static String codeOf(AwsServiceException answer) {
        String code = answer.awsErrorDetails() == null
                ? null
                : answer.awsErrorDetails().errorCode();
        return code == null ? "status " + answer.statusCode() : code;
    }

    private static @Nullable String messageOf(AwsServiceException answer) {
        return answer.awsErrorDetails() == null
                ? null
                : answer.awsErrorDetails().errorMessage();
    }

    /** The SDK adds advice and diagnostics to what happened. */
    private static @Nullable String firstSentence(Throwable error) {
        return error.getMessage() == null ? null : error.getMessage().split("\\.\\s| Channel Information", 2)[0];
    }

    private static String sentence(String what, @Nullable String detail) {
        return detail == null || detail.isBlank()
                ? what
                : what + ": " + detail.strip().replaceAll("\\s+", " ");
    }
}
