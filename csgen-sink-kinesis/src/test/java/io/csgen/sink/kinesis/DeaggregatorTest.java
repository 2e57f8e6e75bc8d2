package io.csgen.sink.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.csgen.sink.kinesis.Deaggregator.UserRecord;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.kinesis.retrieval.kpl.Messages;

/** What it makes of records is compared with what the Kinesis Client Library makes of them. */
class DeaggregatorTest {
    private static final int VARIANTS = 300;

    /** Fixed seeds and one that differs in each run; the name of a failed case tells it. */
    static LongStream seeds() {
        return LongStream.concat(LongStream.rangeClosed(1, 40), LongStream.of(System.nanoTime()));
    }

    private static Messages.Record.Builder entry(long keyIndex, String text) {
        return Messages.Record.newBuilder().setPartitionKeyIndex(keyIndex).setData(ByteString.copyFromUtf8(text));
    }

    private static Messages.AggregatedRecord.Builder twoKeys() {
        return Messages.AggregatedRecord.newBuilder().addPartitionKeyTable("7").addPartitionKeyTable("√8");
    }

    private static byte[] frame(byte[] message) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(Aggregate.MAGIC);
        all.writeBytes(message);
        all.writeBytes(RecordWriter.newMd5().digest(message));
        return all.toByteArray();
    }

    private static byte[] frame(Messages.AggregatedRecord.Builder message) {
        return frame(message.build().toByteArray());
    }

    private static List<UserRecord> read(byte[] data) {
        return Deaggregator.deaggregate("own", SdkBytes.fromByteArray(data));
    }

    private static List<String> texts(List<UserRecord> records) {
        return records.stream()
                .map(record -> record.partitionKey() + ":" + record.data().asUtf8String())
                .toList();
    }

    private static void assertPlain(byte[] data) {
        assertThat(read(data)).containsExactly(new UserRecord("own", null, SdkBytes.fromByteArray(data)));
    }

    @Test
    void givesTheRecordsOfAnAggregateWithTheirKeysInOrder() {
        byte[] data = frame(twoKeys()
                .addExplicitHashKeyTable("340282366920938463463374607431768211455")
                .addRecords(entry(1, "one").setExplicitHashKeyIndex(0))
                .addRecords(entry(0, "two"))
                .addRecords(entry(1, "")));

        assertThat(read(data))
                .containsExactly(
                        new UserRecord("√8", "340282366920938463463374607431768211455", SdkBytes.fromUtf8String("one")),
                        new UserRecord("7", null, SdkBytes.fromUtf8String("two")),
                        new UserRecord("√8", null, SdkBytes.fromUtf8String("")));
    }

    @Test
    void takesARecordAsKinesisGivesIt() {
        SdkBytes data = SdkBytes.fromByteArray(frame(twoKeys().addRecords(entry(0, "one"))));
        Record record = Record.builder().partitionKey("own").data(data).build();

        assertThat(texts(Deaggregator.deaggregate(record))).containsExactly("7:one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "{\"url\":\"https://webstore.demo.com/api/group/2?userid=77\"}"})
    void leavesAPlainRecordAsItIs(String payload) {
        SdkBytes data = SdkBytes.fromUtf8String(payload);

        assertThat(Deaggregator.deaggregate("77", data)).containsExactly(new UserRecord("77", null, data));
    }

    @Test
    void takesAnAggregateThatWasCutForPlainData() {
        byte[] whole = frame(twoKeys().addRecords(entry(0, "one")));

        IntStream.range(0, whole.length)
                .mapToObj(length -> Arrays.copyOf(whole, length))
                .forEach(DeaggregatorTest::assertPlain);
    }

    @Test
    void takesAnAggregateOfWhichAnyBitWasChangedForPlainData() {
        byte[] whole = frame(twoKeys().addRecords(entry(0, "one")));

        for (int bit = 0; bit < 8 * whole.length; bit++) {
            byte[] changed = whole.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertPlain(changed);
        }
    }

    /** A checksum that is right lets any bytes get as far as the reader of the message. */
    @Test
    void takesAnyBytesApartOrForPlainData() {
        byte[] message = twoKeys()
                .addRecords(entry(0, "one"))
                .addRecords(entry(1, "two"))
                .build()
                .toByteArray();
        Random random = new Random(20_260_105);
        int apart = 0;

        for (int i = 0; i < 50_000; i++) {
            byte[] changed = Arrays.copyOf(message, random.nextInt(8) == 0 ? random.nextInt(64) : message.length);
            for (int changes = random.nextInt(4); changes >= 0 && changed.length > 0; changes--) {
                changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
            }
            byte[] data = frame(changed);
            List<UserRecord> records = read(data);
            boolean plain = records.size() == 1 && records.get(0).data().asByteArrayUnsafe().length == data.length;
            apart += plain ? 0 : 1;
        }

        assertThat(apart).isBetween(1_000, 49_000);
    }

    @Test
    void takesAnAggregateThatPointsOutsideItsTablesForPlainData() {
        assertPlain(frame(twoKeys().addRecords(entry(0, "one")).addRecords(entry(2, "two"))));
        assertPlain(frame(twoKeys().addRecords(entry(0, "one").setExplicitHashKeyIndex(0))));
        assertPlain(frame(twoKeys().addRecords(entry(1L << 32, "one"))));
        assertPlain(frame(twoKeys().addRecords(entry(-1, "one"))));
    }

    @Test
    void takesAnAggregateWithoutKeyOrDataOfARecordForPlainData() {
        assertPlain(frame(new byte[] {10, 1, 'a', 26, 2, 8, 0}));
        assertPlain(frame(new byte[] {10, 1, 'a', 26, 3, 26, 1, '1'}));
        assertThat(texts(read(frame(new byte[] {10, 1, 'a', 26, 5, 8, 0, 26, 1, '1'}))))
                .containsExactly("a:1");
    }

    @Test
    void givesNothingOfAnAggregateWithoutRecords() {
        assertThat(read(frame(twoKeys()))).isEmpty();
    }

    @Test
    void readsTablesThatFollowTheRecordsAndFieldsInAnyOrder() {
        byte[] reversed = {
            26,
            7,
            26,
            1,
            '1',
            8,
            1,
            40,
            3, // data, index of the key, a field that nobody knows
            10,
            1,
            'a',
            10,
            1,
            'b' // key table
        };
        assertThat(texts(read(frame(reversed)))).containsExactly("b:1");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void seesWhatTheKinesisClientLibrarySees(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < VARIANTS; i++) {
            byte[] data = frame(randomMessage(random).toByteArray());

            assertThat(texts(read(data))).isEqualTo(Consumer.read("own", data));
        }
    }

    /** The digest is right, so what was changed reaches the reading of the message. */
    @ParameterizedTest
    @MethodSource("seeds")
    void readsChangedMessagesAsProtobufDoes(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < VARIANTS; i++) {
            byte[] message = randomMessage(random).toByteArray();
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                message[random.nextInt(message.length)] = (byte) random.nextInt(256);
            }
            byte[] data = frame(message);

            Optional<List<UserRecord>> expected = readWithProtobuf(message);
            if (expected.isPresent()) {
                assertThat(read(data)).isEqualTo(expected.get());
            } else {
                assertPlain(data);
            }
        }
    }

    private static Optional<List<UserRecord>> readWithProtobuf(byte[] message) {
        try {
            Messages.AggregatedRecord all = Messages.AggregatedRecord.parseFrom(message);
            List<UserRecord> records = new ArrayList<>();
            for (Messages.Record entry : all.getRecordsList()) {
                records.add(new UserRecord(
                        all.getPartitionKeyTable(Math.toIntExact(entry.getPartitionKeyIndex())),
                        entry.hasExplicitHashKeyIndex()
                                ? all.getExplicitHashKeyTable(Math.toIntExact(entry.getExplicitHashKeyIndex()))
                                : null,
                        SdkBytes.fromByteArray(entry.getData().toByteArray())));
            }
            return Optional.of(records);
        } catch (InvalidProtocolBufferException | IndexOutOfBoundsException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static Messages.AggregatedRecord randomMessage(Random random) {
        Messages.AggregatedRecord.Builder message = Messages.AggregatedRecord.newBuilder();
        int keys = 1 + random.nextInt(3);
        int hashKeys = random.nextInt(3);
        IntStream.range(0, keys).forEach(key -> message.addPartitionKeyTable("k".repeat(random.nextInt(4))));
        IntStream.range(0, hashKeys)
                .forEach(key -> message.addExplicitHashKeyTable(new BigInteger(128, random).toString()));
        for (int i = random.nextInt(5); i > 0; i--) {
            Messages.Record.Builder entry = entry(random.nextInt(keys), "d".repeat(random.nextInt(5)));
            if (hashKeys > 0 && random.nextBoolean()) {
                entry.setExplicitHashKeyIndex(random.nextInt(hashKeys));
            }
            if (random.nextInt(3) == 0) {
                entry.setUnknownFields(randomFields(random, 0));
            }
            message.addRecords(entry);
        }
        return message.setUnknownFields(randomFields(random, 0)).build();
    }

    private static UnknownFieldSet randomFields(Random random, int depth) {
        UnknownFieldSet.Field.Builder field = UnknownFieldSet.Field.newBuilder();
        switch (random.nextInt(depth < 3 ? 6 : 5)) {
            case 0 -> field.addVarint(random.nextLong());
            case 1 -> field.addFixed32(random.nextInt());
            case 2 -> field.addFixed64(random.nextLong());
            case 3 -> field.addLengthDelimited(ByteString.copyFromUtf8("x".repeat(random.nextInt(4))));
            case 4 -> {
                return UnknownFieldSet.getDefaultInstance();
            }
            default -> field.addGroup(randomFields(random, depth + 1));
        }
        return UnknownFieldSet.newBuilder()
                .addField(5 + random.nextInt(20), field.build())
                .build();
    }
}
