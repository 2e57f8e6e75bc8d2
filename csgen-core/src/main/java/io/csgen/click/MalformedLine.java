package io.csgen.click;

/** What is wrong with a line of text; the message follows the word "must". */
final class MalformedLine extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean lacking;

    MalformedLine(String rule) {
        this(rule, false);
    }

    private MalformedLine(String rule, boolean lacking) {
        // Without a stack trace: who reads a broken file meets one on every line.
        super(rule, null, false, false);
        this.lacking = lacking;
    }

    /** Returns what is wrong with a line that does not have what every click must have. */
    static MalformedLine lacking(String rule) {
        return new MalformedLine(rule, true);
    }

    /** Returns whether the line lacks something. */
    boolean isLacking() {
        return lacking;
    }
}
