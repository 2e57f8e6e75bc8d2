package io.csgen.examples.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.csgen.examples.job.Token;
import io.csgen.examples.server.StoreServer;
import io.csgen.examples.server.StoreSite;
import io.csgen.examples.testing.GatedSink;
import io.csgen.model.ShopModel;
import io.csgen.simulate.ClickGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that are slow, silent, greedy or gone, and that nobody else must notice. */
@Timeout(60)
class HttpLimitsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final HttpLimits DEFAULTS = HttpLimits.defaults();
    private static final String EVENTS = "GET /events?token=t0ken HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final ShopModel MODEL = ShopModel.classic();

    private final StoreServer store = new StoreServer(
            () -> ClickGenerator.of(MODEL, 7, Instant.parse("2026-01-05T00:00:00Z")),
            GatedSink::new,
            Optional.empty(),
            LIMIT,
            LIMIT);
    private final HttpClient client = HttpClient.newHttpClient();
    private final Deque<Socket> sockets = new ArrayDeque<>();
    private HttpFrontDoor door;

    private void open(HttpLimits limits) throws IOException {
        door = HttpFrontDoor.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new StoreSite(store, MODEL, "gated", Token.of("t0ken")),
                limits);
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        store.close();
        door.close();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("csgen-http")));
    }

    private Socket connect(String text) throws IOException {
        Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), URI.create(door.address()).getPort());
        sockets.add(socket);
        socket.setSoTimeout((int) LIMIT.toMillis());
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    private static String readAll(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private void assertOthersAreServed() throws Exception {
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(URI.create(door.address()).resolve("/status"))
                        .header("Authorization", "Bearer t0ken")
                        .timeout(LIMIT)
                        .build(),
                BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "G",
                "GET /health HTTP/1.1\r\nHost: local",
                "POST /start HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf"
            })
    void aRequestThatDoesNotArriveInTimeIsRefused(String half) throws Exception {
        open(DEFAULTS.withRequestTime(Duration.ofMillis(200)));

        assertThat(readAll(connect(half)))
                .startsWith("HTTP/1.1 408 Request Timeout\r\n")
                .endsWith("{\"error\":\"Request took too long\"}");
    }

    @Test
    void aConnectionWithoutRequestIsClosedWithoutAWord() throws Exception {
        open(DEFAULTS.withRequestTime(Duration.ofMillis(200)));

        assertThat(readAll(connect(""))).isEmpty();
    }

    @Test
    void aConnectionThatIsIdleForLongIsClosed() throws Exception {
        open(DEFAULTS.withIdleTime(Duration.ofMillis(200)));

        assertThat(readAll(connect("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .endsWith("{\"status\":\"ok\"}");
    }

    @Test
    void requestsThatComeAtOnceAreAnsweredInOrder() throws Exception {
        open(DEFAULTS);

        assertThat(readAll(connect("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
                        + "GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n"
                        + "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")))
                .matches("(?s)HTTP/1.1 200 OK.*HTTP/1.1 404 Not Found.*HTTP/1.1 200 OK.*");
    }

    @Test
    void anAddressThatIsTooLongIsRefused() throws Exception {
        open(DEFAULTS);

        assertThat(readAll(connect("GET /" + "a".repeat(5_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n")))
                .startsWith("HTTP/1.1 414 ")
                .endsWith("{\"error\":\"Address too long\"}");
    }

    @Test
    void aHeaderThatIsTooLargeIsRefused() throws Exception {
        open(DEFAULTS);

        assertThat(readAll(connect("GET / HTTP/1.1\r\nHost: localhost\r\n"
                        + ("X: " + "a".repeat(996) + "\r\n").repeat(17) + "\r\n")))
                .startsWith("HTTP/1.1 431 ")
                .endsWith("{\"error\":\"Header too large\"}");
    }

    @Test
    void aBodyThatTurnsOutTooLargeIsRefused() throws Exception {
        open(DEFAULTS);
        String chunk = "1000\r\n" + "a".repeat(0x1000) + "\r\n";

        assertThat(readAll(connect("POST /start HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + chunk.repeat(17))))
                .startsWith("HTTP/1.1 413 ")
                .endsWith("{\"error\":\"Body too large\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\nGARBAGE\r\n\r\n", "GET / HTTP/1.1\r\nno colon\r\n\r\n", "GET /%zz HTTP/1.1\r\n\r\n"})
    void whatIsNoRequestIsRefused(String garbage) throws Exception {
        open(DEFAULTS);

        assertThat(readAll(connect(garbage)))
                .startsWith("HTTP/1.1 400 Bad Request\r\n")
                .endsWith("{\"error\":\"Malformed request\"}");
    }

    @Test
    void slowAndSilentClientsHoldNobodyUp() throws Exception {
        open(DEFAULTS);
        for (int i = 0; i < 200; i++) {
            connect(i % 2 == 0 ? "" : "POST /start HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nslow");
        }

        for (int i = 0; i < 20; i++) {
            assertOthersAreServed();
        }
    }

    @Test
    void whereThereAreTooManyConnectionsTheOneThatWasSilentLongestGives() throws Exception {
        open(DEFAULTS.withConnections(5).withRequestTime(LIMIT.multipliedBy(10)));
        Socket first = connect("");
        await().until(() -> door.connectionCount() == 1);
        for (int i = 0; i < 4; i++) {
            connect("GET /hea");
        }
        await().until(() -> door.connectionCount() == 5);

        assertOthersAreServed();

        assertThat(first.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void aClientThatDoesNotReadItsAnswersIsLeft() throws Exception {
        open(DEFAULTS.withRequestTime(Duration.ofMillis(500)));
        connect("GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(1_000));
        await().until(() -> door.connectionCount() == 1);

        await().until(() -> door.connectionCount() == 0);
    }

    private Socket listen() throws IOException {
        Socket socket = connect(EVENTS);
        InputStream in = socket.getInputStream();
        assertThat(new String(in.readNBytes(12), StandardCharsets.ISO_8859_1)).startsWith("HTTP/1.1 ");
        return socket;
    }

    @Test
    void eventStreamsAreOfLimitedNumberAndTheirEndIsNoticed() throws Exception {
        open(DEFAULTS.withEventStreams(2));
        Socket first = listen();
        listen();
        String request = "GET /events?token=t0ken HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        await().untilAsserted(() -> assertThat(readAll(connect(request)))
                .startsWith("HTTP/1.1 503 ")
                .contains("Retry-After: 10")
                .endsWith("{\"error\":\"Too many event streams\"}"));

        first.close();

        await().until(() -> {
            Socket third = connect(request);
            return new String(third.getInputStream().readNBytes(12), StandardCharsets.ISO_8859_1)
                    .equals("HTTP/1.1 200");
        });
    }

    private String statusOf(Socket socket) throws IOException {
        return new String(socket.getInputStream().readNBytes(12), StandardCharsets.ISO_8859_1);
    }

    @Test
    void asManyClientsAsComeAtOnceGetNoMoreEventStreamsThanThereMayBe() throws Exception {
        open(DEFAULTS.withEventStreams(8));
        for (int i = 0; i < 200; i++) {
            connect(EVENTS);
        }

        Map<String, Integer> answers = new TreeMap<>();
        for (Socket socket : sockets) {
            answers.merge(statusOf(socket), 1, Integer::sum);
        }

        assertThat(answers).containsExactly(Map.entry("HTTP/1.1 200", 8), Map.entry("HTTP/1.1 503", 192));
    }

    @Test
    void eventStreamsThatNobodyReadsEndAndMakeRoomForOthers() throws Exception {
        open(DEFAULTS.withEventStreams(4)
                .withEventInterval(Duration.ofMillis(1))
                .withRequestTime(Duration.ofMillis(200)));
        for (int i = 0; i < 8; i++) {
            connect(EVENTS);
        }

        await().atMost(LIMIT).until(() -> statusOf(connect(EVENTS)).equals("HTTP/1.1 503"));
        await().atMost(LIMIT).until(() -> statusOf(connect(EVENTS)).equals("HTTP/1.1 200"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"xchunked", "gzip", "identity"})
    void aBodyInAnEncodingThatIsUnknownIsRefusedWithWhatFollows(String encoding) throws Exception {
        open(DEFAULTS);

        assertThat(readAll(connect("POST /stop HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: " + encoding
                        + "\r\n\r\nGET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")))
                .startsWith("HTTP/1.1 501 Not Implemented\r\n")
                .endsWith("{\"error\":\"Transfer-Encoding must be chunked\"}")
                .doesNotContain("HTTP/1.1 200");
    }

    @Test
    void twoHostsAreRefused() throws Exception {
        open(DEFAULTS);

        assertThat(readAll(connect("GET /health HTTP/1.1\r\nHost: localhost\r\nHost: evil.com\r\n\r\n")))
                .startsWith("HTTP/1.1 400 Bad Request\r\n")
                .endsWith("{\"error\":\"Host must be given once\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/3.7", "HTTP/2.0", "HTTP/0.9"})
    void otherVersionsOfHttpAreRefused(String version) throws Exception {
        open(DEFAULTS);

        assertThat(readAll(connect("GET /health " + version + "\r\nHost: localhost\r\n\r\n")))
                .startsWith("HTTP/1.1 505 HTTP Version Not Supported\r\n")
                .endsWith("{\"error\":\"HTTP version must be 1.1 or 1.0\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost/health,evil.com,200",
        "http://evil.com/health,localhost,403",
        "http://localhost@evil.com/health,localhost,403",
        "//localhost/health,localhost,400"
    })
    void theHostOfAWholeAddressGoesBeforeTheHeader(String address, String host, String status) throws Exception {
        open(DEFAULTS);

        assertThat(readAll(connect("GET " + address + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")))
                .startsWith("HTTP/1.1 " + status + " ");
    }

    @Test
    void aBodyThatIsAnnouncedTooLargeIsRefusedBeforeItComes() throws Exception {
        open(DEFAULTS);

        assertThat(readAll(connect("POST /start HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n"
                        + "Expect: 100-continue\r\n\r\n")))
                .startsWith("HTTP/1.1 413 ");
    }
}
