package io.csgen.fault;

import java.util.Locale;

/** What can be put into a stream on purpose. Immutable. */
public enum Fault {
    /** The click comes a second time, within 10 s. */
    DUPLICATE("delay_ms", "share of clicks that come a second time, within 10 seconds"),
    /** The click comes late: behind others, with its time unchanged. */
    LATE("delay_ms", "share of clicks that come late, with their time unchanged"),
    /** The click comes within 10 s, behind at least one other. */
    OUT_OF_ORDER("delay_ms", "share of clicks that come up to 10 seconds later, behind at least one other"),
    /** The line is no click: cut, broken, in a wrong encoding, empty, or something else altogether. */
    MALFORMED("kind", "share of clicks whose text is cut, broken, in a wrong encoding, empty or something else"),
    /** The line lacks a field. */
    MISSING_FIELD("field", "share of clicks that lack a field"),
    /** The line has another time: of a wrong time zone, of a clock that was reset, or years away. */
    CLOCK_SKEW("skew_ms", "share of clicks whose time is written wrong, by hours or years"),
    /** A product view comes besides, in a session that begins in the middle, with no group page before. */
    ORPHAN("beside", "orphans, product views of sessions that begin in the middle, for each click"),
    /** Clicks of robots come besides. */
    BOT("beside", "share of clicks of bots among all; they view any product, every few seconds, day and night");

    private final String detailName;
    private final String help;

    Fault(String detailName, String help) {
        this.detailName = detailName;
        this.help = help;
    }

    /** Returns whether the fault is in how a click is written, and so only where it is. */
    public boolean isWritten() {
        return this == MALFORMED || this == MISSING_FIELD || this == CLOCK_SKEW;
    }

    /** Returns what {@link InjectedFault#detail} is called in JSON. */
    String detailName() {
        return detailName;
    }

    String help() {
        return help;
    }

    /** Returns the name of its setting, such as {@code fault-out-of-order}. */
    public String keyName() {
        return "fault-" + toString().replace('_', '-');
    }

    /** Returns the name in data: the constant in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
