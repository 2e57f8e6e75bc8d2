package io.csgen.run;

import java.util.Locale;

/**
 * How many clicks of a run were not delivered for one reason. Immutable.
 *
 * @param outcome what their receipts say
 * @param reason why, in one line for people; {@link #OTHER} for all reasons beyond those counted by themselves
 * @param clicks how many they are
 */
public record ReasonCount(Outcome outcome, String reason, long clicks) {
    /** Stands for all reasons beyond the first 20 of a run. */
    public static final String OTHER = "other reasons";

    /** A final outcome other than delivered. */
    public enum Outcome {
        /** The backend does not have the click. */
        FAILED,
        /** It cannot be known whether the backend has it. */
        UNCONFIRMED;

        /** Returns the name used in data: the constant in lower case. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Returns the count in words, such as {@code 100 failed: no key}. */
    @Override
    public String toString() {
        return clicks + " " + outcome + ": " + reason;
    }
}
