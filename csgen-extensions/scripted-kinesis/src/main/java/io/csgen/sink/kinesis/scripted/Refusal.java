package io.csgen.sink.kinesis.scripted;

/** An answer that is an error, as Kinesis gives it. */
public final class Refusal extends RuntimeException {
    static final String THROTTLED = "ProvisionedThroughputExceededException";

    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;

    Refusal(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    static Refusal argument(String message) {
        return new Refusal(400, "InvalidArgumentException", message);
    }

    static Refusal validation(String message) {
        return new Refusal(400, "ValidationException", message);
    }

    static Refusal notFound(String message) {
        return new Refusal(400, "ResourceNotFoundException", message);
    }

    /** Returns the HTTP status. */
    public int status() {
        return status;
    }

    /** Returns the error code. */
    public String code() {
        return code;
    }
}
