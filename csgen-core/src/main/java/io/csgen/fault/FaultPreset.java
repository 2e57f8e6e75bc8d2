package io.csgen.fault;

import io.csgen.config.Settings;
import java.util.Locale;

/** Rates of faults that come with csgen: settings under those the user gives. Immutable. */
public enum FaultPreset {
    /** No faults. */
    NONE(""),

    /** What a queue that delivers at least once does: one click in a hundred comes twice. */
    AT_LEAST_ONCE("fault-duplicate=0.01\n"),

    /** What real shops record, as far as it was published or measured: nothing much is wrong with most clicks. */
    REALISTIC("""
            fault-duplicate=0.0005
            fault-late=0.02
            fault-malformed=0.0001
            fault-missing-field=0.322
            fault-missing-fields=group_name
            fault-clock-skew=0.0005
            fault-orphan=0.075
            fault-bot=0.2
            """);

    private final String text;

    FaultPreset(String text) {
        this.text = text;
    }

    Settings settings() {
        return Settings.parse(text, "fault-preset " + this);
    }

    /** Returns the name used in settings, such as {@code at-least-once}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
