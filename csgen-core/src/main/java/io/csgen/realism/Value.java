package io.csgen.realism;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a figure came to: a number, or the reason why there is none. Immutable.
 *
 * @param missing such as {@code needs 101 gaps of at most 30 minutes, has 7}
 */
record Value(OptionalDouble number, Optional<String> missing) {
    Value {
        if (number.isPresent() == missing.isPresent()) {
            throw new IllegalArgumentException("value must be a number or a reason: " + number + ", " + missing);
        }
    }

    static Value of(double number) {
        return new Value(OptionalDouble.of(number), Optional.empty());
    }

    /** Returns a number that is none where the stream has nothing to compute it from. */
    static Value of(double number, String reasonIfUndefined) {
        return Double.isFinite(number) ? of(number) : none(reasonIfUndefined);
    }

    static Value ratio(double part, double whole, String reasonIfEmpty) {
        return of(part / whole, reasonIfEmpty);
    }

    static Value none(String reason) {
        return new Value(OptionalDouble.empty(), Optional.of(reason));
    }

    static Value tooFew(String what, long needed, long found) {
        return none("needs " + needed + " " + what + ", has " + found);
    }
}
