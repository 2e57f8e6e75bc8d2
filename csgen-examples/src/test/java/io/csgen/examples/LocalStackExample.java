package io.csgen.examples;

// tag::localstack
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.csgen.click.ClickFormat;
import io.csgen.junit.CsgenTest;
import io.csgen.run.ClickRun;
import io.csgen.run.RunReport;
import io.csgen.simulate.ClickGenerator;
import io.csgen.sink.kinesis.KinesisSink;
import io.csgen.sink.kinesis.KinesisSinkConfig;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

class LocalStackExample {
    @CsgenTest(sessions = 500)
    void everyClickIsDelivered(ClickGenerator clicks) throws InterruptedException {
        try (LocalStackContainer localStack =
                new LocalStackContainer(DockerImageName.parse("localstack/localstack:4"))) {
            localStack.start();
            try (KinesisAsyncClient client = KinesisAsyncClient.builder()
                    .endpointOverride(localStack.getEndpoint())
                    .region(Region.of(localStack.getRegion()))
                    .credentialsProvider(StaticCredentialsProvider.create(
                            AwsBasicCredentials.create(localStack.getAccessKey(), localStack.getSecretKey())))
                    .build()) {
                client.createStream(stream -> stream.streamName("clicks").shardCount(2))
                        .join();
                client.waiter()
                        .waitUntilStreamExists(stream -> stream.streamName("clicks"))
                        .join();
                KinesisSinkConfig config =
                        KinesisSinkConfig.of("clicks", clicks.model().encoder(ClickFormat.JSON));

                try (KinesisSink sink = KinesisSink.open(client, config)) {
                    RunReport report = ClickRun.of(clicks, sink).start().await();

                    assertEquals(report.generated(), report.delivered());
                }
            }
        }
    }
}
// end::localstack
