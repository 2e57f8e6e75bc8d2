package io.csgen.lake.deliver;

import io.csgen.sink.kinesis.Deaggregator;
import io.csgen.sink.kinesis.Deaggregator.UserRecord;
import io.csgen.sink.kinesis.KinesisReader;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.kinesis.model.Record;

/**
 * Delivers the records of a Kinesis data stream, taken out of their aggregates. Places are sequence numbers; one that was
 * resharded has a word behind the last. Confined to one thread.
 */
final class StreamInput implements KinesisReader.Follower {
    private static final String ENDED = " ended";

    private final String stream;
    private final Positions positions;
    private final Delivery delivery;
    private final boolean untilEmpty;
    private final Map<String, Source> shards = new HashMap<>();
    private final Map<String, String> last = new HashMap<>();

    /**
     * Creates it.
     *
     * @param untilEmpty whether it is enough to read what the stream holds now
     */
    StreamInput(String stream, Positions positions, Delivery delivery, boolean untilEmpty) {
        this.stream = stream;
        this.positions = positions;
        this.delivery = delivery;
        this.untilEmpty = untilEmpty;
    }

    private String id(String shardId) {
        return stream + "-" + shardId;
    }

    private Source source(String shardId) {
        return shards.computeIfAbsent(shardId, any -> {
            Source.Position anew = new Source.Position(null, Instant.now(), null, null);
            Source source = new Source(id(shardId), positions.find(id(shardId)).orElse(anew), true);
            delivery.add(source);
            return source;
        });
    }

    private Optional<String> at(String shardId) {
        return positions.find(id(shardId)).map(Source.Position::at);
    }

    @Override
    public boolean isRead(String shardId) {
        return at(shardId).filter(place -> place.endsWith(ENDED)).isPresent();
    }

    @Override
    public Optional<String> after(String shardId) {
        return at(shardId);
    }

    @Override
    public void accept(String shardId, Record record) throws IOException, InterruptedException {
        Source source = source(shardId);
        String sequence = record.sequenceNumber();
        String until = source.position().until();
        if (until != null && isAfter(sequence, until)) {
            delivery.reached(source, until); // the stream no longer holds the record that was the last
        }
        List<UserRecord> users = Deaggregator.deaggregate(record);
        for (int i = 0; i < users.size(); i++) {
            delivery.accept(
                    source,
                    sequence,
                    shardId + ":" + sequence + (users.size() == 1 ? "" : "/" + (i + 1)),
                    withoutLineEnd(users.get(i).data().asByteArrayUnsafe()),
                    arrival(record));
        }
        last.put(shardId, sequence);
        delivery.reached(source, sequence);
    }

    private static Optional<Instant> arrival(Record record) {
        return Optional.ofNullable(record.approximateArrivalTimestamp());
    }

    private static boolean isAfter(String sequence, String until) {
        return new BigInteger(sequence).compareTo(new BigInteger(until.replace(ENDED, ""))) > 0;
    }

    private static byte[] withoutLineEnd(byte[] record) {
        int end = record.length;
        if (end > 0 && record[end - 1] == '\n') {
            end -= end > 1 && record[end - 2] == '\r' ? 2 : 1;
        }
        return end == record.length ? record : Arrays.copyOf(record, end);
    }

    @Override
    public void ended(String shardId) throws IOException, InterruptedException {
        String sequence = last.getOrDefault(shardId, at(shardId).orElse("0"));
        delivery.reached(source(shardId), sequence + ENDED);
    }

    @Override
    public boolean goOn(boolean allRead) throws IOException, InterruptedException {
        delivery.tick();
        return !(allRead && untilEmpty);
    }
}
