package io.csgen.sink.kinesis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/**
 * An HTTP proxy before a Kinesis endpoint that does what networks and busy streams do. Without faults
 * injected, everything passes through. Listens on a free loopback port. Safe for concurrent use.
 */
public final class FaultProxy implements AutoCloseable {
    private static final String PUT = "PutRecords";
    private static final Set<String> HOP_BY_HOP =
            Set.of("host", "connection", "content-length", "transfer-encoding", "expect", "upgrade");

    /** What happens to one request. */
    @FunctionalInterface
    public interface Fault {
        /** Handles a request; without an answer sent, its connection is cut. */
        void handle(Call call) throws IOException;

        /** Passes the request through. */
        static Fault none() {
            return call -> call.answer(call.forward());
        }

        /** Throttles the records of PutRecords at some positions, from 0, and forwards the others. */
        static Fault throttle(IntPredicate positions) {
            return call -> call.answer(call.forwardAllBut(positions, "ProvisionedThroughputExceededException"));
        }

        /** Answers with an error and forwards nothing. */
        static Fault error(int status, String code) {
            return call -> call.answer(call.error(status, code));
        }

        /** Forwards nothing and cuts the connection. */
        static Fault cut() {
            return call -> {};
        }

        /** Forwards the request, but cuts the connection instead of answering. */
        static Fault cutInsteadOfAnswer() {
            return Call::forward;
        }

        /** Waits before this fault. */
        default Fault after(Duration delay) {
            return call -> {
                CompletableFuture.runAsync(
                                () -> {}, CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS))
                        .join();
                handle(call);
            };
        }
    }

    /** The faults of one operation, and how many of its requests came. */
    private record Plan(IntFunction<Fault> byNumber, AtomicInteger requests) {}

    /** A complete answer. */
    private record Answer(int status, String contentType, byte[] body) {}

    private final URI target;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "fault-proxy");
        thread.setDaemon(true);
        return thread;
    });
    private final int port;
    private final Map<String, Plan> plans = new ConcurrentHashMap<>();
    private HttpServer server;

    private FaultProxy(URI target) {
        this.target = target;
        inject(number -> Fault.none());
        server = listen(0);
        port = server.getAddress().getPort();
    }

    /** Starts a proxy without faults. */
    public static FaultProxy before(URI target) {
        return new FaultProxy(target);
    }

    /** Returns the address of this proxy. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /**
     * Chooses the faults of PutRecords from now on.
     *
     * @param byNumber gives the fault of a request by its number, from 1 after this call
     */
    public void inject(IntFunction<Fault> byNumber) {
        inject(PUT, byNumber);
    }

    /** Chooses the faults of an operation, such as {@code DescribeStreamSummary}, from now on. */
    public void inject(String operation, IntFunction<Fault> byNumber) {
        plans.put(operation, new Plan(byNumber, new AtomicInteger()));
    }

    /** Returns how many PutRecords requests came since their faults were chosen. */
    public int puts() {
        return plans.get(PUT).requests.get();
    }

    /** Cuts all connections and refuses new ones. */
    public synchronized void vanish() {
        server.stop(0);
    }

    /** Listens again where it vanished. */
    public synchronized void reappear() {
        server = listen(port);
    }

    /** Stops for good. */
    @Override
    public synchronized void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private HttpServer listen(int onPort) {
        try {
            HttpServer fresh = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), onPort), 0);
            fresh.setExecutor(threads);
            fresh.createContext("/", this::handle);
            fresh.start();
            return fresh;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Call call = new Call(exchange, exchange.getRequestBody().readAllBytes());
            String action = String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
            Plan plan = plans.get(action.substring(action.indexOf('.') + 1));
            Fault fault = plan == null ? Fault.none() : plan.byNumber.apply(plan.requests.incrementAndGet());
            fault.handle(call);
        }
    }

    /** One request on its way through the proxy. */
    public final class Call {
        private final HttpExchange exchange;
        private final byte[] body;
        private final ObjectMapper mapper;

        private Call(HttpExchange exchange, byte[] body) {
            this.exchange = exchange;
            this.body = body;
            mapper = contentType().contains("cbor") ? new CBORMapper() : new ObjectMapper();
        }

        private String contentType() {
            return String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
        }

        private Answer forward() throws IOException {
            return forward(body);
        }

        private Answer forward(byte[] changed) throws IOException {
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            target.resolve(exchange.getRequestURI().toString()))
                    .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(changed));
            exchange.getRequestHeaders().forEach((name, values) -> {
                if (!HOP_BY_HOP.contains(name.toLowerCase(Locale.ROOT))) {
                    values.forEach(value -> request.header(name, value));
                }
            });
            try {
                HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
                return new Answer(
                        response.statusCode(),
                        response.headers().firstValue("Content-Type").orElse(contentType()),
                        response.body());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }

        /** Kinesis answers by position, so the refused records go back to where they stood. */
        private Answer forwardAllBut(IntPredicate refused, String code) throws IOException {
            ObjectNode message = (ObjectNode) mapper.readTree(body);
            ArrayNode records = (ArrayNode) message.get("Records");
            ArrayNode passed = mapper.createArrayNode();
            for (int i = 0; i < records.size(); i++) {
                if (!refused.test(i)) {
                    passed.add(records.get(i));
                }
            }
            List<JsonNode> results = List.of();
            if (!passed.isEmpty()) {
                message.set("Records", passed);
                Answer answer = forward(mapper.writeValueAsBytes(message));
                if (answer.status != 200) {
                    return answer;
                }
                JsonNode body = mapper.readTree(answer.body);
                results = body.get("Records").valueStream().toList();
            }
            int failed = records.size() - passed.size();
            ObjectNode merged = mapper.createObjectNode().put("FailedRecordCount", failed);
            ArrayNode all = merged.putArray("Records");
            int next = 0;
            for (int i = 0; i < records.size(); i++) {
                if (refused.test(i)) {
                    all.addObject().put("ErrorCode", code).put("ErrorMessage", "Rate exceeded for a Kinesis shard");
                } else {
                    all.add(results.get(next++));
                }
            }
            return new Answer(200, contentType(), mapper.writeValueAsBytes(merged));
        }

        private Answer error(int status, String code) throws IOException {
            ObjectNode message = mapper.createObjectNode().put("__type", code).put("message", "injected by the test");
            return new Answer(status, contentType(), mapper.writeValueAsBytes(message));
        }

        private void answer(Answer answer) throws IOException {
            exchange.getResponseHeaders().set("Content-Type", answer.contentType);
            exchange.sendResponseHeaders(answer.status, answer.body.length == 0 ? -1 : answer.body.length);
            exchange.getResponseBody().write(answer.body);
        }
    }
}
