package io.csgen.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What some tests need besides a JDK and Maven. */
public enum Tool {
    /** Runs the local Kinesis endpoint. */
    NODE("Node.js 20 or newer with npm (Debian: nodejs npm)", on -> notOnPath(on, "node", "npm")),

    /** Shows the live page. */
    BROWSER(
            "Chromium with its driver (Debian: chromium chromium-driver)",
            on -> notOnPath(on, "chromium", "chromedriver")),

    /** Makes clicks to compare with those of the JDK that runs the tests. */
    OTHER_JDK(
            "another JDK, 17 or newer",
            on -> jdks(on).isEmpty() ? Optional.of("JAVA_HOME_25_X64 or the like must name it") : Optional.empty());

    private static final Pattern JDK = Pattern.compile("JAVA_HOME_(\\d+)_\\w+");
    private static final int OLDEST_JDK = 17;

    private final String description;
    private final Function<Map<String, String>, Optional<String>> whyMissing;

    Tool(String description, Function<Map<String, String>, Optional<String>> whyMissing) {
        this.description = description;
        this.whyMissing = whyMissing;
    }

    /** Returns what it is, and how Debian calls it. */
    String description() {
        return description;
    }

    /** Returns what there is not in an environment; nothing if all that the tool needs is there. */
    Optional<String> whyMissing(Map<String, String> environment) {
        return whyMissing.apply(environment);
    }

    /** Returns where a program is that the {@code PATH} leads to. */
    public static Optional<Path> program(String name) {
        return program(System.getenv(), name);
    }

    /** Returns the homes of other JDKs than the one that runs, by version. */
    public static Map<Integer, Path> otherJdks() {
        return jdks(System.getenv());
    }

    private static Optional<String> notOnPath(Map<String, String> environment, String... programs) {
        List<String> missing = Stream.of(programs)
                .filter(name -> program(environment, name).isEmpty())
                .toList();
        return switch (missing.size()) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(missing.get(0) + " is not on the PATH");
            default -> Optional.of(missing.stream().collect(Collectors.joining(" and ", "", " are not on the PATH")));
        };
    }

    private static Optional<Path> program(Map<String, String> environment, String name) {
        return Stream.of(environment.getOrDefault("PATH", "").split(":"))
                .map(directory -> Path.of(directory, name))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    private static Map<Integer, Path> jdks(Map<String, String> environment) {
        Map<Integer, Path> homes = new TreeMap<>();
        environment.forEach((name, home) -> {
            Matcher jdk = JDK.matcher(name);
            if (jdk.matches() && Integer.parseInt(jdk.group(1)) >= OLDEST_JDK) {
                homes.put(Integer.parseInt(jdk.group(1)), Path.of(home));
            }
        });
        homes.remove(Runtime.version().feature());
        return homes;
    }
}
