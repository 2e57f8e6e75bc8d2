package io.csgen.examples.cli;

import io.csgen.config.SettingsReader;
import io.csgen.examples.job.ProgramSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The options that give settings of any kind, for {@code @Mixin}: the command line goes over environment variables, those
 * over the file. Confined to one thread.
 */
public final class SettingOptions {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Properties file with settings; default: the one named by "
                    + ProgramSettings.CONFIG_FILE_VARIABLE + ", or none.")
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
    public SettingsReader read(Map<String, Optional<String>> own, Map<String, String> environment) {
        return ProgramSettings.read(own, assignments, Optional.ofNullable(config), environment);
    }
}
