package io.csgen.sink.kinesis.scripted;

import io.csgen.sink.kinesis.scripted.Wire.Answer;
import java.time.Duration;
import java.util.function.IntPredicate;

/**
 * What happens to one request of a {@link ScriptedKinesis} instead of, or beside, what it asks for.
 * Immutable; one value may befall any number of requests.
 */
public final class Fault {
    /** Handles a request, and says that the fault took effect before the client can know. */
    @FunctionalInterface
    interface Script {
        void play(Exchange exchange);
    }

    private static final Fault NONE = new Fault("none", true, exchange -> exchange.answer(exchange.apply()));

    private final String name;
    private final boolean needsBody;
    private final Script script;

    private Fault(String name, boolean needsBody, Script script) {
        this.name = name;
        this.needsBody = needsBody;
        this.script = script;
    }

    private static Fault of(String name, Script script) {
        return new Fault(name, true, script);
    }

    /** Does what the request asks for. */
    public static Fault none() {
        return NONE;
    }

    /**
     * Fails records of PutRecords and keeps the others.
     *
     * @param positions which records, from 0
     */
    public static Fault failRecords(String code, IntPredicate positions) {
        String message = code.equals(Refusal.THROTTLED)
                ? "Rate exceeded for shard shardId-000000000000 in stream scripted under account "
                        + ScriptedKinesis.ACCOUNT + "."
                : "Internal Service Failure";
        return of(code + " of records", exchange -> {
            Answer answer = exchange.apply(new EntryFault(positions, code, message));
            if (answer.failedRecords() > 0) {
                exchange.tookEffect();
            }
            exchange.answer(answer);
        });
    }

    /** Keeps no record and answers with an error of the service or an objection. */
    public static Fault refuse(int status, String code, String message) {
        return of(code, exchange -> {
            exchange.tookEffect();
            exchange.answer(new Refusal(status, code, message));
        });
    }

    /** Refuses the request as a whole because of its rate. */
    public static Fault throttle() {
        return refuse(400, Refusal.THROTTLED, "Rate exceeded for stream scripted.");
    }

    /** Fails inside the service before anything is kept. */
    public static Fault internalFailure() {
        return refuse(500, "InternalFailure", "Internal Service Failure");
    }

    /** Fails inside the service when everything is kept already. */
    public static Fault internalFailureAfterApplying() {
        return of("InternalFailure after applying", exchange -> {
            exchange.apply();
            exchange.tookEffect();
            exchange.answer(new Refusal(500, "InternalFailure", "Internal Service Failure"));
        });
    }

    /** Refuses the request because the service is busy. */
    public static Fault unavailable() {
        return refuse(503, "ServiceUnavailable", "Service is unavailable");
    }

    /** Refuses the request because the credentials are too old. */
    public static Fault expiredToken() {
        return refuse(400, "ExpiredTokenException", "The security token included in the request is expired");
    }

    /** Refuses the request because its sender may not do this. */
    public static Fault accessDenied() {
        return refuse(400, "AccessDeniedException", "User is not authorized to perform this action");
    }

    /** Refuses the request as if its stream were gone. */
    public static Fault streamMissing() {
        return refuse(
                400,
                "ResourceNotFoundException",
                "Stream scripted under account " + ScriptedKinesis.ACCOUNT + " not found.");
    }

    /** Does what the request asks for at once and answers later. */
    public static Fault slow(Duration delay) {
        return of("slow answer", exchange -> {
            Answer answer = exchange.apply();
            exchange.tookEffect();
            exchange.later(delay, () -> exchange.answer(answer));
        });
    }

    /** Reads the request and does nothing, not even answer, until the client gives up. */
    public static Fault hang() {
        return of("no answer", Exchange::tookEffect);
    }

    /** Does what the request asks for, but does not answer until the client gives up. */
    public static Fault hangAfterApplying() {
        return of("no answer after applying", exchange -> {
            exchange.apply();
            exchange.tookEffect();
        });
    }

    /** Resets the connection when the head of the request has come, and reads no further. */
    public static Fault resetBeforeReading() {
        return new Fault("reset before reading", false, exchange -> {
            exchange.tookEffect();
            exchange.reset();
        });
    }

    /** Reads the request, does nothing and resets the connection. */
    public static Fault resetBeforeApplying() {
        return of("reset before applying", exchange -> {
            exchange.tookEffect();
            exchange.reset();
        });
    }

    /** Does what the request asks for and resets the connection instead of answering. */
    public static Fault resetAfterApplying() {
        return of("reset after applying", exchange -> {
            exchange.apply();
            exchange.tookEffect();
            exchange.reset();
        });
    }

    /** Does what the request asks for and ends the connection in the middle of the answer. */
    public static Fault truncate() {
        return of("truncated answer", exchange -> {
            Answer answer = exchange.apply();
            exchange.tookEffect();
            exchange.answerHalf(answer);
        });
    }

    /** Does what the request asks for and answers with a success that nobody can read. */
    public static Fault garble() {
        return of("garbled answer", exchange -> {
            Answer answer = exchange.apply().garbled();
            exchange.tookEffect();
            exchange.answer(answer);
        });
    }

    /** Does something first, such as a split of a Kinesis shard, and then what the request asks for. */
    public static Fault first(String name, Runnable action) {
        return of(name, exchange -> {
            action.run();
            Answer answer = exchange.apply();
            exchange.tookEffect();
            exchange.answer(answer);
        });
    }

    /** Returns the name under which its effects are counted. */
    public String name() {
        return name;
    }

    @Override
    public String toString() {
        return name;
    }

    boolean needsBody() {
        return needsBody;
    }

    void play(Exchange exchange) {
        script.play(exchange);
    }
}
