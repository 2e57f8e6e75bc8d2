package io.csgen.sink;

import io.csgen.click.Click;
import io.csgen.sink.testing.SinkBackend;
import java.time.Duration;
import java.util.List;

/** A memory sink that is its own backend. */
record MemoryBackend(InMemorySink sink) implements SinkBackend {
    @Override
    public ClickSink open(Duration drainTimeout) {
        return sink;
    }

    @Override
    public String payload(Click click) {
        return click.id();
    }

    @Override
    public List<String> stored() {
        return sink.clicks().stream().map(Click::id).toList();
    }
}
