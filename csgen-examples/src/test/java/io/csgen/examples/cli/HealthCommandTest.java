package io.csgen.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.csgen.examples.testing.CapturedTerminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@Timeout(60)
class HealthCommandTest {
    private static final Duration SHORT = Duration.ofMillis(200);

    private final CapturedTerminal terminal = new CapturedTerminal();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private static HttpServer server(int status) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            boolean isAsked = exchange.getRequestMethod().equals("GET")
                    && exchange.getRequestURI().toString().equals("/health");
            exchange.sendResponseHeaders(isAsked ? status : 404, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port;
    }

    /** Runs the command with a short patience. */
    private int impatient(String url) {
        Terminal to = new Terminal(
                InputStream.nullInputStream(),
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Terminal.Kind.OTHER,
                Terminal.Kind.OTHER,
                Map.of());
        return new CommandLine(new HealthCommand(to, SHORT)).execute("--url", url);
    }

    private static ServerSocket listening() throws IOException {
        return new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/"})
    void aServerThatIsUpIsNoNews(String end) throws IOException {
        HttpServer server = server(200);
        try {
            assertThat(terminal.run("health", "--url", url(server.getAddress().getPort()) + end))
                    .isZero();
        } finally {
            server.stop(0);
        }
        assertThat(terminal.out() + terminal.err()).isEmpty();
    }

    @Test
    void anotherStatusIsToldInOneLine() throws IOException {
        HttpServer server = server(503);
        String url = url(server.getAddress().getPort());
        try {
            assertThat(terminal.run("health", "--url", url)).isEqualTo(1);
        } finally {
            server.stop(0);
        }
        assertThat(terminal.err()).isEqualTo("server must be up at " + url + ": status 503\n");
        assertThat(terminal.out()).isEmpty();
    }

    @Test
    void noServerIsToldInOneLine() throws IOException {
        int free;
        try (ServerSocket socket = listening()) {
            free = socket.getLocalPort();
        }
        assertThat(terminal.run("health", "--url", url(free))).isEqualTo(1);

        assertThat(terminal.err()).isEqualTo("server must be up at " + url(free) + ": nothing answers there\n");
    }

    @Test
    void aServerThatIsSilentIsGivenUp() throws IOException {
        try (ServerSocket socket = listening()) {
            String url = url(socket.getLocalPort());
            assertThat(impatient(url)).isEqualTo(1);

            assertThat(err).hasToString("server must be up at " + url + ": no answer within 200ms\n");
        }
    }

    @Test
    void aServerThatDoesNotEndItsAnswerIsGivenUp() throws Exception {
        try (ServerSocket socket = listening()) {
            FutureTask<Socket> connection = new FutureTask<>(() -> answerHalf(socket));
            new Thread(connection).start();
            assertThat(impatient(url(socket.getLocalPort()))).isEqualTo(1);
            connection.get().close();
        }
        assertThat(err.toString(StandardCharsets.UTF_8)).endsWith(": no answer within 200ms\n");
    }

    private static Socket answerHalf(ServerSocket socket) throws IOException {
        Socket client = socket.accept();
        client.getOutputStream()
                .write("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nhalf".getBytes(StandardCharsets.US_ASCII));
        return client;
    }

    @Test
    void whatIsNoHttpIsToldInOneLine() throws Exception {
        try (ServerSocket socket = listening()) {
            Thread server = new Thread(() -> hangUp(socket));
            server.start();
            String url = url(socket.getLocalPort());
            assertThat(terminal.run("health", "--url", url)).isEqualTo(1);
            server.join();
            assertThat(terminal.err()).startsWith("server must be up at " + url + ": ");
        }
        assertThat(terminal.err().lines()).hasSize(1);
    }

    private static void hangUp(ServerSocket socket) {
        try (Socket client = socket.accept()) {
            client.getOutputStream().write("SSH-2.0-other\r\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // It went away.
        }
    }

    @Test
    void aSignalEndsTheWait() throws IOException {
        try (ServerSocket socket = listening()) {
            Thread.currentThread().interrupt();
            assertThat(terminal.run("health", "--url", url(socket.getLocalPort())))
                    .isEqualTo(130);
        } finally {
            Thread.interrupted();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1:3000",
                "ftp://localhost",
                "http://",
                "http:/health",
                "http://localhost/health",
                "http://a b",
                "http://localhost:99999",
                "http://localhost?x",
                "http://me@localhost"
            })
    void anAddressOfNoServerIsRefused(String url) {
        assertThat(terminal.run("health", "--url", url)).isEqualTo(2);

        assertThat(terminal.err())
                .isEqualTo("--url must be the address of a server such as http://127.0.0.1:3000: " + url + "\n");
    }
}
