package io.csgen.lake.deliver;

/** Says in one line why a record is no event. */
final class NoEventException extends Exception {
    private static final long serialVersionUID = 1L;

    NoEventException(String reason) {
        super(reason, null, false, false);
    }

    /** Returns why, as {@code <what> must <rule>: <beginning of the record>}. */
    String reason() {
        return String.valueOf(getMessage());
    }
}
