package io.csgen.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP server before a {@link StoreSite}: it lets in only requests that are meant for it, and of
 * limited size. Safe for concurrent use; owns its threads until {@link #close}.
 */
final class HttpFrontDoor implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(HttpFrontDoor.class);
    private static final int MAX_BODY_BYTES = 64 * 1024;
    private static final int MAX_CONNECTIONS = 256;
    private static final int THREADS = 8;
    private static final Map<String, String> HEADERS = Map.of(
            "Cache-Control", "no-store",
            "Content-Security-Policy",
                    "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Referrer-Policy", "no-referrer",
            "X-Content-Type-Options", "nosniff");

    private final HttpServer server;
    private final ExecutorService threads;
    private final StoreSite site;
    private final boolean loopback;

    private HttpFrontDoor(HttpServer server, StoreSite site) {
        this.server = server;
        this.site = site;
        loopback = server.getAddress().getAddress().isLoopbackAddress();
        AtomicInteger numbers = new AtomicInteger();
        // There are never more requests than connections, so the queue never overflows.
        threads = new ThreadPoolExecutor(
                THREADS, THREADS, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_CONNECTIONS), task -> {
                    Thread thread = new Thread(task, "csgen-http-" + numbers.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /**
     * Sets what can only be set for all servers of the JDK in this process, before the first one: small
     * answers leave at once, requests must arrive within seconds, and connections are limited.
     */
    static void limitJdkServer() {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxReqTime", "10");
        System.setProperty("jdk.httpserver.maxConnections", Integer.toString(MAX_CONNECTIONS));
    }

    /**
     * Starts to listen.
     *
     * @param address port 0 takes a free one
     * @throws IOException if the address cannot be listened on; the message stands alone
     */
    static HttpFrontDoor open(InetSocketAddress address, StoreSite site) throws IOException {
        HttpServer server;
        try {
            server = HttpServer.create(address, 0);
        } catch (IOException e) {
            throw new IOException(
                    "bind and port must be free to listen on: " + text(address) + " (" + e.getMessage() + ")", e);
        }
        HttpFrontDoor door = new HttpFrontDoor(server, site);
        server.createContext("/", door::handle);
        server.setExecutor(door.threads);
        server.start();
        return door;
    }

    /** Returns the address of the page. */
    String address() {
        InetSocketAddress address = server.getAddress();
        InetAddress host = address.getAddress();
        return "http://" + (host.isAnyLocalAddress() ? "localhost:" + address.getPort() : text(address)) + "/";
    }

    private static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress().replace("0:0:0:0:0:0:0:1", "::1");
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /** Answers no more requests; those at hand are cut off. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer;
            try {
                answer = answer(exchange);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                answer = Answer.error(503, "Server is shutting down");
            } catch (RuntimeException e) {
                LOGGER.error(
                        "HTTP request must not fail: {}",
                        exchange.getRequestURI().getPath(),
                        e);
                answer = Answer.error(500, "Internal error");
            }
            send(exchange, answer);
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException, InterruptedException {
        // Read to its end in any case: the JDK server times requests until then.
        int bodyBytes = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1).length;
        if (bodyBytes > MAX_BODY_BYTES) {
            return Answer.error(413, "Body too large").with("Connection", "close");
        }
        Request request = Request.of(exchange);
        if (loopback && !isLoopback(request.hostName())) {
            // A page from elsewhere may have had its own name resolved to this machine.
            return Answer.error(403, "Wrong host");
        }
        if (request.method().equals("POST") && !request.isOfSameOrigin()) {
            return Answer.error(403, "Wrong origin");
        }
        return site.answer(request);
    }

    private static boolean isLoopback(String hostName) {
        return hostName.equalsIgnoreCase("localhost")
                || hostName.equals("[::1]")
                || hostName.matches("127(\\.\\d{1,3}){3}");
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        HEADERS.forEach(exchange.getResponseHeaders()::set);
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.getResponseHeaders().set("Content-Type", answer.contentType());
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(answer.body().length));
            exchange.sendResponseHeaders(answer.status(), -1);
        } else {
            exchange.sendResponseHeaders(answer.status(), answer.body().length);
            exchange.getResponseBody().write(answer.body());
        }
    }
}
