package io.csgen.examples.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.csgen.click.ClickType;
import io.csgen.examples.job.Token;
import io.csgen.examples.server.StoreServer;
import io.csgen.examples.server.StoreSite;
import io.csgen.examples.testing.GatedSink;
import io.csgen.model.ShopModel;
import io.csgen.simulate.ClickGenerator;
import io.csgen.sink.ClickSink;
import io.csgen.sink.SinkException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpFrontDoorTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final ShopModel MODEL = ShopModel.classic()
            .with("customer-id-max", "50000")
            .with("session-timeout", "1s")
            .with("clicks-per-second", "2000");

    private final AtomicReference<Supplier<ClickSink>> sinks = new AtomicReference<>(GatedSink::new);
    private final HttpClient client = HttpClient.newHttpClient();
    private StoreServer store;
    private HttpFrontDoor door;

    @BeforeEach
    void open() throws IOException {
        open(LIMIT);
    }

    private void open(Duration stopLimit) throws IOException {
        store = new StoreServer(
                () -> ClickGenerator.of(MODEL, 7, Instant.parse("2026-01-05T00:00:00Z"))
                        .startingWarm(),
                () -> sinks.get().get(),
                Optional.empty(),
                stopLimit,
                LIMIT);
        StoreSite site = new StoreSite(store, MODEL, "gated", Token.of("se cret/+é"));
        door = HttpFrontDoor.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), site);
    }

    @AfterEach
    void close() {
        store.close();
        door.close();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("csgen-http")));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.timeout(LIMIT).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(door.address()).resolve(path));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(to(path));
    }

    private HttpResponse<String> post(String path, String token) throws Exception {
        return send(to(path).POST(BodyPublishers.noBody()).header("Authorization", "Bearer " + token));
    }

    private static final String RIGHT = "?token=se%20cret/%2B%C3%A9";

    private static void assertAnswer(HttpResponse<String> response, int status, String body) {
        assertThat(response.body()).isEqualTo(body);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    }

    @Test
    void theClassicCommandsWorkByGet() throws Exception {
        assertAnswer(get("/start" + RIGHT), 200, "{\"state\":\"running\"}");
        assertAnswer(get("/start" + RIGHT), 409, "{\"error\":\"Server already running\"}");
        assertThat(get("/status" + RIGHT).body()).startsWith("{\"state\":\"running\",");
        assertAnswer(get("/stop" + RIGHT), 200, "{\"state\":\"stopped\"}");
        assertAnswer(get("/stop" + RIGHT), 409, "{\"error\":\"Server already stopped\"}");
        assertThat(get("/status" + RIGHT).body()).startsWith("{\"state\":\"stopped\",");
    }

    @Test
    void theSameWorksByPostWithABearerToken() throws Exception {
        String ascii = "t0ken";
        door.close();
        door = HttpFrontDoor.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new StoreSite(store, MODEL, "gated", Token.of(ascii)));

        assertAnswer(post("/start", ascii), 200, "{\"state\":\"running\"}");
        assertThat(post("/status", ascii).body()).startsWith("{\"state\":\"running\",");
        assertAnswer(post("/stop", ascii), 200, "{\"state\":\"stopped\"}");
        assertAnswer(post("/stop", ascii), 409, "{\"error\":\"Server already stopped\"}");
        assertAnswer(post("/start", "wrong"), 401, "{\"error\":\"Wrong token\"}");
        assertThat(send(to("/status").header("Authorization", "bearer  " + ascii))
                        .statusCode())
                .isEqualTo(200);
        assertThat(send(to("/status").header("Authorization", "Basic " + ascii)).statusCode())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/status",
                "/start",
                "/stop",
                "/start?token=",
                "/start?token=wrong",
                "/start?token=%zz",
                "/start?Token=se%20cret/%2B%C3%A9",
                "/stop?x=1&token"
            })
    void withoutTheRightTokenNothingIsDone(String path) throws Exception {
        // URI refuses broken escapes, so this goes out as text.
        String answer = raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(answer).matches("(?s)HTTP/1.1 (401 Unauthorized|400 Bad Request)\r\n.*");
        assertThat(store.status().state()).isEqualTo(StoreServer.State.STOPPED);
    }

    @Test
    void aWrongTokenIsToldHowToGiveOne() throws Exception {
        HttpResponse<String> response = get("/stop?token=wrong");

        assertAnswer(response, 401, "{\"error\":\"Wrong token\"}");
        assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    }

    @Test
    void unexpectedParametersAreFine() throws Exception {
        assertAnswer(get("/start" + RIGHT + "&_=123&x"), 200, "{\"state\":\"running\"}");
        assertThat(get("/?utm_source=x").statusCode()).isEqualTo(200);
    }

    @Test
    void theStatusOfANewServerHasEveryField() throws Exception {
        assertAnswer(
                get("/status" + RIGHT),
                200,
                "{\"state\":\"stopped\",\"seed\":null,\"since\":null,\"target_clicks_per_second\":2000,\"asked_clicks_per_second\":2000,\"sessions\":0,"
                        + "\"generated\":0,\"accepted\":0,\"delivered\":0,\"failed\":0,\"unconfirmed\":0,\"retried\":0,"
                        + "\"in_flight\":0,\"lag_ms\":0,\"lag_p50_ms\":0,\"lag_p90_ms\":0,\"lag_p99_ms\":0,"
                        + "\"max_lag_ms\":0,\"rate_changes\":[],\"faults\":{\"counts\":{},\"added\":0,\"added_delivered\":0,\"added_failed\":0,\"added_unconfirmed\":0},"
                        + "\"sink\":\"gated\",\"run_state\":null,\"reasons\":[],\"balance\":null,\"problem\":null,"
                        + "\"last_clicks\":[]}");
    }

    @Test
    void theStatusOfAnEndedRunCountsItsClicks() throws Exception {
        GatedSink sink = new GatedSink();
        sinks.set(() -> sink);
        get("/start" + RIGHT);
        await().until(() -> sink.acceptedCount() > 50);
        get("/stop" + RIGHT);

        JsonNode status = new ObjectMapper().readTree(get("/status" + RIGHT).body());

        assertThat(status.get("seed").longValue()).isEqualTo(7);
        assertThat(status.get("since").textValue()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{3})?Z");
        for (String count : new String[] {"generated", "accepted", "delivered"}) {
            assertThat(status.get(count).intValue()).as(count).isEqualTo(sink.acceptedCount());
        }
        assertThat(status.get("sessions").intValue()).isPositive();
        assertThat(status.get("in_flight").intValue()).isZero();
        assertThat(status.get("problem").isNull()).isTrue();
        assertThat(status.get("last_clicks")).hasSize(20);
        assertThat(status.get("last_clicks").get(0).get("url").textValue())
                .startsWith("https://webstore.demo.com/api/group/");
    }

    @Test
    void whileReceiptsAreToComeTheAnswerIsStopping() throws Exception {
        close();
        open(Duration.ofMillis(1));
        GatedSink sink = new GatedSink().holdingReceipts();
        sinks.set(() -> sink);
        get("/start" + RIGHT);
        await().until(() -> sink.acceptedCount() > 50);

        assertAnswer(get("/stop" + RIGHT), 200, "{\"state\":\"stopping\"}");
        assertAnswer(get("/start" + RIGHT), 409, "{\"error\":\"Server is stopping\"}");
        assertAnswer(get("/stop" + RIGHT), 409, "{\"error\":\"Server is stopping\"}");

        sink.releaseReceipts();
        await().until(() -> get("/status" + RIGHT).body().startsWith("{\"state\":\"stopped\""));
    }

    @Test
    void aSinkThatCannotBeOpenedIsABadGateway() throws Exception {
        sinks.set(() -> {
            throw new SinkException("stream \"clicks\" must exist", null);
        });

        assertAnswer(get("/start" + RIGHT), 502, "{\"error\":\"stream \\\"clicks\\\" must exist\"}");

        assertThat(get("/status" + RIGHT).body())
                .startsWith("{\"state\":\"stopped\",")
                .contains("\"problem\":\"stream \\\"clicks\\\" must exist\"");
    }

    private HttpResponse<String> putRate(String body) throws Exception {
        return send(to("/rate" + RIGHT).PUT(BodyPublishers.ofString(body)));
    }

    @Test
    void theRateChangesWhileItRuns() throws Exception {
        get("/start" + RIGHT);

        JsonNode change =
                new ObjectMapper().readTree(putRate("clicks-per-second=750.5").body());

        assertThat(change.get("clicks_per_second").doubleValue()).isEqualTo(750.5);
        JsonNode changes =
                new ObjectMapper().readTree(get("/status" + RIGHT).body()).get("rate_changes");
        assertThat(changes).containsExactly(change);
        // The rate is that from the virtual time of the change on.
        await().until(() -> get("/status" + RIGHT).body().contains("\"target_clicks_per_second\":750.5,"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"clicks-per-second=0", "{\"clicks-per-second\":0}", " {\n \"clicks_per_second\" : \"0\" }\n"})
    void theRateMayBeJson(String body) throws Exception {
        get("/start" + RIGHT);

        assertThat(putRate(body).body()).endsWith("\"clicks_per_second\":0}");
        await().until(() -> get("/status" + RIGHT).body().contains("\"asked_clicks_per_second\":0,"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "''; clicks-per-second must be set: mean rate of clicks from now on",
                "clicks-per-second=x; clicks-per-second must be 0, or a number from 0.0001 to 10000000: x (body:1)",
                "clicks-per-second=0.00001; clicks-per-second must be 0, or a number from 0.0001 to 10000000: 0.00001 (body:1)",
                "'{\"clicks-per-second\": -5}'; clicks-per-second must be 0, or a number from 0.0001 to 10000000: -5 (body:1)",
                "'{\"rate\": 5}'; 'body must be clicks-per-second=NUMBER or {\\\"clicks-per-second\\\": NUMBER}: {\\\"rate\\\": 5}'",
                "clicks-per-second=-1; clicks-per-second must be 0, or a number from 0.0001 to 10000000: -1 (body:1)",
            })
    void aRateThatIsNoneIsRefused(String body, String message) throws Exception {
        get("/start" + RIGHT);

        assertAnswer(putRate(body), 400, "{\"error\":\"" + message + "\"}");
    }

    @Test
    void anythingElseInTheBodyOfARateIsRefused() throws Exception {
        get("/start" + RIGHT);

        HttpResponse<String> response = putRate("clicks-per-second=5\nseed=1");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).startsWith("{\"error\":\"seed must ");
        assertThat(get("/status" + RIGHT).body()).contains("\"rate_changes\":[]");
    }

    @Test
    void theRateOfWhatDoesNotRunCannotBeChanged() throws Exception {
        assertAnswer(putRate("clicks-per-second=5"), 409, "{\"error\":\"Server is stopped\"}");
    }

    @Test
    void aRateFromAnotherOriginIsRefused() throws Exception {
        get("/start" + RIGHT);

        assertAnswer(
                send(to("/rate" + RIGHT)
                        .PUT(BodyPublishers.ofString("clicks-per-second=5"))
                        .header("Origin", "http://evil.example")),
                403,
                "{\"error\":\"Wrong origin\"}");
    }

    @Test
    void anErrorOfTheProgramTellsNothing() throws Exception {
        sinks.set(() -> {
            throw new UnsupportedOperationException("inner secret");
        });

        assertAnswer(get("/start" + RIGHT), 500, "{\"error\":\"Internal error\"}");
    }

    @Test
    void healthAndInfoNeedNoToken() throws Exception {
        assertAnswer(get("/health"), 200, "{\"status\":\"ok\"}");
        assertThat(get("/info").body())
                .startsWith("{\"state\":\"stopped\",\"info\":\"page: / ; with a token: /status, /start, /stop\",")
                .contains("{\"path\":\"/stop\",\"methods\":[\"GET\",\"POST\"],\"access\":\"token\",\"purpose\":");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/foo", "/statusfoo", "/status/", "/STATUS", "/app.js/", "/web/app.js", "/%73tatus"})
    void pathsAreExact(String path) throws Exception {
        HttpResponse<String> response = get(door.address().replaceFirst("/$", "") + path);

        assertAnswer(response, 404, "{\"error\":\"Not found\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "POST; /; GET, HEAD",
                "POST; /app.js; GET, HEAD",
                "POST; /health; GET, HEAD",
                "DELETE; /status; GET, POST",
                "PUT; /start; GET, POST",
                "HEAD; /stop; GET, POST",
                "OPTIONS; /start; GET, POST"
            })
    void otherMethodsAreRefused(String method, String path, String allowed) throws Exception {
        HttpResponse<String> response = send(to(path).method(method, BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).contains(allowed);
        assertThat(response.body()).isEqualTo(method.equals("HEAD") ? "" : "{\"error\":\"Method not allowed\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "/, text/html; charset=utf-8",
        "/app.js, text/javascript; charset=utf-8",
        "/lanes.js, text/javascript; charset=utf-8",
        "/uplot.js, text/javascript; charset=utf-8",
        "/uplot.css, text/css; charset=utf-8",
        "/app.css, text/css; charset=utf-8",
        "/icon.svg, image/svg+xml"
    })
    void thePageBringsAllItNeeds(String path, String type) throws Exception {
        HttpResponse<String> response = get(path);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains(type);
        assertThat(response.body()).isNotBlank().doesNotContainPattern("(src|href|url)\\W+https?:");
        HttpResponse<String> head = send(to(path).method("HEAD", BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Content-Length"))
                .isEqualTo(response.headers().firstValue("Content-Length"));
    }

    @Test
    void everyFileThePageNamesIsThere() throws Exception {
        Matcher names = Pattern.compile("(?:src|href)=\"([^\"]+)\"").matcher(get("/").body());

        int count = 0;
        for (; names.find(); count++) {
            assertThat(get(names.group(1)).statusCode()).as(names.group(1)).isEqualTo(200);
        }
        assertThat(count).isEqualTo(9);
    }

    @ParameterizedTest
    @EnumSource
    void thePageHasWordsForEveryType(ClickType type) throws Exception {
        assertThat(get("/app.js").body()).contains("\n  " + type.wireName() + ": {verb: '");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/status", "/foo"})
    void everyAnswerKeepsBrowsersStrict(String path) throws Exception {
        HttpResponse<String> response = get(path);

        assertThat(response.headers().firstValue("Content-Security-Policy"))
                .contains("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                        + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        assertThat(response.headers().firstValue("X-Frame-Options")).contains("DENY");
        assertThat(response.headers().firstValue("Cross-Origin-Opener-Policy")).contains("same-origin");
        assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(response.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(response.headers().firstValue("Cross-Origin-Resource-Policy"))
                .contains("same-origin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:3000", "127.0.0.1:1", "127.9.9.9", "[::1]:3000", "[::1]"})
    void namesOfThisMachineAreAccepted(String host) throws Exception {
        assertThat(raw("GET /health HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 OK\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "localhost.evil.example:3000", "127.0.0.1.evil.example", "10.0.0.1", ""})
    void otherNamesAreRefused(String host) throws Exception {
        assertThat(raw("GET /health HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 403 Forbidden\r\n")
                .endsWith("{\"error\":\"Wrong host\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "null", "http://127.0.0.1:1", "https://localhost"})
    void postsFromOtherOriginsAreRefused(String origin) throws Exception {
        HttpResponse<String> response =
                send(to("/start" + RIGHT).POST(BodyPublishers.noBody()).header("Origin", origin));

        assertAnswer(response, 403, "{\"error\":\"Wrong origin\"}");
        assertThat(store.status().state()).isEqualTo(StoreServer.State.STOPPED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://", "https://"})
    void postsFromThePageItselfAreAccepted(String scheme) throws Exception {
        String origin = scheme + URI.create(door.address()).getAuthority();

        assertAnswer(
                send(to("/start" + RIGHT).POST(BodyPublishers.noBody()).header("Origin", origin)),
                200,
                "{\"state\":\"running\"}");
    }

    /** Whoever is still sending must not lose the answer to a reset of the connection. */
    @ParameterizedTest
    @ValueSource(ints = {64 * 1024 + 1, 8 * 1024 * 1024})
    void largeBodiesAreRefused(int bytes) throws Exception {
        HttpResponse<String> fits = send(to("/start" + RIGHT).POST(BodyPublishers.ofByteArray(new byte[64 * 1024])));
        HttpResponse<String> tooLarge = send(to("/stop" + RIGHT).POST(BodyPublishers.ofByteArray(new byte[bytes])));

        assertAnswer(fits, 200, "{\"state\":\"running\"}");
        assertAnswer(tooLarge, 413, "{\"error\":\"Body too large\"}");
        assertThat(store.status().state()).isEqualTo(StoreServer.State.RUNNING);
    }

    @Test
    void aPortThatIsTakenIsOneClearLine() {
        int port = URI.create(door.address()).getPort();
        StoreSite site = new StoreSite(store, MODEL, "gated", Token.of("x"));

        assertThatThrownBy(
                        () -> HttpFrontDoor.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), site))
                .isInstanceOf(IOException.class)
                .hasMessage("bind and port must be free to listen on: 127.0.0.1:" + port + " (Address already in use)");
    }

    @Test
    void anAddressForAllInterfacesIsShownAsLocalhost() throws Exception {
        StoreSite site = new StoreSite(store, MODEL, "gated", Token.of("x"));
        try (HttpFrontDoor open = HttpFrontDoor.open(new InetSocketAddress("0.0.0.0", 0), site)) {
            assertThat(open.address()).matches("http://localhost:\\d+/");
            assertThat(raw(
                            URI.create(open.address()).getPort(),
                            "GET /health HTTP/1.1\r\nHost: store.example\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 OK\r\n");
        }
    }

    private String raw(String request) throws IOException {
        return raw(URI.create(door.address()).getPort(), request);
    }

    private static String raw(int port, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
