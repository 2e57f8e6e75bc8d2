package io.csgen.run;

/** Where a run stands. */
public enum RunState {
    /** Clicks are handed to the sink. */
    RUNNING("running"),
    /** No more clicks are handed over; those in flight wait for their receipts. */
    STOPPING("stopping"),
    /** Ended because somebody stopped it. */
    STOPPED("stopped"),
    /** Ended because the generator had no more clicks; where it is bounded by time and paced, at that time. */
    COMPLETED("completed"),
    /** Ended because something failed: the sink, the generator or anything else that the run is made of. */
    FAILED("failed");

    private final String text;

    RunState(String text) {
        this.text = text;
    }

    /** Returns whether nothing will change any more. */
    public boolean isFinal() {
        return this == STOPPED || this == COMPLETED || this == FAILED;
    }

    /** Returns the name used in data: the constant in lower case. */
    @Override
    public String toString() {
        return text;
    }
}
