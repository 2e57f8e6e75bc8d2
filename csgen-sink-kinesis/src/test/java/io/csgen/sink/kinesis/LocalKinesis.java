package io.csgen.sink.kinesis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClientBuilder;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/**
 * A real local Kinesis endpoint for tests: the npm package {@code kinesis-local}, installed once
 * for all modules of a build from a committed lock file, and run by the system's Node.js as a child process
 * on free loopback ports. Needs {@code node} and {@code npm}. It takes a millisecond or two for each
 * record, and more as a stream fills up: keep streams to some thousand records, and request timeouts
 * long. Safe for concurrent use.
 */
public final class LocalKinesis implements AutoCloseable {
    /** The region of all streams. */
    public static final Region REGION = Region.EU_WEST_1;

    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration INSTALL_TIMEOUT = Duration.ofMinutes(3);
    private static final int STARTS = 3;

    /**
     * One record as it was read back.
     *
     * @param shardId the Kinesis shard
     * @param data the payload as text
     */
    public record StoredRecord(String shardId, String sequenceNumber, String partitionKey, String data) {}

    private final Process process;
    private final int plainPort;
    private final int tlsPort;
    private final Thread killer;
    private final KinesisAsyncClient client;

    private LocalKinesis(Process process, int plainPort, int tlsPort) {
        this.process = process;
        this.plainPort = plainPort;
        this.tlsPort = tlsPort;
        killer = new Thread(process::destroyForcibly, "local-kinesis-killer");
        Runtime.getRuntime().addShutdownHook(killer);
        client = newClient(endpoint());
    }

    /**
     * Installs the endpoint if need be and starts it.
     *
     * @throws IllegalStateException if Node.js is missing or the endpoint does not start
     */
    public static LocalKinesis start() {
        Path home = install();
        for (int i = 1; ; i++) {
            int plainPort = freePort();
            int tlsPort = freePort();
            Path log = home.resolveSibling("local-kinesis-" + plainPort + ".log");
            Process process = launch(home, plainPort, tlsPort, log);
            if (answers(process, plainPort)) {
                return new LocalKinesis(process, plainPort, tlsPort);
            }
            process.destroyForcibly();
            // Somebody else may have taken a port meanwhile.
            if (i == STARTS) {
                throw new IllegalStateException("local Kinesis endpoint must start; its output: " + read(log));
            }
        }
    }

    /** Returns the address of the endpoint, without TLS. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + plainPort);
    }

    /** Returns the port with TLS and a certificate that nobody signed. */
    public int tlsPort() {
        return tlsPort;
    }

    /** Returns a new client of this endpoint or of a proxy before it; the caller closes it. */
    public static KinesisAsyncClient newClient(URI endpoint) {
        return newClientBuilder(endpoint)
                .httpClientBuilder(NettyNioAsyncHttpClient.builder()
                        .protocol(Protocol.HTTP1_1)
                        .readTimeout(Duration.ofMinutes(2)))
                .build();
    }

    /** Returns a new client that uses an HTTP client of the caller's; the caller closes both. */
    public static KinesisAsyncClient newClient(URI endpoint, SdkAsyncHttpClient http) {
        return newClientBuilder(endpoint).httpClient(http).build();
    }

    private static KinesisAsyncClientBuilder newClientBuilder(URI endpoint) {
        return KinesisAsyncClient.builder()
                .region(REGION)
                .endpointOverride(endpoint)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .overrideConfiguration(override -> override.retryStrategy(retries -> retries.maxAttempts(1)));
    }

    /** Creates a stream with a number of Kinesis shards and waits until it is active. */
    public void createStream(String name, int kinesisShards) {
        client.createStream(request -> request.streamName(name).shardCount(kinesisShards))
                .join();
        try (var waiter = client.waiter()) {
            waiter.waitUntilStreamExists(
                            request -> request.streamName(name),
                            config -> config.maxAttempts(200)
                                    .backoffStrategyV2(BackoffStrategy.fixedDelay(Duration.ofMillis(50))))
                    .join();
        }
    }

    /** Deletes a stream at once, with all it holds. */
    public void deleteStream(String name) {
        client.deleteStream(request -> request.streamName(name)).join();
        try (var waiter = client.waiter()) {
            waiter.waitUntilStreamNotExists(
                            request -> request.streamName(name),
                            config -> config.maxAttempts(200)
                                    .backoffStrategyV2(BackoffStrategy.fixedDelay(Duration.ofMillis(50))))
                    .join();
        }
    }

    /** Returns everything in a stream: its Kinesis shards one after the other, the records of each in order. */
    public List<StoredRecord> read(String stream) {
        List<StoredRecord> all = new ArrayList<>();
        List<Shard> shards =
                client.listShards(request -> request.streamName(stream)).join().shards();
        for (Shard shard : shards) {
            String iterator = client.getShardIterator(request -> request.streamName(stream)
                            .shardId(shard.shardId())
                            .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                    .join()
                    .shardIterator();
            boolean more = true;
            while (more) {
                String from = iterator;
                GetRecordsResponse page = client.getRecords(request -> request.shardIterator(from))
                        .join();
                page.records().forEach(record -> all.add(stored(shard, record)));
                iterator = page.nextShardIterator();
                more = !page.records().isEmpty() || page.millisBehindLatest() > 0;
            }
        }
        return all;
    }

    private static StoredRecord stored(Shard shard, Record record) {
        return new StoredRecord(
                shard.shardId(),
                record.sequenceNumber(),
                record.partitionKey(),
                record.data().asUtf8String());
    }

    /** Ends the child process. A second call does nothing. */
    @Override
    public void close() {
        client.close();
        process.destroyForcibly();
        process.onExit().join();
        try {
            Runtime.getRuntime().removeShutdownHook(killer);
        } catch (IllegalStateException e) {
            // The JVM is exiting, and the hook runs or has run.
        }
    }

    private static synchronized Path install() {
        byte[] lock = resource("package-lock.json");
        Path target = target().toAbsolutePath();
        Path home = target.resolve("local-kinesis-" + digest(lock));
        try {
            Files.createDirectories(target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // Other processes wait until it is there.
        try (FileChannel others = FileChannel.open(
                target.resolve("local-kinesis.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            others.lock();
            if (Files.isDirectory(home)) {
                return home;
            }
            Path fresh = Files.createTempDirectory(target, "local-kinesis-");
            Files.write(fresh.resolve("package-lock.json"), lock);
            Files.write(fresh.resolve("package.json"), resource("package.json"));
            Path log = fresh.resolve("npm.log");
            Process npm = start(
                    new ProcessBuilder("npm", "ci", "--prefer-offline", "--no-audit", "--no-fund")
                            .directory(fresh.toFile()),
                    log);
            if (!npm.waitFor(INSTALL_TIMEOUT.toSeconds(), TimeUnit.SECONDS) || npm.exitValue() != 0) {
                npm.destroyForcibly();
                throw new IllegalStateException("npm ci must install the local Kinesis endpoint: " + read(log));
            }
            return Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while npm ran", e);
        }
    }

    /** Returns the directory of the whole build, where Maven names it. */
    private static Path target() {
        String told = System.getProperty("csgen.build.told");
        return told == null ? Path.of("target") : Path.of(told).resolveSibling("");
    }

    private static Process launch(Path home, int plainPort, int tlsPort, Path log) {
        Path program = home.resolve("node_modules/kinesis-local");
        ProcessBuilder node =
                new ProcessBuilder("node", program.resolve("main.js").toString());
        node.environment().put("KINESIS_MOCK_PLAIN_PORT", Integer.toString(plainPort));
        node.environment().put("KINESIS_MOCK_TLS_PORT", Integer.toString(tlsPort));
        node.environment()
                .put("KINESIS_MOCK_CERT_PATH", program.resolve("server.json").toString());
        node.environment().put("AWS_REGION", REGION.id());
        node.environment().put("CREATE_STREAM_DURATION", "1ms");
        node.environment().put("DELETE_STREAM_DURATION", "1ms");
        node.environment().put("LOG_LEVEL", "ERROR");
        return start(node, log);
    }

    private static Process start(ProcessBuilder program, Path log) {
        try {
            return program.redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException(
                    "Node.js with npm must be installed for the tests with a local Kinesis endpoint", e);
        }
    }

    private static boolean answers(Process process, int port) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < START_TIMEOUT.toNanos()) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
                return true;
            } catch (IOException notYet) {
                if (exits(process, 50)) {
                    return false;
                }
            }
        }
        return false;
    }

    private static boolean exits(Process process, long millis) {
        try {
            return process.waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] resource(String name) {
        try (InputStream in = LocalKinesis.class.getResourceAsStream("/local-kinesis/" + name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String digest(byte[] bytes) {
        try {
            byte[] sha = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(sha, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String read(Path log) {
        try {
            return Files.readString(log, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "none";
        }
    }
}
