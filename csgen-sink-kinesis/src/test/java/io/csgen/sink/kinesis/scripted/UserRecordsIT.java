package io.csgen.sink.kinesis.scripted;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.csgen.sink.kinesis.LocalKinesis;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.kinesis.retrieval.AggregatorUtil;
import software.amazon.kinesis.retrieval.kpl.Messages;

@Timeout(60)
class UserRecordsIT {
    private static final String STREAM = "clicks";
    private static final BigInteger HALF = BigInteger.ONE.shiftLeft(127);

    private static final SdkAsyncHttpClient HTTP =
            NettyNioAsyncHttpClient.builder().protocol(Protocol.HTTP1_1).build();

    private final ScriptedKinesis kinesis = ScriptedKinesis.start();
    private final ScriptedStream stream = kinesis.createStream(STREAM, 2);
    private KinesisAsyncClient client;

    @BeforeEach
    void open() {
        client = LocalKinesis.newClient(kinesis.endpoint(), HTTP);
    }

    @AfterAll
    static void closeHttp() {
        HTTP.close(); // takes seconds, so not after each
    }

    @AfterEach
    void close() {
        client.close();
        kinesis.close();
    }

    @Test
    void takesAggregatedRecordsApartAndLeavesOthersAsTheyAre() {
        put("plain", HALF, bytes("alone"));
        put("a", HALF, aggregate(List.of(HALF, HALF.add(BigInteger.TEN)), List.of("one", "two")));
        put("b", BigInteger.ZERO, aggregate(List.of(BigInteger.ONE), List.of("three")));

        UserRecords read = UserRecords.read(client, STREAM);

        assertThat(read.records())
                .extracting(record -> record.shardId() + "/" + record.subSequence() + "/" + record.aggregated() + "/"
                        + record.partitionKey() + "/" + record.text())
                .containsExactly(
                        "shardId-000000000000/0/true/user-0/three",
                        "shardId-000000000001/0/false/plain/alone",
                        "shardId-000000000001/0/true/user-0/one",
                        "shardId-000000000001/1/true/user-1/two");
        assertThat(read.kinesisRecords()).isEqualTo(3);
        assertThat(read.lost()).isZero();
    }

    @Test
    void tellsHowManyRecordsAreLostWithOneThatBelongsElsewhere() {
        put("a", HALF, aggregate(List.of(HALF, BigInteger.ZERO, HALF), List.of("one", "stray", "three")));

        UserRecords read = UserRecords.read(client, STREAM);

        assertThat(read.records()).isEmpty();
        assertThat(read.kinesisRecords()).isOne();
        assertThat(read.lost()).isEqualTo(3);
    }

    @Test
    void readsClosedKinesisShardsAndTheirChildren() {
        put("a", BigInteger.ZERO, bytes("before"));
        stream.split("shardId-000000000000");
        put("a", BigInteger.ZERO, bytes("after"));

        assertThat(UserRecords.read(client, STREAM).records())
                .extracting(record -> record.shardId() + "/" + record.text())
                .containsExactly("shardId-000000000000/before", "shardId-000000000002/after");
    }

    @Test
    void takesRecordsApartAsTheyAreHandedOver() {
        List<String> texts = new ArrayList<>();
        stream.handTo(record ->
                UserRecords.of(stream, record).forEach(user -> texts.add(user.partitionKey() + "/" + user.text())));

        put("a", HALF, aggregate(List.of(HALF, HALF), List.of("one", "two")));
        put("b", HALF, aggregate(List.of(HALF, BigInteger.ZERO), List.of("lost", "stray")));
        put("plain", HALF, bytes("alone"));

        assertThat(texts).containsExactly("user-0/one", "user-1/two", "plain/alone");
    }

    private void put(String key, BigInteger hashKey, byte[] data) {
        client.putRecord(put -> put.streamName(STREAM)
                        .partitionKey(key)
                        .explicitHashKey(hashKey.toString())
                        .data(SdkBytes.fromByteArray(data)))
                .join();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] aggregate(List<BigInteger> hashKeys, List<String> texts) {
        Messages.AggregatedRecord.Builder message = Messages.AggregatedRecord.newBuilder();
        for (int i = 0; i < texts.size(); i++) {
            message.addPartitionKeyTable("user-" + i)
                    .addExplicitHashKeyTable(hashKeys.get(i).toString())
                    .addRecords(Messages.Record.newBuilder()
                            .setPartitionKeyIndex(i)
                            .setExplicitHashKeyIndex(i)
                            .setData(ByteString.copyFromUtf8(texts.get(i))));
        }
        byte[] body = message.build().toByteArray();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(AggregatorUtil.AGGREGATED_RECORD_MAGIC);
        all.writeBytes(body);
        all.writeBytes(HashKey.md5().digest(body));
        return all.toByteArray();
    }
}
