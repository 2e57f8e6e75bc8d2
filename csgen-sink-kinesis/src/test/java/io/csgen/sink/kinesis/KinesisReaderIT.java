package io.csgen.sink.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.csgen.click.Click;
import io.csgen.config.ConfigException;
import io.csgen.config.Settings;
import io.csgen.sink.SinkException;
import io.csgen.sink.kinesis.FaultProxy.Fault;
import io.csgen.sink.kinesis.KinesisReader.Located;
import io.csgen.sink.kinesis.KinesisSinkConfig.Aggregation;
import io.csgen.sink.kinesis.SampleClicks.Receipts;
import io.csgen.sink.kinesis.scripted.ScriptedKinesis;
import io.csgen.sink.kinesis.scripted.ScriptedStream;
import io.csgen.sink.kinesis.scripted.UserRecords;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

/** What it reads of a stream that is split and merged is compared with what the Kinesis Client Library takes apart. */
@Timeout(60)
class KinesisReaderIT {
    private static final SdkAsyncHttpClient HTTP =
            NettyNioAsyncHttpClient.builder().protocol(Protocol.HTTP1_1).build();

    private final ScriptedKinesis kinesis = ScriptedKinesis.start();
    private final ScriptedStream stream = kinesis.createStream("clicks", 3);
    private final FaultProxy proxy = FaultProxy.before(kinesis.endpoint());
    private KinesisAsyncClient client;

    @BeforeEach
    void open() {
        client = LocalKinesis.newClient(proxy.endpoint(), HTTP);
    }

    @AfterAll
    static void closeHttp() {
        HTTP.close(); // takes seconds, so not after each
    }

    @AfterEach
    void close() {
        client.close();
        proxy.close();
        kinesis.close();
    }

    private void send(Aggregation aggregation, List<Click> clicks) throws InterruptedException {
        KinesisSinkConfig config = KinesisSinkConfig.of("clicks", SampleClicks.ENCODER)
                .with(KinesisSinkConfig.AGGREGATION, aggregation)
                .with(KinesisSinkConfig.MAX_AGGREGATE_CLICKS, 20);
        try (KinesisSink sink = KinesisSink.open(client, config)) {
            for (Click click : clicks) {
                sink.send(click, new Receipts());
            }
        }
    }

    private List<Located> read() throws IOException, InterruptedException {
        List<Located> all = new ArrayList<>();
        try (KinesisReader reader = KinesisReader.of(client, "clicks")) {
            reader.read(all::add);
        }
        return all;
    }

    private static List<String> texts(List<Located> read) {
        return read.stream()
                .map(located -> located.record().partitionKey() + ":"
                        + located.record().data().asUtf8String())
                .toList();
    }

    private List<String> expected() {
        return UserRecords.read(client, "clicks").records().stream()
                .map(record -> record.partitionKey() + ":" + record.text())
                .toList();
    }

    @ParameterizedTest
    @EnumSource(Aggregation.class)
    void readsEveryRecordOfAllKinesisShardsOldAndNew(Aggregation aggregation) throws Exception {
        List<Click> clicks = SampleClicks.interleaved(50, 12);
        send(aggregation, clicks.subList(0, 200));
        stream.split(stream.openShardIds().get(0));
        send(aggregation, clicks.subList(200, 400));
        List<String> open = stream.openShardIds();
        stream.merge(open.get(0), open.get(1));
        send(aggregation, clicks.subList(400, 600));

        List<Located> read = read();

        assertThat(texts(read)).hasSize(600).containsExactlyInAnyOrderElementsOf(expected());
        Map<String, List<String>> ofUser = new HashMap<>();
        texts(read)
                .forEach(text -> ofUser.computeIfAbsent(text.substring(0, text.indexOf(':')), key -> new ArrayList<>())
                        .add(text));
        for (Click click : clicks) {
            assertThat(ofUser.get(Integer.toString(click.userId())).get(click.ordinal() - 1))
                    .as("parents come before their children")
                    .contains("\"ordinal\":" + click.ordinal() + ",");
        }
    }

    @Test
    void tellsWhereARecordLies() throws Exception {
        send(Aggregation.OFF, List.of(SampleClicks.click(1, 1)));
        send(Aggregation.ON, SampleClicks.interleaved(1, 3));

        assertThat(read())
                .extracting(Located::place)
                .allMatch(place -> place.matches("shardId-\\d{12}:\\d+(/[123])?"))
                .doesNotHaveDuplicates()
                .filteredOn(place -> place.contains("/"))
                .hasSize(3);
    }

    @Test
    void readsAnEmptyStreamToItsEnd() throws Exception {
        assertThat(read()).isEmpty();
    }

    @Test
    void goesOnWhereItWasWhenAnIteratorExpires() throws Exception {
        send(Aggregation.OFF, SampleClicks.interleaved(50, 2));
        proxy.inject(
                "GetRecords", number -> number % 2 == 0 ? Fault.error(400, "ExpiredIteratorException") : Fault.none());

        List<String> read = texts(read());

        proxy.inject("GetRecords", number -> Fault.none());
        assertThat(read).hasSize(100).containsExactlyInAnyOrderElementsOf(expected());
    }

    @Test
    void saysInOneLineWhyItCannotRead() {
        proxy.inject("GetRecords", number -> Fault.error(400, "AccessDeniedException"));
        assertThatThrownBy(this::read)
                .isInstanceOf(IOException.class)
                .hasMessage("cannot read stream clicks: AccessDeniedException: injected by the test");

        proxy.inject("ListShards", number -> Fault.error(400, "AccessDeniedException"));
        assertThatThrownBy(this::read)
                .isInstanceOf(IOException.class)
                .hasMessage("cannot read stream clicks: AccessDeniedException: injected by the test");
    }

    @Test
    void opensWhereTheSettingsSay() throws Exception {
        send(Aggregation.ON, SampleClicks.interleaved(10, 2));
        Map<String, String> settings = Map.of(
                "kinesis-region",
                "eu-west-1",
                "kinesis-endpoint",
                proxy.endpoint().toString());
        List<Located> all = new ArrayList<>();
        try (KinesisReader reader = KinesisReader.open("clicks", Settings.of(settings, "test"))) {
            reader.read(all::add);
        }

        assertThat(all).hasSize(20);
        assertThatThrownBy(() -> KinesisReader.open("missing", Settings.of(settings, "test")))
                .isInstanceOf(SinkException.class)
                .hasMessage("stream missing in region eu-west-1 at " + proxy.endpoint() + " does not exist");
        assertThatThrownBy(() -> KinesisReader.open("clicks", Settings.of(Map.of("kinesis-region", "mars-1"), "test")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("kinesis-region must be a region of AWS, unless kinesis-endpoint is set: mars-1 (test)");
    }
}
