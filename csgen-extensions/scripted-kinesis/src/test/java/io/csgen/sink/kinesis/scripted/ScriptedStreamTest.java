package io.csgen.sink.kinesis.scripted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.csgen.sink.kinesis.scripted.ScriptedStream.Entry;
import io.csgen.sink.kinesis.scripted.ScriptedStream.Result;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScriptedStreamTest {
    private static final long MILLISECOND = Duration.ofMillis(1).toNanos();
    private static final long START = Long.MAX_VALUE - Duration.ofSeconds(2).toNanos();

    private long now = START; // passes the end of the numbers, as System.nanoTime may

    @Test
    void dividesTheHashKeysEvenlyAmongItsKinesisShards() {
        ScriptedStream stream = stream(4);

        for (int key = 0; key < 4_000; key++) {
            put(stream, entry("user-" + key, 100));
        }

        assertThat(stream.shardIds())
                .containsExactly(
                        "shardId-000000000000", "shardId-000000000001", "shardId-000000000002", "shardId-000000000003");
        assertThat(stream.shardIds())
                .allSatisfy(id -> assertThat(stream.count(id)).isCloseTo(1_000, Percentage.withPercentage(12)));
        assertThat(stream.count()).isEqualTo(4_000);
        assertThat(stream.bytes()).isEqualTo(400_000);
    }

    @Test
    void putsAnExplicitHashKeyWhereItBelongs() {
        ScriptedStream stream = stream(2);
        BigInteger half = BigInteger.ONE.shiftLeft(127);

        assertThat(put(stream, at(BigInteger.ZERO)).shardId()).isEqualTo("shardId-000000000000");
        assertThat(put(stream, at(half.subtract(BigInteger.ONE))).shardId()).isEqualTo("shardId-000000000000");
        assertThat(put(stream, at(half)).shardId()).isEqualTo("shardId-000000000001");
        assertThat(put(stream, at(HashKey.SPACE.subtract(BigInteger.ONE))).shardId())
                .isEqualTo("shardId-000000000001");
    }

    @ParameterizedTest
    @CsvSource({"1000, 1048576, 10", "333, 1048576, 100", "1000, 100000, 500", "1000, 1048576, 30000"})
    void takesNoMoreThanItsLimits(long recordsPerSecond, long bytesPerSecond, int recordBytes) {
        ScriptedStream stream = stream(1);
        stream.limit(new ShardLimits(recordsPerSecond, bytesPerSecond, Duration.ofSeconds(1)));
        fill(stream, recordBytes);
        long before = stream.count();

        for (int millis = 0; millis < 5_000; millis++) {
            now += MILLISECOND;
            fill(stream, recordBytes);
        }

        double expected = Math.min(recordsPerSecond, (double) bytesPerSecond / recordBytes);
        assertThat((stream.count() - before) / 5.0).isCloseTo(expected, Percentage.withPercentage(2));
        assertThat((double) before).isCloseTo(expected, within(1.0));
    }

    @Test
    void limitsEachKinesisShardByItself() {
        ScriptedStream stream = stream(2);
        stream.limit(ShardLimits.kinesis().withBurst(Duration.ofMillis(10)));
        List<Entry> entries = new ArrayList<>();
        IntStream.range(0, 20).forEach(i -> entries.add(at(BigInteger.ZERO)));
        entries.add(at(HashKey.SPACE.subtract(BigInteger.ONE)));

        List<Result> results = stream.put(entries, EntryFault.NONE);

        assertThat(results.subList(0, 10))
                .allSatisfy(result -> assertThat(result.code()).isNull());
        assertThat(results.subList(10, 20)).allSatisfy(result -> {
            assertThat(result.code()).isEqualTo("ProvisionedThroughputExceededException");
            assertThat(result.message())
                    .isEqualTo("Rate exceeded for shard shardId-000000000000 in stream clicks under account"
                            + " 123456789012.");
        });
        assertThat(results.get(20).code()).isNull();
    }

    @Test
    void takesARecordAboveTheBurstWhenIdle() {
        ScriptedStream stream = stream(1);
        stream.limit(new ShardLimits(1_000, 1_000, Duration.ofSeconds(1)));

        assertThat(put(stream, entry("k", 3_999)).code()).isNull();
        now += 3_900 * MILLISECOND;
        assertThat(put(stream, entry("k", 999)).code()).isNotNull();
        now += 100 * MILLISECOND;
        assertThat(put(stream, entry("k", 999)).code()).isNull();
    }

    @Test
    void takesEverythingWithoutLimits() {
        ScriptedStream stream = stream(1);
        stream.limit(ShardLimits.kinesis());
        fill(stream, 1_000);
        stream.limit(ShardLimits.unlimited());

        assertThat(IntStream.range(0, 10_000)
                        .filter(i -> put(stream, entry("k", 1_000)).code() != null))
                .isEmpty();
    }

    @Test
    void refusesLimitsThatLetNothingThrough() {
        assertThatThrownBy(() -> new ShardLimits(0, 1, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("limits must be positive: 0 records/s, 1 bytes/s, burst PT0S");
    }

    @Test
    void splitsAndMergesItsKinesisShards() {
        ScriptedStream stream = stream(2);
        long before = put(stream, at(BigInteger.ZERO)).sequence();

        stream.split("shardId-000000000000");
        stream.merge("shardId-000000000001", "shardId-000000000003");

        assertThat(stream.openShardIds()).containsExactly("shardId-000000000002", "shardId-000000000004");
        List<ScriptedShard> shards = stream.shards();
        assertThat(shards).extracting(ScriptedShard::isOpen).containsExactly(false, false, true, false, true);
        assertThat(shards.get(0).endingSequence).isGreaterThan(before);
        assertThat(shards.get(3).parent).isSameAs(shards.get(0));
        assertThat(shards.get(4).parent).isSameAs(shards.get(1));
        assertThat(shards.get(4).adjacentParent).isSameAs(shards.get(3));
        assertThat(shards.get(4).first.value()).isEqualTo(BigInteger.ONE.shiftLeft(126));
        assertThat(shards.get(4).last.value()).isEqualTo(HashKey.SPACE.subtract(BigInteger.ONE));
        Result after = put(stream, at(BigInteger.ZERO));
        assertThat(after.shardId()).isEqualTo("shardId-000000000002");
        assertThat(after.sequence()).isGreaterThan(shards.get(2).startingSequence);
    }

    @Test
    void refusesToReshardWhatIsClosedApartOrMissing() {
        ScriptedStream stream = stream(3);
        stream.split("shardId-000000000000");

        assertThatThrownBy(() -> stream.split("shardId-000000000000"))
                .hasMessage("Shard shardId-000000000000 in stream clicks is closed.");
        assertThatThrownBy(() -> stream.merge("shardId-000000000002", "shardId-000000000003"))
                .hasMessage("Shards shardId-000000000002 and shardId-000000000003 in stream clicks are not an"
                        + " adjacent pair of shards eligible for merging.");
        assertThatThrownBy(() -> stream.split("shardId-000000000009"))
                .hasMessage(
                        "Could not find shard shardId-000000000009 in stream clicks under account" + " 123456789012.");
        assertThatThrownBy(() -> stream.split("shardId-000000000003", BigInteger.ZERO))
                .hasMessageStartingWith("NewStartingHashKey 0 used in SplitShard() on shard shardId-000000000003");
        assertThatThrownBy(() -> stream.resize(7))
                .hasMessage("TargetShardCount must be the open shards' number 4, its double or its half: 7");
    }

    @Test
    void handsRecordsOverInsteadOfKeepingThem() {
        ScriptedStream stream = stream(1);
        List<HeldRecord> received = new ArrayList<>();
        stream.handTo(received::add);

        put(stream, entry("user", 10));

        assertThat(received).singleElement().satisfies(record -> {
            assertThat(record.partitionKey()).isEqualTo("user");
            assertThat(record.data()).hasSize(6);
        });
        assertThat(stream.records()).isEmpty();
        assertThat(stream.count()).isOne();
        assertThatThrownBy(() -> stream.page("shardId-000000000000", 0, 1, 1))
                .hasMessage("Stream clicks hands its records over and keeps none.");
    }

    private ScriptedStream stream(int shards) {
        return new ScriptedStream("clicks", shards, () -> now);
    }

    private static void fill(ScriptedStream stream, int recordBytes) {
        while (put(stream, entry("key", recordBytes)).code() == null) {
            assertThat(stream.count()).isLessThan(1_000_000);
        }
    }

    private static Result put(ScriptedStream stream, Entry entry) {
        return stream.put(List.of(entry), EntryFault.NONE).get(0);
    }

    private static Entry entry(String key, int bytes) {
        HashKey hashKey = HashKey.ofPartitionKey(HashKey.md5(), key);
        int keyBytes = key.getBytes(StandardCharsets.UTF_8).length;
        return new Entry(key, null, hashKey, new byte[Math.max(bytes - keyBytes, 0)], bytes);
    }

    private static Entry at(BigInteger place) {
        return new Entry("key", place.toString(), new HashKey(place), new byte[1], 4);
    }
}
