package io.csgen.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.config.Settings;
import io.csgen.model.ShopModel;
import io.csgen.run.ClickRun;
import io.csgen.simulate.ClickGenerator;
import io.csgen.sink.SinkProvider;
import io.csgen.sink.SinkProvider.SinkSettings;
import io.csgen.sink.kinesis.scripted.ScriptedKinesis;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** What the roles allow is what the code was seen to ask for, and nothing more. */
@Timeout(180)
class PermissionsTest {
    private static final String ROLE = "AWS::IAM::Role";

    @TempDir
    private static Path directory;

    private static Template template;

    @BeforeAll
    static void synthesize() {
        template = Template.of(directory, Map.of());
    }

    /** Returns the Kinesis actions that an endpoint was asked for. */
    private static Set<String> seen(ScriptedKinesis kinesis) {
        return Arrays.stream(KinesisClient.class.getMethods())
                .map(Method::getName)
                .map(name -> Character.toUpperCase(name.charAt(0)) + name.substring(1))
                .filter(operation -> kinesis.requests(operation) > 0)
                .map(operation -> "kinesis:" + operation)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> ofKinesis(Set<String> actions) {
        return actions.stream()
                .filter(action -> action.startsWith("kinesis:"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void theServerMayDoWhatTheSinkAsksForAndNoMore() throws InterruptedException {
        String role = template.id(ROLE, "ServerTaskTaskRole");
        ShopModel model = ShopModel.classic();
        try (ScriptedKinesis kinesis = ScriptedKinesis.start()) {
            kinesis.createStream("clicks", 1);
            Settings settings = Settings.of(
                    Map.of(
                            "url-kinesis-stream-name",
                            "clicks",
                            "kinesis-region",
                            "eu-west-1",
                            "kinesis-endpoint",
                            kinesis.endpoint().toString()),
                    "test");
            try (var sink = SinkProvider.named("kinesis").open(new SinkSettings(settings, model::encoder))) {
                ClickGenerator clicks = ClickGenerator.of(model, 1, Instant.parse("2026-01-05T00:00:00Z"))
                        .clicks(10);
                ClickRun.of(clicks, sink).start().await();
            }

            assertThat(template.allowed(role)).isEqualTo(seen(kinesis));
        }
        String stream = template.id("AWS::Kinesis::Stream", "StreamsClicks");
        for (String action : template.allowed(role)) {
            assertThat(template.resourcesOf(role, action))
                    .containsExactly("{\"Fn::GetAtt\":[\"" + stream + "\",\"Arn\"]}");
        }
    }

    @Test
    void theFunctionMayWriteWhatItWasSeenToWriteAndNoMore() throws IOException, InterruptedException {
        String role = template.id(ROLE, "FunctionRole");
        try (ScriptedKinesis kinesis = ScriptedKinesis.start()) {
            kinesis.createStream("events", 1);
            kinesis.createStream("dead-letters", 1);
            ProcessBuilder builder = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            OneBatch.class.getName())
                    .inheritIO();
            builder.environment()
                    .putAll(Map.of(
                            "AWS_REGION", "eu-west-1",
                            "AWS_ACCESS_KEY_ID", "any",
                            "AWS_SECRET_ACCESS_KEY", "any",
                            "AWS_ENDPOINT_URL_KINESIS", kinesis.endpoint().toString(),
                            "CSGEN_EVENTS_STREAM", "events",
                            "CSGEN_DEAD_LETTERS_STREAM", "dead-letters"));
            Process process = builder.start();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();

            Set<String> more = ofKinesis(template.allowed(role));
            EventFunction.READING.forEach(more::remove);
            assertThat(more).isEqualTo(seen(kinesis));
        }
        assertThat(template.resourcesOf(role, "kinesis:PutRecords"))
                .containsExactlyInAnyOrder(arn("StreamsEvents"), arn("StreamsDeadLetters"));
        assertThat(template.resourcesOf(role, "kinesis:GetRecords")).containsExactly(arn("StreamsClicks"));
    }

    private static String arn(String stream) {
        return "{\"Fn::GetAtt\":[\"" + template.id("AWS::Kinesis::Stream", stream) + "\",\"Arn\"]}";
    }

    @Test
    void firehoseCannotDeleteWhatItDelivered() {
        for (String id : Set.of("LakeEventsRole", "LakeDeadLettersRole")) {
            String role = template.id(ROLE, id);

            assertThat(template.allowed(role))
                    .containsExactlyInAnyOrder(
                            "kinesis:DescribeStream",
                            "kinesis:GetRecords",
                            "kinesis:GetShardIterator",
                            "kinesis:ListShards",
                            "logs:PutLogEvents",
                            "s3:AbortMultipartUpload",
                            "s3:GetBucketLocation",
                            "s3:GetObject",
                            "s3:ListBucket",
                            "s3:ListBucketMultipartUploads",
                            "s3:PutObject");
        }
    }

    @Test
    void noRoleMayDoEverythingOrAnythingToEverything() {
        for (var entry : template.resources()) {
            if (entry.getValue().path("Type").asText().equals(ROLE)) {
                for (String action : template.allowed(entry.getKey())) {
                    assertThat(action).as(entry.getKey()).doesNotContain("*");
                    if (!action.equals("ecr:GetAuthorizationToken")) { // which AWS grants for no single resource
                        assertThat(template.resourcesOf(entry.getKey(), action))
                                .as(entry.getKey() + " " + action)
                                .doesNotContain("*");
                    }
                }
            }
        }
    }
}
