package io.csgen.examples.cli;

import io.csgen.config.SettingsReader;
import io.csgen.examples.job.ProgramKeys;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of all commands that need the settings of a generator, or of all. Options are settings, too. */
final class CommonOptions {
    @Mixin
    private final SettingOptions settings = new SettingOptions();

    @Option(
            names = "--preset",
            paramLabel = "PRESET",
            completionCandidates = Choices.Presets.class,
            description = "Setting preset: classic, reference, yoochoose, diginetica, retailrocket or rees46.")
    private @Nullable String preset;

    @Option(names = "--seed", paramLabel = "N", description = "Setting seed: fixes all clicks, with model and start.")
    private @Nullable String seed;

    @Option(names = "--start", paramLabel = "INSTANT", description = "Setting start: time of the first clicks.")
    private @Nullable String start;

    @Option(
            names = "--start-warm",
            paramLabel = "auto|on|off",
            completionCandidates = Choices.WarmStarts.class,
            description =
                    "Setting start-warm: whether sessions are under way at the start; auto: where clicks are paced.")
    private @Nullable String startWarm;

    @Option(
            names = "--sink",
            paramLabel = "SINK",
            completionCandidates = Choices.Sinks.class,
            description = "Setting sink: where clicks go.")
    private @Nullable String sink;

    @Option(
            names = "--log-format",
            paramLabel = "LOG",
            completionCandidates = Choices.LogFormats.class,
            description = "Setting log-format: text or json.")
    private @Nullable String logFormat;

    @Mixin
    private final Verbosity verbosity = new Verbosity();

    Verbosity verbosity() {
        return verbosity;
    }

    boolean isSinkGiven() {
        return sink != null;
    }

    /**
     * Layers all settings, and logs as they say; unknown names are problems of the reader.
     *
     * @param own settings given by the options of one command
     * @throws io.csgen.config.ConfigException if the file cannot be read, or options contradict each other
     */
    SettingsReader read(Map<String, Optional<String>> own, Map<String, String> environment) {
        Map<String, Optional<String>> all = new LinkedHashMap<>();
        all.put("preset", Optional.ofNullable(preset));
        all.put(ProgramKeys.SEED.name(), Optional.ofNullable(seed));
        all.put(ProgramKeys.START.name(), Optional.ofNullable(start));
        all.put(ProgramKeys.START_WARM.name(), Optional.ofNullable(startWarm));
        all.put(ProgramKeys.SINK.name(), Optional.ofNullable(sink));
        all.put(ProgramKeys.LOG_FORMAT.name(), Optional.ofNullable(logFormat));
        all.putAll(own);
        return settings.read(all, environment);
    }
}
