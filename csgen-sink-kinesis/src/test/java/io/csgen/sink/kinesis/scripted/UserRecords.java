package io.csgen.sink.kinesis.scripted;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.kinesis.retrieval.AggregatorUtil;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

/**
 * What a consumer built on Amazon's Kinesis client library sees in a stream: aggregated records taken
 * apart by that library's own code, others as they are. Immutable.
 *
 * @param records the Kinesis shards one after the other, the records of each in order
 * @param kinesisRecords how many records the stream holds, an aggregated one counted once
 * @param lost how many records the library leaves out: all of an aggregated record if the hash key of
 *     one belongs to another Kinesis shard than the one it is in
 */
public record UserRecords(List<UserRecord> records, int kinesisRecords, int lost) {
    /**
     * One record of a consumer's.
     *
     * @param subSequence its place in the aggregated record, from 0
     * @param aggregated whether it came in an aggregated record
     */
    public record UserRecord(
            String shardId,
            String sequenceNumber,
            long subSequence,
            boolean aggregated,
            String partitionKey,
            @Nullable String explicitHashKey,
            byte[] data) {
        /** Returns the payload as text. */
        public String text() {
            return new String(data, StandardCharsets.UTF_8);
        }
    }

    private static final AggregatorUtil LIBRARY = new AggregatorUtil();

    /** Reads a whole stream of any endpoint from its oldest record on. */
    public static UserRecords read(KinesisAsyncClient client, String stream) {
        List<UserRecord> records = new ArrayList<>();
        int kinesisRecords = 0;
        int lost = 0;
        for (Shard shard : listShards(client, stream)) {
            List<KinesisClientRecord> held = readShard(client, stream, shard.shardId());
            List<UserRecord> users = takeApart(
                    shard.shardId(),
                    held,
                    new BigInteger(shard.hashKeyRange().startingHashKey()),
                    new BigInteger(shard.hashKeyRange().endingHashKey()));
            kinesisRecords += held.size();
            lost += LIBRARY.deaggregate(fresh(held)).size() - users.size();
            records.addAll(users);
        }
        return new UserRecords(List.copyOf(records), kinesisRecords, lost);
    }

    /** Takes one record of a scripted stream apart, for streams that keep none. */
    public static List<UserRecord> of(ScriptedStream stream, HeldRecord record) {
        KinesisClientRecord wrapped = KinesisClientRecord.builder()
                .sequenceNumber(record.sequenceNumber())
                .partitionKey(record.partitionKey())
                .approximateArrivalTimestamp(Instant.ofEpochMilli(record.arrivalMillis()))
                .data(ByteBuffer.wrap(record.data()))
                .build();
        ScriptedShard shard = stream.shard(record.shardId());
        return takeApart(shard.id, List.of(wrapped), shard.first.value(), shard.last.value());
    }

    private static List<UserRecord> takeApart(
            String shardId, List<KinesisClientRecord> held, BigInteger first, BigInteger last) {
        return LIBRARY.deaggregate(fresh(held), first, last).stream()
                .map(record -> new UserRecord(
                        shardId,
                        record.sequenceNumber(),
                        record.subSequenceNumber(),
                        record.aggregated(),
                        record.partitionKey(),
                        record.explicitHashKey(),
                        bytes(record.data())))
                .toList();
    }

    /** The library moves on in the buffers that it reads. */
    private static List<KinesisClientRecord> fresh(List<KinesisClientRecord> records) {
        return records.stream()
                .map(record ->
                        record.toBuilder().data(record.data().duplicate()).build())
                .toList();
    }

    private static List<Shard> listShards(KinesisAsyncClient client, String stream) {
        List<Shard> all = new ArrayList<>();
        String token = null;
        do {
            String next = token; // it stands for the name, too
            ListShardsResponse page = client.listShards(list ->
                            list.streamName(next == null ? stream : null).nextToken(next))
                    .join();
            all.addAll(page.shards());
            token = page.nextToken();
        } while (token != null);
        return all;
    }

    private static List<KinesisClientRecord> readShard(KinesisAsyncClient client, String stream, String shardId) {
        List<KinesisClientRecord> all = new ArrayList<>();
        String iterator = client.getShardIterator(request ->
                        request.streamName(stream).shardId(shardId).shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .join()
                .shardIterator();
        boolean more = true;
        while (more && iterator != null) {
            String from = iterator;
            GetRecordsResponse page =
                    client.getRecords(request -> request.shardIterator(from)).join();
            for (Record record : page.records()) {
                all.add(KinesisClientRecord.fromRecord(record));
            }
            iterator = page.nextShardIterator();
            more = !page.records().isEmpty() || page.millisBehindLatest() > 0;
        }
        return all;
    }

    private static byte[] bytes(ByteBuffer data) {
        byte[] bytes = new byte[data.remaining()];
        data.duplicate().get(bytes);
        return bytes;
    }
}
