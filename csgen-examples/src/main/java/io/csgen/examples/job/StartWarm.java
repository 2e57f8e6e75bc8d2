package io.csgen.examples.job;

import io.csgen.simulate.ClickGenerator;
import java.util.Locale;

/** Whether sessions are under way at the start of a run. */
public enum StartWarm {
    /** As suits the run: where the rate is to be there at once. */
    AUTO,
    ON,
    OFF;

    /** Returns a generator that starts so. */
    public ClickGenerator of(ClickGenerator generator, boolean suits) {
        return this == ON || this == AUTO && suits ? generator.startingWarm() : generator;
    }

    /** Returns the name used in settings. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
