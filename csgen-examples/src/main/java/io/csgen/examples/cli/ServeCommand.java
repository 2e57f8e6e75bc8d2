package io.csgen.examples.cli;

import ch.qos.logback.classic.Level;
import io.csgen.config.SettingsReader;
import io.csgen.examples.http.HttpFrontDoor;
import io.csgen.examples.job.Execution;
import io.csgen.examples.job.Logging;
import io.csgen.examples.job.ProgramKeys;
import io.csgen.examples.job.Token;
import io.csgen.examples.server.ServeSettings;
import io.csgen.examples.server.StoreServer;
import io.csgen.examples.server.StoreSite;
import io.csgen.examples.server.Version;
import java.io.IOException;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Clicks in real time, started and stopped over HTTP. */
@Command(
        name = "serve",
        description = {
            "Generates clicks in real time, with a page and an HTTP interface to start, stop and watch it.",
            "",
            "GET or POST /status, /start, /stop with ?token=TOKEN or the header Authorization: Bearer TOKEN; GET"
                    + " /info, which lists all there is, /health and the page / need none. Where neither token-as-hash nor"
                    + " token is set, a token is made and printed with the address of the page.",
            "",
            "SIGTERM and Ctrl-C let clicks in flight arrive, for 5 seconds and then as long as the sink waits when it"
                    + " is closed, such as kinesis-drain-timeout (20 seconds unless set): within the 30 seconds that"
                    + " Kubernetes grants. Then the report of the latest run is printed."
        })
final class ServeCommand implements Callable<Integer> {
    private static final Logger LOGGER = LoggerFactory.getLogger(ServeCommand.class);

    private final Terminal terminal;

    @Option(names = "--port", paramLabel = "N", description = "Setting port: TCP port to listen on; default: 3000.")
    private @Nullable String port;

    @Option(names = "--bind", paramLabel = "ADDRESS", description = "Setting bind: address to listen on.")
    private @Nullable String bind;

    @Option(
            names = "--autostart",
            paramLabel = "true|false",
            completionCandidates = Choices.TrueOrFalse.class,
            description = "Setting autostart: whether to click at once; default: true for the memory sink, else false.")
    private @Nullable String autostart;

    @Option(
            names = "--manifest",
            paramLabel = "FILE",
            description = "Setting manifest-file: where the manifest of a run is written when it stops.")
    private @Nullable String manifest;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    ServeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws StoreServer.WrongStateException, IOException {
        common.verbosity().setLogLevel(Level.INFO);
        SettingsReader reader = Signals.endAtOnceDuring(this::reader);
        ServeSettings settings = Signals.endAtOnceDuring(() -> ServeSettings.read(reader));
        boolean json = reader.get(ProgramKeys.LOG_FORMAT) == Logging.Format.JSON;
        StoreServer store = new StoreServer(
                settings::newGenerator,
                settings.faults(),
                settings::openSink,
                settings.manifest(),
                StoreServer.STOP_LIMIT,
                Execution.END_LIMIT);
        Optional<String> madeToken = settings.token().isPresent() ? Optional.empty() : Optional.of(Token.random());
        Token token = settings.token().orElseGet(() -> Token.of(madeToken.orElseThrow()));
        StoreSite site = new StoreSite(store, settings.model(), settings.sink().name(), token);
        try (HttpFrontDoor door = HttpFrontDoor.open(settings.address(), site)) {
            try (store) {
                if (settings.autostart()) {
                    store.start();
                }
                greet(settings, door, madeToken, json ? LOGGER::info : terminal.err()::println);
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                // The signal to end; the store is closed by now, while the page could still be watched.
            }
        }
        store.status()
                .report()
                .filter(report -> !json) // the log has it
                .filter(report -> !common.verbosity().isQuiet() || !store.isLossless())
                .ifPresent(report -> {
                    terminal.err().println(report);
                    store.status().faults().ifPresent(terminal.err()::println);
                });
        return store.isLossless() ? ExitCode.OK : ExitCode.NOT_DELIVERED;
    }

    private SettingsReader reader() {
        Map<String, Optional<String>> own = new LinkedHashMap<>();
        own.put(ProgramKeys.PORT.name(), Optional.ofNullable(port));
        own.put(ProgramKeys.BIND.name(), Optional.ofNullable(bind));
        own.put(ProgramKeys.AUTOSTART.name(), Optional.ofNullable(autostart));
        own.put(ProgramKeys.MANIFEST_FILE.name(), Optional.ofNullable(manifest));
        return common.read(own, terminal.environment());
    }

    /** Without the address a made token would be of no use, so it is printed even if asked to be quiet. */
    private void greet(
            ServeSettings settings, HttpFrontDoor door, Optional<String> madeToken, Consumer<String> unlessQuiet) {
        Consumer<String> say = common.verbosity().isQuiet() ? text -> {} : unlessQuiet;
        say.accept("csgen " + Version.text() + ": " + ValidateCommand.summary(settings.model()) + ", sink "
                + settings.sink().name());
        madeToken.ifPresentOrElse(
                token -> terminal.err().println("page: " + door.address() + "#token=" + token), // never in a log
                () -> say.accept("page: " + door.address()));
        say.accept("reach: " + reach(settings.address().getAddress()));
    }

    private static String reach(InetAddress address) {
        if (address.isLoopbackAddress()) {
            return "this machine only; --bind ADDRESS with token-as-hash lets others in";
        }
        return "every machine that reaches "
                + (address.isAnyLocalAddress() ? "this one" : address.getHostAddress())
                + "; HTTP is not encrypted, so put a proxy with TLS before it where others can listen";
    }
}
