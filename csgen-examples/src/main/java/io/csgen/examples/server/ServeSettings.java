package io.csgen.examples.server;

import io.csgen.config.SettingsReader;
import io.csgen.examples.job.ManifestFile;
import io.csgen.examples.job.ProgramKeys;
import io.csgen.examples.job.RunFaults;
import io.csgen.examples.job.StartWarm;
import io.csgen.examples.job.Token;
import io.csgen.model.ShopModel;
import io.csgen.simulate.ClickGenerator;
import io.csgen.sink.ClickSink;
import io.csgen.sink.SinkProvider;
import io.csgen.sink.SinkProvider.SinkSettings;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What the server needs to know. Immutable.
 *
 * @param seed of every run; empty for a new one each time
 * @param start virtual start of every run; empty for the time it starts
 * @param warm whether sessions are under way then
 * @param token empty where the user gave none
 * @param manifest where the manifest of each run goes; empty for nowhere
 * @param faults what is put into each run on purpose
 */
public record ServeSettings(
        ShopModel model,
        SinkProvider sink,
        SinkSettings sinkSettings,
        Optional<Long> seed,
        Optional<Instant> start,
        StartWarm warm,
        InetSocketAddress address,
        Optional<Token> token,
        boolean autostart,
        Optional<ManifestFile> manifest,
        RunFaults faults) {
    private static final String STREAM_NAME = "url-kinesis-stream-name";
    private static final long SEED_BOUND = 1_000_000_000;

    /**
     * Reads everything.
     *
     * @throws io.csgen.config.ConfigException if there is any problem; it holds all of them
     */
    public static ServeSettings read(SettingsReader reader) {
        Optional<ShopModel> model = ShopModel.read(reader);
        Optional<Long> seed = reader.find(ProgramKeys.SEED);
        Optional<Instant> start = reader.find(ProgramKeys.START);
        StartWarm warm = reader.get(ProgramKeys.START_WARM);
        String sink = reader.find(ProgramKeys.SINK).orElseGet(() -> isStreamNamed(reader) ? "kinesis" : "memory");
        int port = reader.get(ProgramKeys.PORT);
        InetSocketAddress address = new InetSocketAddress(reader.get(ProgramKeys.BIND), port);
        Optional<Token> token = token(reader);
        String autostart = reader.find(ProgramKeys.AUTOSTART).orElse(Boolean.toString(sink.equals("memory")));
        reader.require(
                token.isPresent() || address.getAddress().isLoopbackAddress(),
                ProgramKeys.BIND,
                "be a loopback address where neither token-as-hash nor token is set",
                address.getAddress().getHostAddress());
        ProgramKeys.ofSinks().forEach(reader::find);
        Optional<ManifestFile> manifest = ProgramKeys.manifest(reader);
        Optional<RunFaults> faults = ProgramKeys.faults(reader);
        ProgramKeys.requireDifferentFiles(reader);
        model.flatMap(shop -> reader.collect(() -> {
                    ClickGenerator generator = ClickGenerator.of(shop, seed.orElse(1L), start.orElseGet(Instant::now))
                            .startingWarm();
                    generator.requireMemory(1);
                    return generator;
                }))
                .ifPresent(generator -> faults.ifPresent(
                        given -> reader.collect(() -> given.faults().injection(generator, entry -> {}))));
        checkSink(reader, sink, model.orElseGet(ShopModel::classic));
        reader.throwIfAny();
        ShopModel shop = model.orElseThrow();
        return new ServeSettings(
                shop,
                SinkProvider.named(sink),
                new SinkSettings(reader.settings(), shop::encoder),
                seed,
                start,
                warm,
                address,
                token,
                Boolean.parseBoolean(autostart),
                manifest,
                faults.orElseThrow());
    }

    private static Optional<Token> token(SettingsReader reader) {
        Optional<Token> hashed = reader.find(ProgramKeys.TOKEN_AS_HASH);
        Optional<Token> plain = reader.find(ProgramKeys.TOKEN);
        plain.ifPresent(given -> {
            reader.require(given.isLong(), ProgramKeys.TOKEN, ProgramKeys.TOKEN.rule(), "a shorter one");
            reader.require(hashed.isEmpty(), ProgramKeys.TOKEN, "be left out where token-as-hash is set", "both are");
        });
        return hashed.or(() -> plain);
    }

    /** Single values have been looked at already, and a problem must not be told twice. */
    private static void checkSink(SettingsReader reader, String sink, ShopModel model) {
        if (reader.found().isEmpty()) {
            SinkProvider.named(sink).check(new SinkSettings(reader.settings(), model::encoder));
        }
    }

    private static boolean isStreamNamed(SettingsReader reader) {
        return ProgramKeys.ofSinks().stream().anyMatch(key -> key.name().equals(STREAM_NAME) && reader.has(key));
    }

    /**
     * Returns the generator of the next run, with sessions under way unless told otherwise. Sessions of one seed always have
     * the same ids, so a new run gets a new seed: consumers that drop clicks they know would drop all.
     */
    public ClickGenerator newGenerator() {
        long seedOfRun = seed.orElseGet(() -> ThreadLocalRandom.current().nextLong(1, SEED_BOUND));
        return warm.of(ClickGenerator.of(model, seedOfRun, start.orElseGet(Instant::now)), true);
    }

    /** Opens the sink of a run, behind its faults. */
    public ClickSink openSink(RunFaults.OfRun injected) {
        return injected.open(sinkSettings, sink::open);
    }
}
