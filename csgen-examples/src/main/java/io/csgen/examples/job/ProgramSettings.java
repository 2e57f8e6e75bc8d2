package io.csgen.examples.job;

import io.csgen.config.Problems;
import io.csgen.config.Settings;
import io.csgen.config.SettingsReader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Layers the settings of a program: the command line goes over environment variables, those over the file. */
public final class ProgramSettings {
    /** The environment variable that names the file, unless the command line does. */
    public static final String CONFIG_FILE_VARIABLE = "CS_CONFIG_FILE";

    private ProgramSettings() {}

    /**
     * Layers the settings of a program without a command line, and logs as they say; unknown names are problems of the
     * reader.
     *
     * @throws io.csgen.config.ConfigException if the file cannot be read
     */
    public static SettingsReader read(Map<String, String> environment) {
        return read(Map.of(), List.of(), Optional.empty(), environment);
    }

    /**
     * Layers all settings, and logs as they say; unknown names are problems of the reader.
     *
     * @param options settings given by options of their own
     * @param assignments settings given as {@code KEY=VALUE}
     * @param configFile named on the command line
     * @throws io.csgen.config.ConfigException if the file cannot be read, or options contradict each other
     */
    public static SettingsReader read(
            Map<String, Optional<String>> options,
            List<String> assignments,
            Optional<String> configFile,
            Map<String, String> environment) {
        Settings file = configFile
                .or(() -> Optional.ofNullable(environment.get(CONFIG_FILE_VARIABLE)))
                .filter(name -> !name.isBlank())
                .map(Path::of)
                .map(Settings::ofFile)
                .orElse(Settings.empty());
        Problems problems = new Problems();
        SettingsReader reader = Settings.of(commandLine(options, assignments, problems), "command line")
                .over(Settings.ofEnvironment(ServiceVariables.removedFrom(environment))
                        .over(file))
                .reader();
        reader.add(problems);
        reader.requireDeclared(ProgramKeys.all());
        reader.find(ProgramKeys.LOG_FORMAT).ifPresent(Logging::in);
        return reader;
    }

    private static Map<String, String> commandLine(
            Map<String, Optional<String>> options, List<String> assignments, Problems problems) {
        Map<String, String> values = new LinkedHashMap<>();
        options.forEach((name, value) -> value.ifPresent(text -> put(values, name, text, problems)));
        for (String assignment : assignments) {
            int equals = assignment.indexOf('=');
            if (problems.require(equals > 0, "--set", "be KEY=VALUE", assignment)) {
                put(values, assignment.substring(0, equals).strip(), assignment.substring(equals + 1), problems);
            }
        }
        return values;
    }

    private static void put(Map<String, String> values, String name, String value, Problems problems) {
        String earlier = values.putIfAbsent(name, value);
        problems.require(
                earlier == null,
                name,
                "be given once on the command line",
                Problems.shown(String.valueOf(earlier)) + " and " + value);
    }
}
