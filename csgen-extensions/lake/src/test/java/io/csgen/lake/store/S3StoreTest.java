package io.csgen.lake.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.csgen.lake.store.LakeStore.Guarded;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A bucket behind an endpoint that does as it is told, or not. */
@Timeout(60)
class S3StoreTest {
    /** What the endpoint does with a request instead of what was asked. */
    private record Fault(int status, String code, boolean done) {}

    private final Map<String, byte[]> objects = new TreeMap<>(); // guarded by this, as are the others
    private final Deque<Fault> faults = new ArrayDeque<>();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean hangs;
    private boolean knowsConditions = true;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private S3Store store;

    @BeforeEach
    void start() throws IOException {
        System.setProperty("aws.accessKeyId", "key");
        System.setProperty("aws.secretAccessKey", "secret");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
        store = open();
    }

    @AfterEach
    void stop() {
        ended.countDown();
        store.close();
        server.stop(0);
        threads.shutdownNow();
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    private URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private S3Store open() {
        return S3Store.open("lake", "shop", Optional.of(endpoint()), Optional.of("eu-west-1"));
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        asked.countDown();
        if (hangs) {
            try {
                ended.await();
            } catch (InterruptedException e) {
                return;
            }
        }
        synchronized (this) {
            Fault fault = faults.poll();
            if (fault == null || fault.done) {
                serve(exchange, body, fault);
            } else {
                fail(exchange, fault.status, fault.code);
            }
        }
    }

    private void serve(HttpExchange exchange, byte[] body, Fault after) throws IOException {
        String name = exchange.getRequestURI().getPath();
        byte[] found = objects.get(name);
        byte[] content = new byte[0];
        if (exchange.getRequestMethod().equals("PUT")) {
            String match = exchange.getRequestHeaders().getFirst("If-Match");
            String none = exchange.getRequestHeaders().getFirst("If-None-Match");
            if (!knowsConditions && (match != null || none != null)) {
                fail(exchange, 501, "NotImplemented");
                return;
            }
            boolean free = none == null || found == null;
            if (!free || match != null && (found == null || !match.equals(etag(found)))) {
                fail(exchange, 412, "PreconditionFailed");
                return;
            }
            objects.put(name, body);
            exchange.getResponseHeaders().set("ETag", etag(body));
        } else if (found == null) {
            fail(exchange, 404, "NoSuchKey");
            return;
        } else {
            content = found;
            exchange.getResponseHeaders().set("ETag", etag(found));
        }
        if (after != null) {
            fail(exchange, after.status, after.code);
            return;
        }
        exchange.sendResponseHeaders(200, content.length == 0 ? -1 : content.length);
        exchange.getResponseBody().write(content);
        exchange.close();
    }

    private static String etag(byte[] content) {
        return "\"" + Arrays.hashCode(content) + "\"";
    }

    private static void fail(HttpExchange exchange, int status, String code) throws IOException {
        byte[] xml = ("<Error><Code>" + code + "</Code><Message>As told.</Message></Error>")
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().remove("ETag");
        exchange.sendResponseHeaders(status, xml.length);
        exchange.getResponseBody().write(xml);
        exchange.close();
    }

    private synchronized void plan(Fault... more) {
        faults.addAll(List.of(more));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void whatWasPutIsThere() throws Exception {
        store.put("events/a", bytes("A"));

        assertThat(store.get("events/a")).hasValue(bytes("A"));
        assertThat(store.get("events/b")).isEmpty();
        assertThat(objects).containsOnlyKeys("/lake/shop/events/a");
        assertThat(store.place()).isEqualTo("s3://lake/shop at " + endpoint());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "403|AccessDenied|cannot write a to PLACE: AccessDenied: As told.",
                "403|InvalidAccessKeyId|cannot write a to PLACE: InvalidAccessKeyId: As told.",
                "404|NoSuchBucket|bucket lake of PLACE does not exist",
                "301|PermanentRedirect|PLACE is not in region eu-west-1: set --s3-region to that of the bucket"
                        + " (PermanentRedirect: As told.)",
                "400|AuthorizationHeaderMalformed|PLACE is not in region eu-west-1: set --s3-region to that of the bucket"
                        + " (AuthorizationHeaderMalformed: As told.)",
            })
    void aRefusalIsOneSentence(int status, String code, String sentence) {
        plan(new Fault(status, code, false));

        assertThatThrownBy(() -> store.put("a", bytes("A")))
                .isInstanceOf(IOException.class)
                .hasMessage(sentence.replace("PLACE", store.place()));
    }

    @Test
    void whatCannotBeReachedIsOneSentence() {
        server.stop(0);

        assertThatThrownBy(() -> store.put("a", bytes("A")))
                .isInstanceOf(IOException.class)
                // What the client says of it, a refusal or a wait that was in vain, depends on which comes first.
                .hasMessageMatching("\\Qcannot write a to " + store.place() + "\\E: no connection: [^\n]+");
    }

    /** More failures than the SDK itself gets over. */
    @Test
    void whatHasAnsweredOnceGetsMoreTime() throws Exception {
        store.put("a", bytes("A"));
        for (int i = 0; i < 5; i++) {
            plan(new Fault(503, "SlowDown", false));
        }

        store.put("a", bytes("B"));

        assertThat(store.get("a")).hasValue(bytes("B"));
    }

    @Test
    void whoIsInAHurryGivesUpAtOnce() throws Exception {
        store.put("a", bytes("A"));
        store.hurry();
        for (int i = 0; i < 20; i++) {
            plan(new Fault(500, "InternalError", false));
        }

        assertThatThrownBy(() -> store.put("a", bytes("B"))).hasMessageContaining("InternalError: As told.");
    }

    @Test
    void anEndpointThatHangsIsLeftWhenInterrupted() throws Exception {
        hangs = true;
        List<Throwable> thrown = new CopyOnWriteArrayList<>();
        Thread putting = new Thread(() -> {
            try {
                store.put("a", bytes("A"));
            } catch (IOException | InterruptedException e) {
                thrown.add(e);
            }
        });
        putting.start();
        asked.await();

        putting.interrupt();
        putting.join();

        assertThat(thrown).singleElement().isInstanceOf(InterruptedException.class);
    }

    @Test
    void theWriterThatHasNotSeenWhatAnotherWroteIsRefused() throws Exception {
        Guarded first = store.guard("positions");
        assertThat(first.read()).isEmpty();
        try (S3Store other = open()) {
            Guarded second = other.guard("positions");
            assertThat(second.read()).isEmpty();
            first.write(bytes("1"));
            first.write(bytes("2"));

            assertThatThrownBy(() -> second.write(bytes("3")))
                    .isInstanceOf(IOException.class)
                    .hasMessage(
                            "lake must have one writer at a time; another process delivers to it: " + store.place());
            assertThat(store.get("positions")).hasValue(bytes("2"));

            Guarded third = other.guard("positions");
            assertThat(third.read()).hasValue(bytes("2"));
            third.write(bytes("4"));
        }
        assertThatThrownBy(() -> first.write(bytes("5"))).hasMessageContaining("another process");
    }

    /** The second attempt meets what the first has done. */
    @Test
    void aWriteWhoseAnswerWasLostIsNoOtherWriter() throws Exception {
        Guarded guarded = store.guard("positions");
        guarded.read();
        plan(new Fault(500, "InternalError", true));

        guarded.write(bytes("1"));
        guarded.write(bytes("2"));

        assertThat(store.get("positions")).hasValue(bytes("2"));
    }

    /** Whoever was interrupted does not know whether the object is written. */
    @Test
    void aWriteThatWasInterruptedIsNoOtherWriter() throws Exception {
        Guarded guarded = store.guard("positions");
        guarded.read();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> guarded.write(bytes("1"))).isInstanceOf(InterruptedException.class);
        synchronized (this) {
            objects.put("/lake/shop/positions", bytes("1")); // as it would be, had the request arrived
        }

        guarded.write(bytes("2"));
        guarded.write(bytes("3"));

        assertThat(store.get("positions")).hasValue(bytes("3"));
    }

    @Test
    void anEndpointWithoutConditionsIsWrittenAllTheSame() throws Exception {
        Guarded guarded = store.guard("positions");
        guarded.read();
        knowsConditions = false;

        guarded.write(bytes("1"));

        assertThat(store.get("positions")).hasValue(bytes("1"));
    }
}
