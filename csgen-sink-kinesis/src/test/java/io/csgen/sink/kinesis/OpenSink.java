package io.csgen.sink.kinesis;

import io.csgen.config.Settings;
import io.csgen.sink.SinkException;
import io.csgen.sink.SinkProvider;
import io.csgen.sink.SinkProvider.SinkSettings;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** A program that opens and closes the sink; run with an environment of its own. */
final class OpenSink {
    private OpenSink() {}

    /** Prints {@code open}, or why the sink cannot be opened; the arguments are settings. */
    public static void main(String... arguments) {
        Map<String, String> settings = Arrays.stream(arguments)
                .map(argument -> argument.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        try {
            SinkProvider.named("kinesis")
                    .open(new SinkSettings(Settings.of(settings, "command line"), format -> SampleClicks.ENCODER))
                    .close();
            System.out.println("open");
        } catch (SinkException e) {
            System.out.println(e.getMessage());
        }
    }
}
