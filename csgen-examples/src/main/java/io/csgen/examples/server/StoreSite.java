package io.csgen.examples.server;

import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickField;
import io.csgen.click.ClickFormat;
import io.csgen.config.ConfigException;
import io.csgen.config.Key;
import io.csgen.config.Problems;
import io.csgen.config.Settings;
import io.csgen.config.SettingsReader;
import io.csgen.examples.http.Answer;
import io.csgen.examples.http.Request;
import io.csgen.examples.http.Site;
import io.csgen.examples.job.Token;
import io.csgen.internal.json.JsonReader;
import io.csgen.internal.json.JsonWriter;
import io.csgen.internal.json.MalformedJson;
import io.csgen.model.ShopModel;
import io.csgen.model.Traffic;
import io.csgen.simulate.RateChange;
import io.csgen.sink.SinkException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the server has at which path. Safe for concurrent use. */
public final class StoreSite implements Site {
    private static final Logger LOGGER = LoggerFactory.getLogger(StoreSite.class);
    private static final String CHARTS = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
    private static final Key<Double> RATE = Key.of(
            "clicks-per-second",
            "be " + Traffic.RATE_RULE,
            "mean rate of clicks from now on",
            text -> Key.number(text).filter(Traffic::isRate));

    private static final List<String> RATE_IN_JSON = List.of("clicks-per-second", "clicks_per_second");
    private static final Pattern RATE_VALUE = Pattern.compile("[^\\s\"{},]+");
    private static final List<String> READ = List.of("GET", "HEAD");
    private static final List<String> CONTROL = List.of("GET", "POST");

    /** Answers the requests to one path. */
    @FunctionalInterface
    private interface Page {
        Answer answer(Request request) throws StoreServer.WrongStateException, InterruptedException;
    }

    /** A page, the methods it answers to, and what it is for, where that is worth telling. */
    private record Route(List<String> methods, String access, String purpose, Page page) {}

    private final StoreServer store;
    private final ShopModel model;
    private final ClickEncoder encoder;
    private final TokenGate gate;
    private final StatusJson statusJson;
    private final LiveFeed feed;
    private final ServerMetrics metrics;
    private final Map<String, Route> routes = new LinkedHashMap<>();

    public StoreSite(StoreServer store, ShopModel model, String sinkName, Token token) {
        this.store = store;
        this.model = model;
        encoder = model.encoder(ClickFormat.JSON);
        gate = new TokenGate(token, System::nanoTime);
        statusJson = new StatusJson(sinkName, model.traffic().clicksPerSecond());
        feed = new LiveFeed(store, statusJson, model);
        metrics = new ServerMetrics(store.metrics());
        open("/", "the live page", file("web/index.html", "text/html; charset=utf-8"));
        open("/health", "whether the server is up", request -> Answer.json(200, JsonWriter.of("status", "ok")));
        routes.put("/info", new Route(CONTROL, "open", "what can be asked", request -> Answer.json(200, info())));
        open("/openapi.json", "the same for programs, as OpenAPI", openApi());
        open("/metrics", "counts for Prometheus", request -> metrics());
        control("/status", "state, counts and latest clicks", request -> Answer.json(200, status()));
        control("/start", "starts to click", request -> state(store.start()));
        control("/stop", "stops, and waits for receipts", request -> state(store.stop()));
        guarded("/rate", List.of("PUT"), "changes the rate: clicks-per-second=… in the body", this::rate);
        guarded("/model", READ, "settings of the store and its users", request -> Answer.json(200, settings()));
        guarded(
                "/events",
                List.of("GET"),
                "what happens, twice a second, as server-sent events",
                request -> Answer.events());
        open("/app.css", "", file("web/app.css", "text/css; charset=utf-8"));
        open("/app.js", "", file("web/app.js", "text/javascript; charset=utf-8"));
        open("/lanes.js", "", file("web/lanes.js", "text/javascript; charset=utf-8"));
        open("/uplot.css", "", file(CHARTS + "uPlot.min.css", "text/css; charset=utf-8"));
        open("/uplot.js", "", file(CHARTS + "uPlot.iife.min.js", "text/javascript; charset=utf-8"));
        open("/icon.svg", "", file("web/icon.svg", "image/svg+xml"));
    }

    private void open(String path, String purpose, Page page) {
        routes.put(path, new Route(READ, "open", purpose, page));
    }

    private void control(String path, String purpose, Page page) {
        guarded(path, CONTROL, purpose, page);
    }

    private void guarded(String path, List<String> methods, String purpose, Page page) {
        routes.put(path, new Route(methods, "token", purpose, request -> switch (gate.judge(
                request.client(), request.token())) {
            case RIGHT -> page.answer(request);
            case WRONG -> Answer.error(401, "Wrong token").with("WWW-Authenticate", "Bearer");
            case TOO_MANY ->
                Answer.error(429, "Too many wrong tokens")
                        .with("Retry-After", Long.toString(TokenGate.PAUSE.toSeconds()));
        }));
    }

    private static Page file(String name, String contentType) {
        Answer answer = new Answer(200, contentType, resource(name), Map.of());
        return request -> answer;
    }

    /** The document as it is written, with the fields of clicks from their table. */
    private static Page openApi() {
        String text = new String(resource("web/openapi.json"), StandardCharsets.UTF_8);
        byte[] document = text.replace("\"${click}\"", ClickField.jsonSchema()).getBytes(StandardCharsets.UTF_8);
        Answer answer = new Answer(200, "application/json", document, Map.of());
        return request -> answer;
    }

    private static byte[] resource(String name) {
        try (InputStream in = StoreSite.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("jar must have its own files: " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public LiveFeed feed() {
        return feed;
    }

    /** Answers a request; paths are exact. */
    @Override
    public Answer answer(Request request) throws InterruptedException {
        Route route = routes.get(request.path());
        if (route == null) {
            return Answer.error(404, "Not found");
        }
        if (!route.methods.contains(request.method())) {
            return Answer.error(405, "Method not allowed").with("Allow", String.join(", ", route.methods));
        }
        try {
            return route.page.answer(request);
        } catch (StoreServer.WrongStateException e) {
            return Answer.error(409, String.valueOf(e.getMessage()));
        } catch (ConfigException e) {
            return failure(request, String.join("; ", e.problems()));
        } catch (SinkException e) {
            return failure(request, String.valueOf(e.getMessage()));
        }
    }

    private static Answer failure(Request request, String problem) {
        LOGGER.error("{} must succeed: {}", request.path(), problem);
        return Answer.error(502, problem);
    }

    private static Answer state(StoreServer.State state) {
        return Answer.json(200, JsonWriter.of("state", state.toString()));
    }

    private Answer metrics() {
        return new Answer(200, ServerMetrics.CONTENT_TYPE, metrics.scrape().getBytes(StandardCharsets.UTF_8), Map.of());
    }

    private Answer rate(Request request) throws StoreServer.WrongStateException {
        try {
            SettingsReader reader =
                    Settings.parse(lineOf(request.body()), "body").reader();
            reader.requireDeclared(List.of(RATE));
            Optional<Double> clicksPerSecond = reader.require(RATE);
            reader.throwIfAny();
            RateChange change = store.rate(clicksPerSecond.orElseThrow());
            return Answer.json(200, StatusJson.of(change).toString());
        } catch (ConfigException e) {
            return Answer.error(400, String.join("; ", e.problems()));
        }
    }

    /** Takes JSON as well, for those who speak nothing else. */
    private static String lineOf(String body) {
        if (!body.stripLeading().startsWith("{")) {
            return body;
        }
        Map<String, String> fields;
        try {
            fields = JsonReader.fields(body);
        } catch (MalformedJson e) {
            throw notRate(body);
        }
        return RATE_IN_JSON.stream()
                .map(fields::get)
                .filter(value -> value != null
                        && fields.size() == 1
                        && RATE_VALUE.matcher(value).matches())
                .findFirst()
                .map(value -> RATE.name() + "=" + value)
                .orElseThrow(() -> notRate(body));
    }

    private static ConfigException notRate(String body) {
        String start = body.length() > 40 ? body.substring(0, 40) + "…" : body;
        return new ConfigException(List.of(
                Problems.describe("body", "be clicks-per-second=NUMBER or {\"clicks-per-second\": NUMBER}", start)));
    }

    private String info() {
        return new JsonWriter()
                .put("state", store.status().state().toString())
                .put("info", "page: / ; with a token: /status, /start, /stop")
                .put("version", Version.text())
                .put(
                        "endpoints",
                        routes.entrySet().stream()
                                .filter(entry -> !entry.getValue().purpose.isEmpty())
                                .map(entry -> endpoint(entry.getKey(), entry.getValue()))
                                .toList())
                .toString();
    }

    private static JsonWriter endpoint(String path, Route route) {
        return new JsonWriter()
                .put("path", path)
                .put("methods", route.methods)
                .put("access", route.access)
                .put("purpose", route.purpose);
    }

    private String status() {
        return statusJson.withClicks(store.status(), store.watch().after(0), encoder);
    }

    private String settings() {
        String text = model.toProperties();
        Properties values = new Properties();
        try {
            values.load(new StringReader(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        JsonWriter settings = new JsonWriter();
        text.lines()
                .map(line -> line.substring(0, line.indexOf('=')))
                .forEach(name -> settings.put(name, values.getProperty(name)));
        return new JsonWriter().put("settings", settings).toString();
    }
}
