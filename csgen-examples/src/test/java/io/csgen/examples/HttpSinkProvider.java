package io.csgen.examples;

import io.csgen.config.Key;
import io.csgen.config.SettingsReader;
import io.csgen.examples.OwnSinkExampleTest.HttpSink;
import io.csgen.sink.ClickSink;
import io.csgen.sink.SinkProvider;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

// tag::sink-provider
public final class HttpSinkProvider implements SinkProvider {
    private static final Key<String> ADDRESS = Key.text("http-address", "URL that clicks are posted to");

    public String name() {
        return "http";
    }

    public List<Key<?>> keys() {
        return List.of(ADDRESS);
    }

    public Supplier<ClickSink> read(SinkSettings settings, SettingsReader reader) {
        Optional<String> address = reader.require(ADDRESS); // the reader tells all that is wrong, in one exception
        return () -> new HttpSink(URI.create(address.orElseThrow()), Duration.ofSeconds(20));
    }
}
// end::sink-provider
