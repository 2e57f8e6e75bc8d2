package io.csgen.click;

/**
 * How clicks follow each other in a file or a stream: as lines, in the blocks of a container, or not at all, as records
 * that stand alone. Sinks that write bytes ask for it. Immutable.
 */
public final class Framing {
    private enum Kind {
        LINES,
        CONTAINER,
        NONE
    }

    /** Makes what goes before the clicks of a block. Immutable. */
    @FunctionalInterface
    public interface BlockHead {
        /**
         * Returns the bytes before a block.
         *
         * @param clicks how many are in it, at least 1
         * @param bytes how many bytes these have
         */
        byte[] of(int clicks, int bytes);
    }

    private static final Framing ALONE =
            new Framing(Kind.NONE, new byte[0], (clicks, bytes) -> new byte[0], new byte[0]);

    private final Kind kind;
    private final byte[] begin;
    private final BlockHead head;
    private final byte[] blockEnd;

    private Framing(Kind kind, byte[] begin, BlockHead head, byte[] blockEnd) {
        this.kind = kind;
        this.begin = begin.clone();
        this.head = head;
        this.blockEnd = blockEnd.clone();
    }

    /**
     * Returns lines, each with a line feed at its end.
     *
     * @param header the line before the first click, without its line feed; empty for none
     */
    public static Framing lines(byte[] header) {
        byte[] line = new byte[header.length == 0 ? 0 : header.length + 1];
        System.arraycopy(header, 0, line, 0, header.length);
        if (line.length > 0) {
            line[header.length] = '\n';
        }
        return new Framing(Kind.LINES, line, (clicks, bytes) -> new byte[0], new byte[0]);
    }

    /**
     * Returns blocks of clicks that stand side by side, in a file that is complete after each block. A file may be
     * written in turn by any who have the same beginning and end of blocks.
     *
     * @param begin of a file, not empty
     * @param blockEnd what ends each block; files and blocks are known by it
     */
    public static Framing container(byte[] begin, BlockHead head, byte[] blockEnd) {
        return new Framing(Kind.CONTAINER, begin, head, blockEnd);
    }

    /** Returns that there are no files: each click is a record of a backend that keeps records apart. */
    public static Framing none() {
        return ALONE;
    }

    /** Returns whether clicks are lines. */
    public boolean isLines() {
        return kind == Kind.LINES;
    }

    /** Returns whether clicks are in a container, and none can stand alone. */
    public boolean isContainer() {
        return kind == Kind.CONTAINER;
    }

    /** Returns what a file begins with: for lines the header with its line feed, or nothing. */
    public byte[] begin() {
        return begin.clone();
    }

    /** Returns what goes before a block of so many clicks with so many bytes; nothing but for a container. */
    public byte[] blockHead(int clicks, int bytes) {
        return head.of(clicks, bytes);
    }

    /** Returns what goes behind a block; nothing but for a container. */
    public byte[] blockEnd() {
        return blockEnd.clone();
    }
}
