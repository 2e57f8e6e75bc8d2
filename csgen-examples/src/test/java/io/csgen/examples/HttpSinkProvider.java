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

// tag::sink-provider
public final class HttpSinkProvider implements SinkProvider {
    private static final Key<String> ADDRESS = Key.text("http-address", "URL that clicks are posted to");

    public String name() {
        return "http";
    }

    public List<Key<?>> keys() {
        return List.of(ADDRESS);
    }

    public ClickSink open(SinkSettings settings) {
        SettingsReader reader = settings.reader();
        Optional<String> address = reader.require(ADDRESS);
        reader.throwIfAny(); // one exception with all problems
        return new HttpSink(URI.create(address.orElseThrow()), Duration.ofSeconds(20));
    }
}
// end::sink-provider
