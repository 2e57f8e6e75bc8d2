package io.csgen.sink;

import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.click.PartitionKey;
import io.csgen.config.ConfigException;
import io.csgen.config.Key;
import io.csgen.config.Problems;
import io.csgen.config.Settings;
import io.csgen.config.SettingsReader;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Opens the sinks of one kind from settings. Implementations are found with {@link ServiceLoader}: a
 * jar on the class path and {@code sink=NAME} in the settings is all a user needs. They are
 * immutable and have a public constructor without parameters.
 */
public interface SinkProvider {
    /**
     * What a sink is opened with: the user's settings, and a way to write clicks of the store at hand.
     * Immutable.
     *
     * @param settings the settings of the whole program; a sink reads its own keys and the shared ones
     * @param encoders makes the encoder of a format
     */
    public record SinkSettings(Settings settings, Function<ClickFormat, ClickEncoder> encoders) {
        /** How clicks are written; each kind of sink has its own default. */
        public static final Key<ClickFormat> FORMAT =
                format("format", "how clicks are written; default url for lines, json-url for Kinesis");

        /** What assigns clicks to the partitions of a backend, such as Kinesis shards. */
        public static final Key<PartitionKey> PARTITION_KEY = Key.of(
                        "partition-key",
                        "be one of user, session, random, product-group, constant:TEXT (1 to 256 characters)",
                        "what keeps clicks together and in order in the stream",
                        SinkSettings::partitionKey)
                .withDefault(PartitionKey.user());

        /** Declares a key whose value is the name of a format. Those of other jars are looked up anew for each value. */
        public static Key<ClickFormat> format(String name, String help) {
            List<ClickFormat> formats;
            try {
                formats = ClickFormat.all();
            } catch (ConfigException e) {
                formats = ClickFormat.builtIn(); // what is wrong is told to who asks for one of the others
            }
            String names = formats.stream().map(ClickFormat::name).collect(Collectors.joining(", "));
            return Key.of(name, "be one of " + names, help, SinkSettings::format);
        }

        private static Optional<ClickFormat> format(String name) {
            List<ClickFormat> formats = ClickFormat.builtIn().stream()
                            .anyMatch(format -> format.name().equals(name))
                    ? ClickFormat.builtIn()
                    : ClickFormat.all();
            return formats.stream().filter(format -> format.name().equals(name)).findFirst();
        }

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

        /**
         * Returns an encoder, for a sink of lines or files, of the format the user chose, or else of the given one. A format
         * without files is a problem.
         */
        public ClickEncoder fileEncoder(SettingsReader reader, ClickFormat otherwise) {
            ClickFormat format = reader.find(FORMAT).orElse(otherwise);
            ClickEncoder encoder = encoders.apply(format);
            reader.require(
                    encoder.framing().isLines() || encoder.framing().isContainer(),
                    FORMAT,
                    "make lines or files",
                    format.name());
            return encoder;
        }

        /**
         * Returns an encoder, for a sink of records that stand alone, of the format the user chose, or else of the given one.
         * A format whose clicks are in a container is a problem.
         */
        public ClickEncoder recordEncoder(SettingsReader reader, ClickFormat otherwise) {
            ClickFormat format = reader.find(FORMAT).orElse(otherwise);
            ClickEncoder encoder = encoders.apply(format);
            reader.require(
                    !encoder.framing().isContainer(), FORMAT, "write each click as a record of its own", format.name());
            return encoder;
        }
    }

    /** Returns the name by which settings choose this kind of sink: one word in lower case. */
    String name();

    /** Returns the keys of this kind of sink, beyond those all sinks share. */
    List<Key<?>> keys();

    /**
     * Reads the settings of a sink through the reader, which is told all that is missing or wrong. Nothing is opened yet.
     *
     * @return what opens the sink; called only where the reader found no problem, and throws a {@link SinkException} if the
     *     backend cannot be used
     */
    Supplier<ClickSink> read(SinkSettings settings, SettingsReader reader);

    /**
     * Checks the settings of a sink as {@link #open} does, without opening anything.
     *
     * @throws ConfigException if settings of this sink are missing or wrong; it holds all problems
     */
    default void check(SinkSettings settings) {
        readWhole(settings);
    }

    /**
     * Opens a sink.
     *
     * @throws ConfigException if settings of this sink are missing or wrong; it holds all problems
     * @throws SinkException if the backend cannot be used
     */
    default ClickSink open(SinkSettings settings) {
        return readWhole(settings).get();
    }

    private Supplier<ClickSink> readWhole(SinkSettings settings) {
        SettingsReader reader = settings.reader();
        Supplier<ClickSink> opening = read(settings, reader);
        reader.throwIfAny();
        return opening;
    }

    /** Returns the providers on the class path, ordered by name. */
    static List<SinkProvider> all() {
        return ServiceLoader.load(SinkProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparing(SinkProvider::name))
                .toList();
    }

    /**
     * Returns the provider with the given name.
     *
     * @throws ConfigException if there is none on the class path; it lists those there are
     */
    static SinkProvider named(String name) {
        List<SinkProvider> all = all();
        return all.stream()
                .filter(provider -> provider.name().equals(name))
                .findFirst()
                .orElseThrow(() -> {
                    String names = String.join(
                            ", ", all.stream().map(SinkProvider::name).toList());
                    return new ConfigException(List.of(Problems.describe("sink", "be one of " + names, name)));
                });
    }
}
