package io.csgen.sink;

import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.config.Key;
import io.csgen.config.SettingsReader;
import java.util.List;

/**
 * Opens a {@link LineSink} to the standard output of the process, by default of URLs. The standard
 * output stays open. Immutable.
 */
public final class StdoutSinkProvider implements SinkProvider {
    /** Creates the provider; called by {@link java.util.ServiceLoader}. */
    public StdoutSinkProvider() {}

    @Override
    public String name() {
        return "stdout";
    }

    @Override
    public List<Key<?>> keys() {
        return List.of();
    }

    @Override
    public ClickSink open(SinkSettings settings) {
        SettingsReader reader = settings.reader();
        ClickEncoder encoder = settings.fileEncoder(reader, ClickFormat.URL);
        reader.throwIfAny();
        return LineSink.open(StreamTarget.standardOutput(), encoder);
    }
}
