package io.csgen.sink.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkBytes;

/** Written here, read with the code of the Kinesis Client Library and with our own. */
class AggregateTest {
    /** Fixed seeds and one that differs in each run; the name of a failed case tells it. */
    static LongStream seeds() {
        return LongStream.concat(LongStream.rangeClosed(1, 40), LongStream.of(System.nanoTime()));
    }

    private static KinesisClick click(String key, String payload) {
        byte[] data = payload.getBytes(StandardCharsets.UTF_8);
        byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
        return new KinesisClick(
                SampleClicks.click(1, 1),
                receipt -> {},
                key,
                HashKey.ofMd5(RecordWriter.newMd5().digest(keyBytes)),
                data,
                keyBytes.length + data.length);
    }

    private static List<String> describe(List<KinesisClick> clicks) {
        return clicks.stream()
                .map(click -> click.key + ":" + new String(click.data, StandardCharsets.UTF_8))
                .toList();
    }

    private static KinesisClick randomClick(Random random, int keys, int maxLength) {
        String alphabet = "ab0é√😀";
        StringBuilder key = new StringBuilder(Integer.toString(random.nextInt(keys)));
        while (random.nextInt(3) > 0 && key.length() < 250) {
            int at = alphabet.offsetByCodePoints(0, random.nextInt(6));
            key.appendCodePoint(alphabet.codePointAt(at));
        }
        String payload = "x".repeat(random.nextInt(maxLength + 1));
        return click(key.toString(), payload);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void givesConsumersEveryClickWithItsKeyInOrder(long seed) {
        Random random = new Random(seed);
        int keys = 1 << random.nextInt(16);
        int maxLength = 1 << random.nextInt(12);
        int maxBytes = 1 + random.nextInt(200_000);
        Aggregate aggregate = new Aggregate(maxBytes, 1 + random.nextInt(5_000));
        List<KinesisClick> added = new ArrayList<>();
        for (KinesisClick next = randomClick(random, keys, maxLength);
                aggregate.add(next);
                next = randomClick(random, keys, maxLength)) {
            added.add(next);
        }

        byte[] payload = aggregate.payload();
        String key = added.get(0).key;
        assertThat(Consumer.read(key, payload)).isEqualTo(describe(added));
        assertThat(Deaggregator.deaggregate(key, SdkBytes.fromByteArray(payload)))
                .extracting(seen -> seen.partitionKey() + ":" + seen.data().asUtf8String())
                .isEqualTo(describe(added));
        assertThat(aggregate.size()).isEqualTo(payload.length + key.getBytes(StandardCharsets.UTF_8).length);
        assertThat(added.size() == 1 || aggregate.size() <= maxBytes).isTrue();
        assertThat(aggregate.clicks()).isEqualTo(added);
    }

    @Test
    void fillsARecordToTheLastByte() {
        int exact = 4 + 16 + (2 + 1) + 2 * (2 + 2 + 2 + 3) + 1; // frame, key table, two clicks, the record's own key
        for (int maxBytes : new int[] {exact, exact - 1}) {
            Aggregate aggregate = new Aggregate(maxBytes, 10);
            assertThat(aggregate.add(click("7", "one"))).isTrue();
            assertThat(aggregate.add(click("7", "two"))).isEqualTo(maxBytes == exact);
        }
    }

    @Test
    void takesAsManyClicksAsItMay() {
        Aggregate aggregate = new Aggregate(50_000, 2);
        assertThat(aggregate.add(click("7", "one"))).isTrue();
        assertThat(aggregate.add(click("7", "two"))).isTrue();
        assertThat(aggregate.add(click("7", "three"))).isFalse();
        assertThat(Consumer.read("7", aggregate.payload())).containsExactly("7:one", "7:two");
    }

    @Test
    void leavesAClickWithoutOthersAsItIs() {
        Aggregate aggregate = new Aggregate(1, 1_000);
        KinesisClick large = click("7", "larger than a record may be");
        assertThat(aggregate.add(large)).isTrue();
        assertThat(aggregate.add(click("7", "more"))).isFalse();

        assertThat(aggregate.payload()).isSameAs(large.data);
        assertThat(aggregate.size()).isEqualTo(large.bytes);
    }

    @Test
    void writesTheBytesThatTheFormatAsksFor() {
        Aggregate aggregate = new Aggregate(50_000, 10);
        aggregate.add(click("a", "1"));
        aggregate.add(click("b", "22"));
        aggregate.add(click("a", "3"));

        byte[] payload = aggregate.payload();
        byte[] message = {
            10, 1, 'a', 10, 1, 'b', // key table
            26, 5, 8, 0, 26, 1, '1', // index of the key, payload
            26, 6, 8, 1, 26, 2, '2', '2', //
            26, 5, 8, 0, 26, 1, '3'
        };
        assertThat(payload).startsWith(0xf3, 0x89, 0x9a, 0xc2).hasSize(4 + message.length + 16);
        assertThat(payload)
                .containsSequence(message)
                .endsWith(RecordWriter.newMd5().digest(message));
    }
}
