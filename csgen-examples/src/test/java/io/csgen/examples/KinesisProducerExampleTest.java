package io.csgen.examples;

// tag::scripted-kinesis
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.csgen.sink.kinesis.scripted.Fault;
import io.csgen.sink.kinesis.scripted.ScriptedKinesis;
import io.csgen.sink.kinesis.scripted.ScriptedStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;

class KinesisProducerExampleTest {
    @Test
    void sendsAgainWhatKinesisRefuses() {
        try (ScriptedKinesis kinesis = ScriptedKinesis.start();
                KinesisClient client = KinesisClient.builder()
                        .endpointOverride(kinesis.endpoint())
                        .region(Region.EU_WEST_1)
                        .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any")))
                        .build()) {
            ScriptedStream stream = kinesis.createStream("orders", 2);
            kinesis.next(Fault.throttle(), Fault.internalFailure());

            // Your program, with a client of this endpoint.
            PutRecordsRequestEntry order = PutRecordsRequestEntry.builder()
                    .partitionKey("7")
                    .data(SdkBytes.fromUtf8String("one order"))
                    .build();
            client.putRecords(request -> request.streamName("orders").records(order));

            assertEquals(3, kinesis.requests("PutRecords"));
            assertEquals(1, stream.count());
            byte[] data = stream.records().get(0).data();
            assertEquals("one order", new String(data, StandardCharsets.UTF_8));
        }
    }
}
// end::scripted-kinesis
