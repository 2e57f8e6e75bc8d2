package io.csgen.examples.cli;

import io.csgen.config.Key;
import io.csgen.config.Problems;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Asks a running server whether it is up, for images that have no other program that could. */
@Command(
        name = "health",
        description =
                "Asks a running server whether it is up, and waits at most 3 seconds for its answer. Says nothing if"
                        + " it is.",
        footer = {"", "Example, as a health check of a container:", "  csgen health --url http://127.0.0.1:3000"})
final class HealthCommand implements Callable<Integer> {
    private static final String LOCAL = "http://127.0.0.1:3000";
    private static final Key<URI> URL =
            Key.of("--url", "be the address of a server such as " + LOCAL, "", HealthCommand::address);
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Terminal terminal;
    private final Duration patience;

    @Option(names = "--url", paramLabel = "URL", description = "Address of the server; default: " + LOCAL + ".")
    private String url = LOCAL;

    HealthCommand(Terminal terminal) {
        this(terminal, PATIENCE);
    }

    HealthCommand(Terminal terminal, Duration patience) {
        this.terminal = terminal;
        this.patience = patience;
    }

    @Override
    public Integer call() {
        URI server = URL.parse(url);
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(HttpClient.Builder.NO_PROXY)
                .build();
        HttpRequest request = HttpRequest.newBuilder(server.resolve("/health")).build();
        try {
            // The time-out of a request would end with the header of the answer; this one holds for all of it.
            HttpResponse<Void> answer = client.sendAsync(request, BodyHandlers.discarding())
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return answer.statusCode() == 200 ? ExitCode.OK : down(server, "status " + answer.statusCode());
        } catch (ExecutionException e) {
            return down(server, reason(Optional.ofNullable(e.getCause()).orElse(e)));
        } catch (TimeoutException e) {
            return down(server, "no answer within " + Key.write(patience));
        } catch (InterruptedException e) {
            return ExitCode.INTERRUPTED;
        }
    }

    private static Optional<URI> address(String text) {
        try {
            URI given = new URI(text);
            String scheme = given.getScheme();
            boolean isServer = ("http".equals(scheme) || "https".equals(scheme))
                    && given.getHost() != null
                    && given.getUserInfo() == null
                    && given.getPort() != 0
                    && given.getPort() <= 65_535
                    && (given.getPath().isEmpty() || given.getPath().equals("/"))
                    && given.getQuery() == null
                    && given.getFragment() == null;
            return isServer ? Optional.of(given) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private int down(URI server, String reason) {
        terminal.err().println(Problems.describe("server", "be up at " + server, reason));
        return ExitCode.NOT_DELIVERED;
    }

    /** The client of the JDK leaves most of its exceptions without a message. */
    private static String reason(Throwable failure) {
        if (failure instanceof ConnectException) {
            return "nothing answers there";
        }
        String message = failure instanceof IOException ? failure.getMessage() : null;
        return message == null ? failure.toString() : message;
    }
}
