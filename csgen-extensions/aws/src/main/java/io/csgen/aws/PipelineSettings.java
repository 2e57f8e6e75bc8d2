package io.csgen.aws;

import io.csgen.config.Codec;
import io.csgen.config.Key;
import io.csgen.config.Problems;
import io.csgen.config.Settings;
import io.csgen.config.SettingsReader;
import io.csgen.examples.job.ProgramKeys;
import io.csgen.model.ShopModel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the pipeline is made from. Immutable.
 *
 * @param name of the stack, and the beginning of the names of what is in it
 * @param programJar what the function runs
 * @param image archive of the image that the server runs; empty for one that is made of the jar
 * @param alarmEmail who is told of alarms; empty for nobody
 * @param monthlyBudget in US dollars; beyond it there is an alarm
 * @param allowFrom addresses that may reach the server; empty for none
 * @param quickSightUser ARN of who gets the data set and the analysis; empty for nobody
 * @param program settings of csgen itself, by key
 */
record PipelineSettings(
        String name,
        Path programJar,
        Optional<Path> image,
        Optional<String> alarmEmail,
        int monthlyBudget,
        Optional<String> allowFrom,
        Optional<String> quickSightUser,
        Map<String, String> program) {
    static final Key<String> NAME = Key.of(
                    "name",
                    "be 1 to 32 lower-case letters, digits and hyphens that begin with a letter",
                    "name of the stack",
                    text -> matching(text, "[a-z][a-z0-9-]{0,31}"))
            .withDefault("csgen");

    static final Key<Path> PROGRAM_JAR = file("program-jar", "what the function and the server run")
            .withDefault(Path.of("../../csgen-examples/target/csgen.jar"));

    static final Key<Path> IMAGE =
            file("image", "archive of an image for the server, as docker save makes it; default: one made of the jar");

    static final Key<String> ALARM_EMAIL = Key.of(
            "alarm-email",
            "be an address such as me@example.com",
            "who is told of alarms; default: nobody",
            text -> matching(text, "[^@\\s]+@[^@\\s]+\\.[^@\\s]+"));

    static final Key<Integer> MONTHLY_BUDGET = Key.integer(
                    "monthly-budget", 1, 1_000_000, "US dollars a month; there is an alarm at 80 % of it")
            .withDefault(150);

    static final Key<String> ALLOW_FROM = Key.of(
            "allow-from",
            "be a block of IPv4 addresses such as 10.0.0.0/8",
            "who may reach the server on port 3000, beside its token; default: nobody",
            text -> matching(text, "([0-9]{1,3}\\.){3}[0-9]{1,3}/[0-9]{1,2}"));

    static final Key<String> QUICKSIGHT_USER = Key.of(
            "quicksight-user",
            "be the ARN of a user of QuickSight",
            "who gets a data source, data sets and an analysis in QuickSight; default: nobody",
            text -> matching(text, "arn:aws[a-z-]*:quicksight:[a-z0-9-]+:[0-9]{12}:user/.+"));

    private static final List<Key<?>> KEYS =
            List.of(NAME, PROGRAM_JAR, IMAGE, ALARM_EMAIL, MONTHLY_BUDGET, ALLOW_FROM, QUICKSIGHT_USER);

    /** What the stack itself sets: where clicks go, and who may reach the server. */
    private static final Set<String> OF_THE_STACK = Set.of(
            "sink",
            "url-kinesis-stream-name",
            "kinesis-region",
            "kinesis-endpoint",
            "bind",
            "port",
            "token",
            "token-as-hash",
            "events-stream",
            "dead-letters-stream",
            "events-delimiter",
            "out-file",
            "manifest-file",
            "fault-ledger-file");

    private static final String ORIGIN = "context";
    private static final int MOST_ENVIRONMENT_BYTES = 4_096;
    /** For the names of the streams, which the stack adds. */
    private static final int ENVIRONMENT_BYTES_OF_THE_STACK = 256;

    PipelineSettings {
        program = Map.copyOf(program);
    }

    /**
     * Reads settings by name: those of the stack, and all others as those of csgen.
     *
     * @throws io.csgen.config.ConfigException if there is any problem; it holds all of them
     */
    static PipelineSettings of(Map<String, String> context) {
        SettingsReader reader = Settings.of(context, ORIGIN).reader();
        List<Key<?>> all = new ArrayList<>(KEYS);
        all.addAll(ProgramKeys.all());
        reader.requireDeclared(all);
        ShopModel.read(reader);
        ProgramKeys.all().forEach(key -> {
            if (!key.isFamily()) {
                reader.find(key);
            }
        });
        Map<String, String> program = new TreeMap<>(context);
        KEYS.forEach(key -> program.remove(key.name()));
        Problems problems = new Problems();
        program.forEach((key, value) -> problems.require(
                !OF_THE_STACK.contains(key), key, "be left to the stack, which sets it itself", value));
        int bytes = ENVIRONMENT_BYTES_OF_THE_STACK
                + environment(program).entrySet().stream()
                        .mapToInt(entry -> bytes(entry.getKey()) + bytes(entry.getValue()))
                        .sum();
        problems.require(
                bytes <= MOST_ENVIRONMENT_BYTES,
                "settings of csgen",
                "take at most " + MOST_ENVIRONMENT_BYTES + " bytes, as a function has no more for its environment;"
                        + " a preset takes few",
                bytes);
        Path jar = reader.get(PROGRAM_JAR);
        Optional<Path> image = reader.find(IMAGE);
        problems.require(Files.isRegularFile(jar), PROGRAM_JAR.name(), "be a file, as mvn package makes it", jar);
        image.ifPresent(archive -> problems.require(
                Files.isRegularFile(archive), IMAGE.name(), "be a file, as docker save makes it", archive));
        reader.add(problems);
        reader.throwIfAny();
        return new PipelineSettings(
                reader.get(NAME),
                jar,
                image,
                reader.find(ALARM_EMAIL),
                reader.get(MONTHLY_BUDGET),
                reader.find(ALLOW_FROM),
                reader.find(QUICKSIGHT_USER),
                program);
    }

    /** Returns the settings of csgen as environment variables. */
    Map<String, String> environment() {
        return environment(program);
    }

    private static Map<String, String> environment(Map<String, String> program) {
        Map<String, String> variables = new TreeMap<>();
        program.forEach((key, value) -> variables.put(variable(key), value));
        return variables;
    }

    /** Returns the environment variable of a setting. */
    static String variable(String key) {
        return "CSGEN_" + key.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private static Key<Path> file(String name, String help) {
        return Key.of(name, "be the path of a file", help, Codec.of(PipelineSettings::path, Path::toString));
    }

    private static Optional<Path> path(String text) {
        try {
            return Optional.of(Path.of(text)).filter(path -> path.getFileName() != null);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> matching(String text, String pattern) {
        return Optional.of(text).filter(given -> given.matches(pattern));
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
