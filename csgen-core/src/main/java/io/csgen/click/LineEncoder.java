package io.csgen.click;

/** An encoder of lines with all fields of a click, which knows where it puts them. */
interface LineEncoder extends ClickEncoder {
    /**
     * Reads the fields of a click where this encoder puts them.
     *
     * @param cursor is at the begin of a line
     * @return whether it may be a click of this store
     */
    boolean read(ClickCursor cursor);
}
