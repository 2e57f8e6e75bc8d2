package io.csgen.sink.kinesis;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import software.amazon.kinesis.retrieval.AggregatorUtil;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

/** What consumers make of records: the code of the Kinesis Client Library. */
final class Consumer {
    private static final AggregatorUtil LIBRARY = new AggregatorUtil();

    private Consumer() {}

    /** Returns {@code key:payload} of what a consumer of any hash sees of a record. */
    static List<String> read(String partitionKey, byte[] data) {
        return read(partitionKey, data, HashKey.MIN, HashKey.MAX);
    }

    /** Returns {@code key:payload} of what a consumer of a Kinesis shard sees of a record. */
    static List<String> read(String partitionKey, byte[] data, HashKey first, HashKey last) {
        KinesisClientRecord record = KinesisClientRecord.builder()
                .partitionKey(partitionKey)
                .sequenceNumber("1")
                .data(ByteBuffer.wrap(data))
                .build();
        return LIBRARY
                .deaggregate(List.of(record), new BigInteger(first.toString()), new BigInteger(last.toString()))
                .stream()
                .map(seen -> seen.partitionKey() + ":" + StandardCharsets.UTF_8.decode(seen.data()))
                .toList();
    }
}
