package io.csgen.lake.deliver;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** An S3 endpoint whose objects are plain files, as a process of its own. */
final class S3Proxy implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(120);

    private final Process process;
    private final int port;

    private S3Proxy(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts it on a directory, whose directories are its buckets; the credentials are key and secret. */
    static S3Proxy start(Path buckets) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path properties = Files.writeString(
                buckets.resolveSibling("s3proxy.properties"),
                String.join(
                        "\n",
                        "s3proxy.endpoint=http://127.0.0.1:" + port,
                        "s3proxy.authorization=aws-v2-or-v4",
                        "s3proxy.identity=key",
                        "s3proxy.credential=secret",
                        "s3proxy.ignore-unknown-headers=true",
                        "jclouds.provider=filesystem-nio2",
                        "jclouds.filesystem.basedir=" + buckets));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        System.getProperty("s3proxy.jar"),
                        "--properties",
                        properties.toString())
                .redirectErrorStream(true)
                .redirectOutput(buckets.resolveSibling("s3proxy.log").toFile())
                .start();
        S3Proxy proxy = new S3Proxy(process, port);
        await().atMost(LIMIT).until(proxy::isUp);
        return proxy;
    }

    private boolean isUp() {
        if (!process.isAlive()) {
            throw new UncheckedIOException(new IOException("the S3 endpoint has ended"));
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
