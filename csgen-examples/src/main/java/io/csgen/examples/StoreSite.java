package io.csgen.examples;

import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.config.ConfigException;
import io.csgen.config.Key;
import io.csgen.model.ShopModel;
import io.csgen.run.RunReport;
import io.csgen.sink.SinkException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** What the server has at which path. Safe for concurrent use. */
final class StoreSite {
    private static final List<String> READ = List.of("GET", "HEAD");
    private static final List<String> CONTROL = List.of("GET", "POST");

    /** Answers the requests to one path. */
    @FunctionalInterface
    private interface Page {
        Answer answer(Request request) throws StoreServer.WrongStateException, InterruptedException;
    }

    /** A page and the methods it answers to. */
    private record Route(List<String> methods, Page page) {}

    private final StoreServer store;
    private final String sinkName;
    private final String targetClicksPerSecond;
    private final ClickEncoder encoder;
    private final Token token;
    private final Map<String, Route> routes = new HashMap<>();

    StoreSite(StoreServer store, ShopModel model, String sinkName, Token token) {
        this.store = store;
        this.sinkName = sinkName;
        this.token = token;
        targetClicksPerSecond = Key.plain(model.traffic().clicksPerSecond());
        encoder = model.encoder(ClickFormat.JSON);
        file("/", "index.html", "text/html; charset=utf-8");
        file("/app.css", "app.css", "text/css; charset=utf-8");
        file("/app.js", "app.js", "text/javascript; charset=utf-8");
        file("/icon.svg", "icon.svg", "image/svg+xml");
        routes.put("/health", new Route(READ, request -> Answer.json(200, Json.of("status", "ok"))));
        routes.put("/info", new Route(CONTROL, request -> Answer.json(200, info())));
        control("/status", () -> Answer.json(200, status()));
        control("/start", () -> state(store.start()));
        control("/stop", () -> state(store.stop()));
    }

    /** What somebody who knows the token may do. */
    @FunctionalInterface
    private interface Action {
        Answer act() throws StoreServer.WrongStateException, InterruptedException;
    }

    private void control(String path, Action action) {
        routes.put(path, new Route(CONTROL, request -> {
            if (!token.matches(request.token())) {
                return Answer.error(401, "Wrong token").with("WWW-Authenticate", "Bearer");
            }
            return action.act();
        }));
    }

    private void file(String path, String name, String contentType) {
        Answer answer = new Answer(200, contentType, resource(name), Map.of());
        routes.put(path, new Route(READ, request -> answer));
    }

    private static byte[] resource(String name) {
        try (InputStream in = StoreSite.class.getResourceAsStream("web/" + name)) {
            if (in == null) {
                throw new IllegalStateException("jar must have its own files: " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Answers a request; paths are exact. */
    Answer answer(Request request) throws InterruptedException {
        Route route = routes.get(request.path());
        if (route == null) {
            return Answer.error(404, "Not found");
        }
        if (!route.methods.contains(request.method())) {
            return Answer.error(405, "Method not allowed")
                    .with("Allow", String.join(", ", new TreeSet<>(route.methods)));
        }
        try {
            return route.page.answer(request);
        } catch (StoreServer.WrongStateException e) {
            return Answer.error(409, String.valueOf(e.getMessage()));
        } catch (ConfigException e) {
            return Answer.error(502, String.join("; ", e.problems()));
        } catch (SinkException e) {
            return Answer.error(502, String.valueOf(e.getMessage()));
        }
    }

    private static Answer state(StoreServer.State state) {
        return Answer.json(200, Json.of("state", state.toString()));
    }

    private static String info() {
        return new Json()
                .put("info", "page: / ; with a token: /status, /start, /stop")
                .put("version", Version.text())
                .toString();
    }

    private String status() {
        StoreServer.Status status = store.status();
        Optional<RunReport> report = status.report();
        return new Json()
                .put("state", status.state().toString())
                .number("seed", report.map(r -> Long.toString(r.seed())).orElse("null"))
                .put(
                        "since",
                        report.map(r -> r.since().truncatedTo(ChronoUnit.MILLIS).toString()))
                .number("target_clicks_per_second", targetClicksPerSecond)
                .put("sessions", report.map(RunReport::sessions).orElse(0L))
                .put("generated", report.map(RunReport::generated).orElse(0L))
                .put("accepted", report.map(RunReport::accepted).orElse(0L))
                .put("delivered", report.map(RunReport::delivered).orElse(0L))
                .put("failed", report.map(RunReport::failed).orElse(0L))
                .put("unconfirmed", report.map(RunReport::unconfirmed).orElse(0L))
                .put("retried", report.map(RunReport::retried).orElse(0L))
                .put("in_flight", report.map(RunReport::inFlight).orElse(0L))
                .put("lag_ms", report.map(r -> r.lag().latest().toMillis()).orElse(0L))
                .put("max_lag_ms", report.map(r -> r.lag().max().toMillis()).orElse(0L))
                .put("sink", sinkName)
                .put("problem", status.problem())
                .array(
                        "last_clicks",
                        status.latestClicks().stream()
                                .map(click -> new String(encoder.encode(click), StandardCharsets.UTF_8))
                                .toList())
                .toString();
    }
}
