package io.csgen.click;

/** What is wrong with a line of text; the message follows the word "must". */
final class MalformedLine extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedLine(String rule) {
        // Without a stack trace: who reads a broken file meets one on every line.
        super(rule, null, false, false);
    }
}
