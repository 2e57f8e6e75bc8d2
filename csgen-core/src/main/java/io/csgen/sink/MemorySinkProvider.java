package io.csgen.sink;

import io.csgen.config.Key;
import io.csgen.config.SettingsReader;
import java.util.List;

/**
 * Opens an {@link InMemorySink} of the latest clicks, which a run without end cannot fill. Immutable.
 */
public final class MemorySinkProvider implements SinkProvider {
    /** How many clicks to keep. */
    public static final Key<Integer> CAPACITY = Key.integer(
                    "memory-capacity", 1, 100_000_000, "how many of the latest clicks the memory sink keeps")
            .withDefault(100_000);

    /** Creates the provider; called by {@link java.util.ServiceLoader}. */
    public MemorySinkProvider() {}

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public List<Key<?>> keys() {
        return List.of(CAPACITY);
    }

    @Override
    public ClickSink open(SinkSettings settings) {
        SettingsReader reader = settings.reader();
        int capacity = reader.get(CAPACITY);
        reader.throwIfAny();
        return InMemorySink.ofLast(capacity);
    }
}
