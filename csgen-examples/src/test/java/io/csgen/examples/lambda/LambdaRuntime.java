package io.csgen.examples.lambda;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Runs a function of the runnable jar as AWS Lambda does: Amazon's own runtime client, in a process of its
 * own, finds the jar in the task root, asks this class for events over the runtime API, and gives the
 * answers. One event at a time.
 */
final class LambdaRuntime implements AutoCloseable {
    private static final String CLIENT = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";
    private static final String API = "/2018-06-01/runtime/";
    private static final int LIMIT_SECONDS = 60;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final Process process;

    private LambdaRuntime(Path taskRoot, Class<?> function, Map<String, String> environment) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext(API + "invocation/next", this::giveEvent);
        server.createContext(API, this::takeAnswer);
        server.start();
        Path library = Files.createDirectories(taskRoot.resolve("lib")).resolve("csgen.jar");
        Files.createLink(library, Path.of(System.getProperty("csgen.jar")));
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry ->
                                entry.matches(".*/(aws-lambda-java-(core|serialization|runtime-.*)|utils-lite)-.*jar"))
                        .collect(Collectors.joining(File.pathSeparator)),
                CLIENT,
                function.getName() + "::handleRequest");
        builder.environment().keySet().removeIf(name -> name.matches("CS.*|AWS_.*|J.*_OPTIONS"));
        builder.environment().putAll(environment);
        builder.environment()
                .put(
                        "AWS_LAMBDA_RUNTIME_API",
                        "127.0.0.1:" + server.getAddress().getPort());
        builder.environment().put("AWS_LAMBDA_FUNCTION_NAME", "click-events");
        builder.environment().put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512");
        process = builder.directory(taskRoot.toFile()).inheritIO().start();
    }

    /** Starts a function with the given variables in its environment. */
    static LambdaRuntime start(Path taskRoot, Class<?> function, Map<String, String> environment) {
        try {
            return new LambdaRuntime(taskRoot, function, environment);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Hands an event to the function and returns its answer, or what it failed with. */
    String invoke(String event) throws InterruptedException {
        events.add(event);
        String answer = answers.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
        return answer == null ? "no answer in time" : answer;
    }

    private void giveEvent(HttpExchange exchange) throws IOException {
        try {
            byte[] event = events.take().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Lambda-Runtime-Aws-Request-Id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd");
            exchange.getResponseHeaders().add("Lambda-Runtime-Deadline-Ms", Long.toString(Long.MAX_VALUE / 2));
            exchange.getResponseHeaders()
                    .add("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-west-1:123456789012:function:click");
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, event.length);
            exchange.getResponseBody().write(event);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    private void takeAnswer(HttpExchange exchange) throws IOException {
        try (exchange) {
            answers.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(202, -1);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
        server.stop(0);
        threads.shutdownNow();
    }
}
