package io.csgen.sink;

import io.csgen.click.ClickFormat;
import io.csgen.config.Key;
import io.csgen.config.SettingsReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Opens a {@link LineSink} to a file, by default of URLs. Immutable. */
public final class FileSinkProvider implements SinkProvider {
    /** The file to write; one that exists is replaced. */
    public static final Key<Path> OUT_FILE = Key.of(
            "out-file",
            "be the path of a file",
            "file the clicks are written to; one that exists is replaced",
            text -> Optional.of(text).filter(t -> !t.isBlank()).map(Path::of));

    /** Creates the provider; called by {@link java.util.ServiceLoader}. */
    public FileSinkProvider() {}

    @Override
    public String name() {
        return "file";
    }

    @Override
    public List<Key<?>> keys() {
        return List.of(OUT_FILE);
    }

    @Override
    public void check(SinkSettings settings) {
        outFile(settings);
    }

    @Override
    public ClickSink open(SinkSettings settings) {
        return LineSink.toFile(outFile(settings), settings.encoder(ClickFormat.URL));
    }

    private static Path outFile(SinkSettings settings) {
        SettingsReader reader = settings.reader();
        reader.find(SinkSettings.FORMAT);
        Optional<Path> file = reader.require(OUT_FILE);
        reader.throwIfAny();
        return file.orElseThrow();
    }
}
