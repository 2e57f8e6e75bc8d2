package io.csgen.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.click.ClickFormat;
import io.csgen.examples.testing.CapturedTerminal;
import io.csgen.examples.testing.PluginJar;
import io.csgen.model.ShopModel;
import io.csgen.run.ClickRun;
import io.csgen.simulate.ClickGenerator;
import io.csgen.sink.kinesis.KinesisSink;
import io.csgen.sink.kinesis.KinesisSinkConfig;
import io.csgen.sink.kinesis.LocalKinesis;
import io.csgen.sink.kinesis.scripted.ScriptedKinesis;
import io.csgen.truth.Manifest;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

/** A stream whose records are in a format of another jar. */
class CheckStreamTest {
    private static final ShopModel MODEL = ShopModel.classic();
    private static final String FORMAT = "com.acme.BackwardsFormat";

    /** The client of the command looks for them in the environment and here; the endpoint takes any. */
    private static final Map<String, String> CREDENTIALS =
            Map.of("aws.accessKeyId", "local", "aws.secretAccessKey", "local");

    @TempDir
    private Path dir;

    private final CapturedTerminal terminal = new CapturedTerminal();

    @BeforeEach
    void setCredentials() {
        CREDENTIALS.forEach(System::setProperty);
    }

    @AfterEach
    void clearCredentials() {
        CREDENTIALS.keySet().forEach(System::clearProperty);
    }

    private String manifest() {
        return dir.resolve("m.json").toString();
    }

    private void generateInto(KinesisAsyncClient client, ClickFormat format) throws Exception {
        ClickGenerator generator = ClickGenerator.of(MODEL, 7, Instant.parse("2026-01-05T00:00:00Z"))
                .clicks(100);
        Manifest.of(generator).save(Path.of(manifest()));
        KinesisSinkConfig config = KinesisSinkConfig.of("clicks", MODEL.encoder(format));
        try (KinesisSink sink = KinesisSink.open(client, config)) {
            assertThat(ClickRun.of(generator, sink).start().await().delivered()).isEqualTo(100);
        }
    }

    private int check(ScriptedKinesis kinesis, String... options) {
        String[] args = {
            "check",
            "--manifest=" + manifest(),
            "--kinesis=clicks",
            "--set=kinesis-region=" + LocalKinesis.REGION,
            "--set=kinesis-endpoint=" + kinesis.endpoint(),
            "--plugins=" + dir
        };
        String[] all = new String[args.length + options.length];
        System.arraycopy(args, 0, all, 0, args.length);
        System.arraycopy(options, 0, all, args.length, options.length);
        return terminal.run(all);
    }

    @Test
    void isReadByThatJarWhereTheFormatIsNamed() throws Exception {
        String classPath = System.getProperty("java.class.path");
        Path jar =
                PluginJar.of(dir.resolve("backwards.jar"), ClickFormat.class, FORMAT, PluginJar.BACKWARDS, classPath);
        try (ScriptedKinesis kinesis = ScriptedKinesis.start();
                KinesisAsyncClient client = LocalKinesis.newClient(kinesis.endpoint());
                URLClassLoader loader =
                        new URLClassLoader(new URL[] {jar.toUri().toURL()})) {
            kinesis.createStream("clicks", 2);
            generateInto(client, (ClickFormat)
                    loader.loadClass(FORMAT).getConstructor().newInstance());

            assertThat(check(kinesis, "--format=backwards"))
                    .as(terminal.out() + terminal.err())
                    .isEqualTo(ExitCode.OK);
            assertThat(check(kinesis)).isEqualTo(ExitCode.NOT_DELIVERED);
        }

        assertThat(terminal.out()).startsWith("verdict        complete\n").containsPattern("\nmalformed +100\n");
    }
}
