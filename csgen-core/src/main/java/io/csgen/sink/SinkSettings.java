package io.csgen.sink;

import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.click.PartitionKey;
import io.csgen.config.ConfigException;
import io.csgen.config.Key;
import io.csgen.config.Settings;
import io.csgen.config.SettingsReader;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a sink is opened with: the user's settings, and a way to write clicks of the store at hand.
 * Immutable.
 *
 * @param settings the settings of the whole program; a sink reads its own keys and the shared ones
 * @param encoders makes the encoder of a format
 */
public record SinkSettings(Settings settings, Function<ClickFormat, ClickEncoder> encoders) {
    /** How clicks are written; each kind of sink has its own default. */
    public static final Key<ClickFormat> FORMAT = Key.choice(
            "format", ClickFormat.class, "how clicks are written; default url for lines, json-url for Kinesis");

    /** What assigns clicks to the partitions of a backend, such as Kinesis shards. */
    public static final Key<PartitionKey> PARTITION_KEY = Key.of(
                    "partition-key",
                    "be one of user, session, random, product-group, constant:TEXT (1 to 256 characters)",
                    "what keeps clicks together and in order in the stream",
                    SinkSettings::partitionKey)
            .withDefault(PartitionKey.user());

    private static Optional<PartitionKey> partitionKey(String text) {
        try {
            return Optional.of(PartitionKey.named(text));
        } catch (ConfigException e) {
            return Optional.empty(); // the key says the same rule
        }
    }

    /** Returns the keys that several kinds of sinks share. */
    public static List<Key<?>> sharedKeys() {
        return List.of(FORMAT, PARTITION_KEY);
    }

    /** Returns a reader of the settings with no problems found yet. */
    public SettingsReader reader() {
        return settings.reader();
    }

    /** Returns an encoder of the format the user chose, or else of the given one. */
    public ClickEncoder encoder(ClickFormat otherwise) {
        return encoders.apply(reader().find(FORMAT).orElse(otherwise));
    }
}
