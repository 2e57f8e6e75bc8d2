package io.csgen.examples;

import io.csgen.config.Problems;
import io.csgen.config.Settings;
import io.csgen.config.SettingsReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The options that give settings of any kind: the command line goes over environment variables, those over the file.
 */
final class SettingOptions {
    private static final String CONFIG_FILE_VARIABLE = "CS_CONFIG_FILE";

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description =
                    "Properties file with settings; default: the one named by " + CONFIG_FILE_VARIABLE + ", or none.")
    private @Nullable String config;

    @Option(
            names = {"-s", "--set"},
            paramLabel = "KEY=VALUE",
            description = "Any setting; repeatable. The environment variable CSGEN_CLICKS_PER_SECOND sets"
                    + " clicks-per-second, and so on. The command keys lists all.")
    private List<String> assignments = new ArrayList<>();

    /**
     * Layers all settings, and logs as they say; unknown names are problems of the reader.
     *
     * @param own settings given by other options
     * @throws io.csgen.config.ConfigException if the file cannot be read, or options contradict each other
     */
    SettingsReader read(Map<String, Optional<String>> own, Map<String, String> environment) {
        Settings file = configFile(environment).map(Settings::ofFile).orElse(Settings.empty());
        Problems problems = new Problems();
        SettingsReader reader = Settings.of(commandLine(own, problems), "command line")
                .over(Settings.ofEnvironment(ServiceVariables.removedFrom(environment))
                        .over(file))
                .reader();
        reader.add(problems);
        reader.requireDeclared(ProgramKeys.all());
        reader.find(ProgramKeys.LOG_FORMAT).ifPresent(Logging::in);
        return reader;
    }

    private Optional<Path> configFile(Map<String, String> environment) {
        return Optional.ofNullable(config)
                .or(() -> Optional.ofNullable(environment.get(CONFIG_FILE_VARIABLE)))
                .filter(file -> !file.isBlank())
                .map(Path::of);
    }

    private Map<String, String> commandLine(Map<String, Optional<String>> own, Problems problems) {
        Map<String, String> values = new LinkedHashMap<>();
        own.forEach((name, value) -> value.ifPresent(text -> put(values, name, text, problems)));
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
