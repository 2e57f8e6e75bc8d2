package io.csgen.internal.json;

/** What is wrong with a text that is no JSON, and where; the message follows the word "must". */
public final class MalformedJson extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int at;

    MalformedJson(String rule, int at) {
        // Without a stack trace: who reads a broken file meets one on every line.
        super(rule + " at character " + (at + 1), null, false, false);
        this.at = at;
    }

    /** Returns the index of the character that is wrong. */
    public int at() {
        return at;
    }

    /** Returns what the text must do. */
    public String rule() {
        return String.valueOf(getMessage());
    }
}
