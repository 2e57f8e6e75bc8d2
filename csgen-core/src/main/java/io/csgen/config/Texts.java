package io.csgen.config;

import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The written forms of numbers, time spans and paths. */
final class Texts {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,19})(ms|s|m|h|d)");

    private Texts() {}

    static Optional<Long> whole(String text) {
        try {
            // Long.valueOf also takes the digits of other scripts; a settings file does not.
            return consistsOf("+-0123456789", text) ? Optional.of(Long.valueOf(text)) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty(); // more than 64 bits hold
        }
    }

    private static boolean consistsOf(String characters, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (characters.indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    static Optional<Double> number(String text) {
        // Double.valueOf also takes "NaN", "Infinity", "0x1p3" and "1d"; a settings file does not.
        if (!consistsOf("+-.eE0123456789", text)) {
            return Optional.empty();
        }
        try {
            // Adding zero turns -0 into 0: settings must read back as the value they were written from.
            return Optional.of(Double.parseDouble(text) + 0.0).filter(Double::isFinite);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    static String write(double value) {
        String text = Double.toString(value);
        return Double.isFinite(value)
                ? new BigDecimal(text).stripTrailingZeros().toPlainString()
                : text;
    }

    static Optional<Duration> duration(String text) {
        Matcher m = DURATION.matcher(text);
        if (!m.matches()) {
            return Optional.empty();
        }
        long unit = switch (m.group(2)) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            default -> 86_400_000;
        };
        try {
            return Optional.of(Duration.ofMillis(Math.multiplyExact(Long.parseLong(m.group(1)), unit)));
        } catch (ArithmeticException | NumberFormatException e) {
            return Optional.empty(); // more milliseconds than 64 bits hold
        }
    }

    static String write(Duration span) {
        long ms;
        try {
            ms = span.toMillis();
        } catch (ArithmeticException e) {
            return span.toString();
        }
        if (!Duration.ofMillis(ms).equals(span)) {
            return span.toString();
        }
        long[] sizes = {86_400_000, 3_600_000, 60_000, 1_000};
        String[] units = {"d", "h", "m", "s"};
        for (int i = 0; i < sizes.length; i++) {
            if (ms != 0 && ms % sizes[i] == 0) {
                return ms / sizes[i] + units[i];
            }
        }
        return ms + "ms";
    }

    static Optional<Path> path(String text) {
        RunVariables.unknownIn(text).ifPresent(name -> {
            throw new ConfigException(List.of("in braces, only {seed} and {run}, not " + name));
        });
        try {
            return Optional.of(text).filter(given -> !given.isBlank()).map(Path::of);
        } catch (InvalidPathException e) {
            if (text.chars().allMatch(c -> c < 128)) {
                return Optional.empty();
            }
            throw new ConfigException(List.of("the locale has other letters; LC_ALL=C.UTF-8 has all"));
        }
    }
}
