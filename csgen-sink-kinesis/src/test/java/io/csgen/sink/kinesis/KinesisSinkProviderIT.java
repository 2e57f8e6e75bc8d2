package io.csgen.sink.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.csgen.click.Store;
import io.csgen.config.Settings;
import io.csgen.sink.ClickSink;
import io.csgen.sink.Receipt;
import io.csgen.sink.SinkException;
import io.csgen.sink.SinkProvider;
import io.csgen.sink.SinkProvider.SinkSettings;
import io.csgen.sink.kinesis.FaultProxy.Fault;
import io.csgen.sink.kinesis.SampleClicks.Receipts;
import io.csgen.testing.Needs;
import io.csgen.testing.Tool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Opening by settings: what works, and the one sentence that says what does not. */
@Needs(Tool.NODE)
@Timeout(60)
class KinesisSinkProviderIT {
    private static LocalKinesis kinesis;
    private static FaultProxy proxy;

    @BeforeAll
    static void start() {
        kinesis = LocalKinesis.start();
        proxy = FaultProxy.before(kinesis.endpoint());
        kinesis.createStream("clicks", 1);
    }

    @AfterAll
    static void stop() {
        proxy.close();
        kinesis.close();
    }

    private static ClickSink open(String stream, URI endpoint, String region) {
        Map<String, String> settings = new HashMap<>();
        settings.put("url-kinesis-stream-name", stream);
        settings.put("kinesis-endpoint", endpoint.toString());
        settings.put("kinesis-region", region);
        return SinkProvider.named("kinesis")
                .open(new SinkSettings(
                        Settings.of(settings, "command line"),
                        format -> format.encoder(
                                new Store(new Store.Url("https://webstore.demo.com"), List.of("DVD", "Books")))));
    }

    @Test
    void deliversTheOriginalPayload() throws InterruptedException {
        kinesis.createStream("original", 2);
        Receipts receipts = new Receipts();
        try (ClickSink sink = open("original", kinesis.endpoint(), "eu-west-1")) {
            sink.send(SampleClicks.click(77, 1), receipts);
        }

        assertThat(receipts.all(Receipt.Delivered.class)).hasSize(1);
        assertThat(kinesis.read("original")).singleElement().satisfies(stored -> {
            assertThat(stored.partitionKey()).isEqualTo("77");
            assertThat(stored.data())
                    .isEqualTo("{\"url\":\"https://webstore.demo.com/api/group/2/product/345?userid=77\"}");
        });
    }

    @Test
    void saysThatTheStreamDoesNotExist() {
        assertThatThrownBy(() -> open("missing", kinesis.endpoint(), "eu-west-1"))
                .isInstanceOf(SinkException.class)
                .hasMessage("stream missing in region eu-west-1 at " + kinesis.endpoint() + " does not exist");
    }

    @Test
    void namesTheRegionThatDoesNotHaveTheStream() {
        assertThatThrownBy(() -> open("clicks", kinesis.endpoint(), "us-west-2"))
                .isInstanceOf(SinkException.class)
                .hasMessage("stream clicks in region us-west-2 at " + kinesis.endpoint() + " does not exist");
    }

    @Test
    void saysThatNobodyIsAtTheEndpoint() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertThatThrownBy(() -> open("clicks", URI.create("http://127.0.0.1:" + port), "eu-west-1"))
                .isInstanceOf(SinkException.class)
                .hasMessage("cannot reach stream clicks in region eu-west-1 at http://127.0.0.1:" + port
                        + ": no connection: Connection refused: /127.0.0.1:" + port);
    }

    @Test
    @Timeout(15)
    void saysThatTheEndpointDoesNotAnswer() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(
                            () -> open("clicks", URI.create("http://127.0.0.1:" + silent.getLocalPort()), "eu-west-1"))
                    .isInstanceOf(SinkException.class)
                    .hasMessageStartingWith("cannot reach stream clicks in region eu-west-1 at http://127.0.0.1:"
                            + silent.getLocalPort() + ": no answer in time: ");
        }
    }

    @Test
    void saysThatAccessIsDenied() {
        assertRefused("AccessDeniedException");
    }

    @Test
    void saysThatTheTokenIsNotValid() {
        assertRefused("UnrecognizedClientException");
        assertRefused("ExpiredTokenException");
    }

    private static void assertRefused(String code) {
        proxy.inject("DescribeStreamSummary", number -> Fault.error(400, code));
        assertThatThrownBy(() -> open("clicks", proxy.endpoint(), "eu-west-1"))
                .isInstanceOf(SinkException.class)
                .hasMessage("cannot use stream clicks in region eu-west-1 at " + proxy.endpoint() + ": " + code
                        + ": injected by the test");
    }

    @Test
    void opensWithoutTheCheckWhereKinesisHasNoTimeForIt() throws InterruptedException {
        proxy.inject("DescribeStreamSummary", number -> Fault.error(400, "LimitExceededException"));
        Receipts receipts = new Receipts();
        try (ClickSink sink = open("clicks", proxy.endpoint(), "eu-west-1")) {
            sink.send(SampleClicks.click(1, 1), receipts);
        }

        assertThat(receipts.all(Receipt.Delivered.class)).hasSize(1);
    }

    @Test
    void saysThatThereAreNoCredentials(@TempDir Path home) throws Exception {
        assertThat(openElsewhere(home, Map.of(), "kinesis-region=eu-west-1"))
                .isEqualTo("no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE"
                        + " or another source of the AWS default chain");
    }

    @Test
    void saysThatThereIsNoRegion(@TempDir Path home) throws Exception {
        assertThat(openElsewhere(home, Map.of()))
                .isEqualTo("no AWS region: set kinesis-region, AWS_REGION or the region of the AWS profile");
    }

    @Test
    void saysThatThereIsNoSuchRegion(@TempDir Path home) throws Exception {
        assertThat(openElsewhere(home, Map.of("AWS_REGION", "mars-1")))
                .isEqualTo("no AWS region is called mars-1: set kinesis-region or AWS_REGION");
    }

    @Test
    void takesRegionAndCredentialsFromTheEnvironment(@TempDir Path home) throws Exception {
        Map<String, String> environment = Map.of(
                "AWS_REGION", "eu-west-1",
                "AWS_ACCESS_KEY_ID", "local",
                "AWS_SECRET_ACCESS_KEY", "local",
                "AWS_SESSION_TOKEN", "local");
        assertThat(openElsewhere(home, environment, "kinesis-endpoint=" + kinesis.endpoint()))
                .isEqualTo("open");
    }

    @Test
    void takesUsEast1ForAnEndpointWithoutRegion(@TempDir Path home) throws Exception {
        Map<String, String> credentials = Map.of("AWS_ACCESS_KEY_ID", "local", "AWS_SECRET_ACCESS_KEY", "local");
        assertThat(openElsewhere(home, credentials, "kinesis-endpoint=" + kinesis.endpoint()))
                .isEqualTo("stream clicks in region us-east-1 at " + kinesis.endpoint() + " does not exist");
    }

    /** Opens the sink in a process without our environment, home and AWS settings; returns what it prints. */
    private static String openElsewhere(Path home, Map<String, String> environment, String... settings)
            throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Duser.home=" + home,
                "-cp",
                System.getProperty("java.class.path"),
                OpenSink.class.getName(),
                "url-kinesis-stream-name=clicks"));
        command.addAll(List.of(settings));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().put("HOME", home.toString());
        builder.environment().put("AWS_EC2_METADATA_DISABLED", "true");
        builder.environment().putAll(environment);
        Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try {
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return printed.strip();
        } finally {
            process.destroyForcibly();
        }
    }
}
