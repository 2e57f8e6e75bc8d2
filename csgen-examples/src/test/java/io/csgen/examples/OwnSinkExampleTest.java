package io.csgen.examples;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.csgen.click.Click;
import io.csgen.click.ClickType;
import io.csgen.config.ConfigException;
import io.csgen.config.Settings;
import io.csgen.model.ShopModel;
import io.csgen.sink.ClickSink;
import io.csgen.sink.ReceiptListener;
import io.csgen.sink.SinkProvider.SinkSettings;
import io.csgen.sink.spi.BatchQueue;
import io.csgen.sink.spi.InFlightClick;
import io.csgen.sink.testing.ClickSinkContract;
import io.csgen.sink.testing.SinkBackend;
import io.csgen.sink.testing.SinkBackend.Fault;
import io.csgen.sink.testing.SinkTraits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class OwnSinkExampleTest {
    static
    // tag::http-sink
    final class HttpSink implements ClickSink {
        private final HttpClient client = HttpClient.newHttpClient();
        private final BatchQueue<InFlightClick> queue = new BatchQueue<>("HTTP sink", 1_000, 100, this::post);
        private final URI uri;
        private final Duration drainTimeout;

        HttpSink(URI uri, Duration drainTimeout) {
            this.uri = uri;
            this.drainTimeout = drainTimeout;
        }

        public void send(Click click, ReceiptListener listener) throws InterruptedException {
            queue.accept(new InFlightClick(click, listener));
        }

        public void flush() throws InterruptedException {
            queue.flush();
        }

        public void close() {
            queue.close(drainTimeout);
        }

        private void post(List<InFlightClick> batch) {
            String ids = batch.stream().map(entry -> entry.click().id()).collect(joining("\n"));
            HttpRequest post = HttpRequest.newBuilder(uri)
                    .timeout(Duration.ofSeconds(10))
                    .POST(BodyPublishers.ofString(ids))
                    .build();
            client.sendAsync(post, BodyHandlers.discarding())
                    .whenComplete((answer, error) ->
                            queue.answer(batch, click -> judge(click, error == null ? answer.statusCode() : 0)));
        }

        private void judge(InFlightClick click, int status) {
            switch (status) {
                case 0 -> click.unclear("no answer"); // sent again
                case 429, 503 -> click.refused("status " + status); // sent again
                case 200 -> click.delivered("");
                case 401, 404 -> queue.die("status " + status, new IOException(uri + " answers " + status));
                default -> click.failed("status " + status);
            }
        }

        public String toString() {
            return "HTTP sink";
        }
    }
    // end::http-sink

    @Nested
    // tag::own-sink
    class HttpSinkTest extends ClickSinkContract {
        protected SinkTraits traits() {
            return SinkTraits.plain().withFaults(Fault.DIE).withHang(1_000); // most clicks in flight
        }

        protected SinkBackend backend() throws IOException {
            Server server = Server.start();
            return new SinkBackend() {
                public ClickSink open(Duration drainTimeout) {
                    return new HttpSink(server.uri(), drainTimeout);
                }

                public String payload(Click click) {
                    return click.id();
                }

                public List<String> stored() {
                    return server.stored();
                }

                public void inject(List<Fault> plan) {
                    server.follow(plan);
                }

                public void close() {
                    server.stop();
                }
            };
        }
    }
    // end::own-sink

    /** Keeps the ids that are posted to it. Safe for concurrent use. */
    private static final class Server {
        private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "own-sink-server");
            thread.setDaemon(true);
            return thread;
        });
        private final HttpServer http;
        private final List<String> stored = new ArrayList<>();
        private Fault fault = Fault.NONE;

        private Server(HttpServer http) {
            this.http = http;
        }

        private static Server start() throws IOException {
            InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            Server server = new Server(HttpServer.create(anyPort, 0));
            server.http.setExecutor(server.threads);
            server.http.createContext("/", server::handle);
            server.http.start();
            return server;
        }

        private URI uri() {
            return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/");
        }

        private void handle(HttpExchange exchange) throws IOException {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            try (exchange) {
                exchange.sendResponseHeaders(take(body.lines().toList()), -1);
            } catch (InterruptedException e) {
                return; // the server is stopped
            }
        }

        private synchronized int take(List<String> ids) throws InterruptedException {
            while (fault == Fault.HANG) {
                wait();
            }
            if (fault == Fault.DIE) {
                return 404;
            }
            stored.addAll(ids);
            return 200;
        }

        private synchronized List<String> stored() {
            return List.copyOf(stored);
        }

        private synchronized void follow(List<Fault> plan) {
            fault = plan.get(0);
            notifyAll();
        }

        private void stop() {
            http.stop(0);
            threads.shutdownNow();
        }
    }

    @Test
    void opensByItsSettings() throws Exception {
        Server server = Server.start();
        Click click = new Click(0, 1, 1, 1, ClickType.GROUP_VIEW, 1, Click.NO_PRODUCT);

        try (ClickSink sink = new HttpSinkProvider()
                .open(settings(Map.of("http-address", server.uri().toString())))) {
            sink.send(click, ReceiptListener.NONE);
            sink.flush();
        } finally {
            server.stop();
        }

        assertThat(server.stored()).containsExactly(click.id());
    }

    @Test
    void saysWhichSettingIsMissing() {
        assertThatThrownBy(() -> new HttpSinkProvider().open(settings(Map.of())))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("http-address");
    }

    private static SinkSettings settings(Map<String, String> values) {
        return new SinkSettings(Settings.of(values, "test"), ShopModel.classic()::encoder);
    }

    @Test
    void thePagesShowExactlyTheseExamples() throws IOException {
        Readme.assertShows("http-sink", OwnSinkExampleTest.class, 60);
        Readme.assertShows("own-sink", OwnSinkExampleTest.class, 33);
        Readme.assertShows("sink-provider", HttpSinkProvider.class, 20);
    }
}
