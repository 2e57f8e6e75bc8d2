package io.csgen.examples.job;

import io.csgen.config.Codec;
import io.csgen.config.Key;
import io.csgen.config.SettingsReader;
import io.csgen.fault.Faults;
import io.csgen.model.ShopModel;
import io.csgen.sink.LineSink;
import io.csgen.sink.SinkProvider;
import io.csgen.sink.SinkProvider.SinkSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The keys of the command line and the server, and the list of all keys there are. */
public final class ProgramKeys {
    /** What {@code generate} uses unless told otherwise, so that every day gives the same clicks. */
    public static final long GENERATE_SEED = 1;

    /** A Monday, and what {@code generate} uses unless told otherwise. */
    public static final Instant GENERATE_START = Instant.parse("2026-01-05T00:00:00Z");

    public static final Key<String> SINK = Key.of(
            "sink",
            "be one of "
                    + String.join(
                            ", ",
                            SinkProvider.all().stream().map(SinkProvider::name).toList()),
            "where clicks go; default of generate: stdout; of serve: kinesis where a stream is named, else memory",
            text -> SinkProvider.all().stream()
                    .map(SinkProvider::name)
                    .filter(text::equals)
                    .findFirst());

    public static final Key<Long> SEED = Key.longInteger(
            "seed",
            "fixes all clicks, together with model and start; default of generate: " + GENERATE_SEED
                    + "; of serve: a new one at each start");

    public static final Key<Instant> START = instant(
            "start",
            "time of the first clicks; default of generate: " + GENERATE_START + "; of serve: now, at each start");

    public static final Key<StartWarm> START_WARM = Key.choice(
                    "start-warm",
                    StartWarm.class,
                    "whether sessions are under way at the start, so that the rate is there from the first second; auto:"
                            + " where clicks are paced and no number of sessions is asked for")
            .withDefault(StartWarm.AUTO);

    public static final Key<Integer> PORT = Key.integer("port", 0, 65_535, "TCP port of the server; 0 takes a free one")
            .withDefault(3000);

    public static final Key<InetAddress> BIND = Key.of(
                    "bind",
                    "be an IP address or the name of this machine",
                    "address the server listens on; other machines can reach it only if this is not a loopback address,"
                            + " which needs token-as-hash or token",
                    Codec.of(ProgramKeys::address, InetAddress::getHostAddress))
            .withDefault(address("127.0.0.1").orElseThrow());

    public static final Key<Token> TOKEN_AS_HASH = Key.of(
            "token-as-hash",
            "be the SHA-256 of a token in 64 hexadecimal digits, as the command token prints it",
            "who knows this token may start and stop the server; default: a new token at each launch",
            Token::ofHash);

    /** A short text is read as well, since the problem of a key would show it; who reads it asks {@link Token#isLong}. */
    public static final Key<Token> TOKEN = Key.of(
            "token",
            "be at least " + Token.LEAST_CHARACTERS + " characters long",
            "the token itself in place of token-as-hash, where something that keeps secrets gives it, such as an"
                    + " environment variable out of a secrets manager",
            text -> Optional.of(text).filter(given -> !given.isEmpty()).map(Token::of));

    public static final Key<String> AUTOSTART = Key.choice(
            "autostart",
            List.of("true", "false"),
            "whether the server starts to click at once; default: true for the memory sink, else false");

    public static final Key<Logging.Format> LOG_FORMAT = Key.choice(
                    "log-format",
                    Logging.Format.class,
                    "how csgen logs to the standard error: for people, or an object in JSON for each event")
            .withDefault(Logging.Format.TEXT);

    public static final Key<Path> MANIFEST_FILE = Key.file(
            "manifest-file",
            "file the manifest of a run is written to when it ends, over one that exists; {seed} in it stands for the"
                    + " seed of the run, {run} for its number");

    public static final Key<String> EVENTS_STREAM =
            stream("events-stream", "name of the Kinesis data stream that gets the events of the Lambda function");

    public static final Key<String> DEAD_LETTERS_STREAM = stream(
            "dead-letters-stream", "name of the Kinesis data stream that gets the dead letters of the Lambda function");

    public static final Key<String> EVENTS_DELIMITER = Key.choice(
                    "events-delimiter",
                    List.of("newline", "none"),
                    "what ends each event and dead letter of the Lambda function; newline makes lines of the files that"
                            + " Firehose writes; none is for a Firehose stream that appends a delimiter itself")
            .withDefault("newline");

    static final Key<Path> FAULT_LEDGER_FILE = Key.file(
            "fault-ledger-file",
            "file that gets a JSON line for each fault when the run ends, over one that exists; {seed} in it stands for"
                    + " the seed of the run, {run} for its number");

    private static final Pattern UTC =
            Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3])(:[0-5][0-9]){2}(\\.[0-9]{1,9})?Z");

    private ProgramKeys() {}

    /** Declares a key for the name of a Kinesis data stream. */
    public static Key<String> stream(String name, String help) {
        return Key.of(
                name,
                "be 1 to 128 letters, digits, underscores, hyphens and dots",
                help,
                text -> Optional.of(text).filter(stream -> stream.matches("[a-zA-Z0-9_.-]{1,128}")));
    }

    /** Declares a key for a time: in UTC, so with Z at its end, and one that every calendar has. */
    public static Key<Instant> instant(String name, String help) {
        return Key.of(name, "be a UTC time such as " + GENERATE_START, help, text -> {
            try {
                return UTC.matcher(text).matches() ? Optional.of(Instant.parse(text)) : Optional.empty();
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        });
    }

    private static Optional<InetAddress> address(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** Requires that no two files of a run are one. Problems stay with the reader. */
    public static void requireDifferentFiles(SettingsReader reader) {
        Map<Path, Key<Path>> known = new LinkedHashMap<>();
        for (Key<Path> key : List.of(LineSink.FileProvider.OUT_FILE, MANIFEST_FILE, FAULT_LEDGER_FILE)) {
            reader.settings()
                    .reader()
                    .find(key)
                    .ifPresent(
                            path -> { // by another reader: problems are told already
                                Key<Path> earlier = known.putIfAbsent(path.normalize(), key);
                                reader.require(
                                        earlier == null || path.startsWith("/dev"),
                                        key,
                                        "be another file than " + earlier,
                                        path);
                            });
        }
    }

    /** Reads where the manifests of runs go. Problems stay with the reader. */
    public static Optional<ManifestFile> manifest(SettingsReader reader) {
        return reader.find(MANIFEST_FILE).map(path -> new ManifestFile(new RunFile(MANIFEST_FILE, path)));
    }

    /**
     * Reads the faults of runs. Problems stay with the reader.
     *
     * @return empty only where there were problems
     */
    public static Optional<RunFaults> faults(SettingsReader reader) {
        Optional<RunFile> ledgers = reader.find(FAULT_LEDGER_FILE).map(path -> new RunFile(FAULT_LEDGER_FILE, path));
        return Faults.read(reader).map(faults -> new RunFaults(faults, ledgers));
    }

    /** Returns all keys there are, by the part of the program they belong to, in the order of the documentation. */
    public static Map<String, List<Key<?>>> byPart() {
        Map<String, List<Key<?>>> parts = new LinkedHashMap<>();
        parts.put("Store and users", ShopModel.keys());
        parts.put("Run", List.of(SEED, START, START_WARM, SINK, MANIFEST_FILE, LOG_FORMAT));
        List<Key<?>> faults = new ArrayList<>(Faults.keys());
        faults.add(FAULT_LEDGER_FILE);
        parts.put("Faults", faults);
        parts.put("All sinks", SinkSettings.sharedKeys());
        for (SinkProvider provider : SinkProvider.all()) {
            if (!provider.keys().isEmpty()) {
                parts.put("Sink `" + provider.name() + "`", provider.keys());
            }
        }
        parts.put("Server", List.of(TOKEN_AS_HASH, TOKEN, PORT, BIND, AUTOSTART));
        parts.put("Lambda function", List.of(EVENTS_STREAM, DEAD_LETTERS_STREAM, EVENTS_DELIMITER));
        return parts;
    }

    /** Returns all keys there are. */
    public static List<Key<?>> all() {
        List<Key<?>> all = new ArrayList<>();
        byPart().values().forEach(all::addAll);
        return all;
    }

    /** Returns the keys of all sinks, the shared ones included. */
    public static List<Key<?>> ofSinks() {
        List<Key<?>> keys = new ArrayList<>(SinkSettings.sharedKeys());
        SinkProvider.all().forEach(provider -> keys.addAll(provider.keys()));
        return keys;
    }
}
