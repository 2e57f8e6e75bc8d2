package io.csgen.sink;

import io.csgen.config.Settings;
import io.csgen.sink.SinkProvider.SinkSettings;
import java.util.Map;

/** A program of its own, as standard output belongs to a whole process. */
final class StdoutProgram {
    private StdoutProgram() {}

    /**
     * Sends clicks to standard output.
     *
     * @param arguments how many, and in which format
     */
    public static void main(String[] arguments) throws InterruptedException {
        Settings settings = Settings.of(Map.of("format", arguments[1]), "command line");
        int count = Integer.parseInt(arguments[0]);
        try (ClickSink sink = SinkProvider.named("stdout").open(new SinkSettings(settings, SampleClicks::encoder))) {
            for (int i = 0; i < count; i++) {
                sink.send(SampleClicks.numbered(i), ReceiptListener.NONE);
            }
        } catch (SinkException e) {
            System.err.println(e.getMessage());
        }
        System.out.println("standard output is open");
    }
}
