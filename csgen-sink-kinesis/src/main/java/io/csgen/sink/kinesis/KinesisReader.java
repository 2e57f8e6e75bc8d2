package io.csgen.sink.kinesis;

import io.csgen.config.Settings;
import io.csgen.config.SettingsReader;
import io.csgen.sink.SinkException;
import io.csgen.sink.kinesis.Deaggregator.UserRecord;
import io.csgen.sink.kinesis.stream.Failure;
import io.csgen.sink.kinesis.stream.StreamAddress;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;

/**
 * Reads everything that a Kinesis data stream holds, from its oldest record on, and takes aggregated records apart. Use
 * it to check or copy what arrived, or to follow a stream in one process; many that share a stream are better built on the
 * Kinesis Client Library. Confined to one thread.
 *
 * <p>It needs {@code kinesis:ListShards}, {@code kinesis:GetShardIterator} and {@code kinesis:GetRecords}, and if it
 * was opened with settings {@code kinesis:DescribeStreamSummary}. Records that clicks share come as they lie in the
 * stream, even where one landed in the wrong Kinesis shard while the stream was resharded.
 */
public final class KinesisReader implements AutoCloseable {
    /**
     * One record of the stream, or of an aggregate in it. Immutable.
     *
     * @param place where it lies, such as {@code shardId-000000000000:4958…/3}: Kinesis shard, sequence number and, of
     *     an aggregate, the position in it from 1
     */
    public record Located(String place, UserRecord record) {}

    /** Takes a stream record by record, as it comes. Called on the thread that reads. */
    public interface Follower {
        /**
         * Returns whether all records of a Kinesis shard were taken earlier, so that it is not read again. Asked once.
         */
        boolean isRead(String shardId);

        /** Returns the sequence number that a Kinesis shard is read on from; empty for its oldest record. Asked once. */
        Optional<String> after(String shardId);

        /** Takes a record as it lies in the stream; {@link Deaggregator} takes it apart. */
        void accept(String shardId, Record record) throws IOException, InterruptedException;

        /** Takes note that a Kinesis shard was resharded, and that there are no more records in it. */
        void ended(String shardId) throws IOException, InterruptedException;

        /**
         * Returns whether to go on. Asked several times a second, whether there are records or not.
         *
         * @param allRead whether everything was taken that was in the stream when the reading began
         */
        boolean goOn(boolean allRead) throws IOException, InterruptedException;
    }

    private final KinesisAsyncClient client;
    private final String stream;
    private final String streamInWords;
    private final Runnable closing;

    KinesisReader(KinesisAsyncClient client, String stream, String streamInWords, Runnable closing) {
        this.client = client;
        this.stream = stream;
        this.streamInWords = streamInWords;
        this.closing = closing;
    }

    /** Returns a reader on a client, which stays open when the reader is closed. */
    public static KinesisReader of(KinesisAsyncClient client, String stream) {
        return new KinesisReader(client, stream, "stream " + stream, () -> {});
    }

    /**
     * Opens a reader on a client of its own, where {@code kinesis-region} and {@code kinesis-endpoint} say and with
     * credentials as the sink has them; see {@link KinesisSinkProvider}.
     *
     * @throws io.csgen.config.ConfigException if one of these settings breaks its rule
     * @throws SinkException if Kinesis cannot be used like this, within seconds and in one sentence
     */
    public static KinesisReader open(String stream, Settings settings) {
        SettingsReader reader = settings.reader();
        StreamAddress address = StreamAddress.read(stream, reader);
        reader.throwIfAny();
        return KinesisConnection.openReader(address);
    }

    /**
     * Reads to where the stream is when this is called. Children of a resharding come after their parents, so the
     * records of one partition key come in their order; others come in any order.
     *
     * @param consumer called on this thread
     * @throws IOException if the stream cannot be read to the end, with a message that stands alone
     * @throws InterruptedException if interrupted while waiting for Kinesis
     */
    public void read(Consumer<? super Located> consumer) throws IOException, InterruptedException {
        read(new Whole(consumer), false);
    }

    /**
     * Reads a stream, goes on as records come, and does not end by itself. Children of a resharding come after their
     * parents, so the records of one partition key come in their order; others come in any order.
     *
     * @throws IOException if the stream cannot be read, with a message that stands alone, or the follower throws it
     * @throws InterruptedException if interrupted while waiting for records
     */
    public void follow(Follower follower) throws IOException, InterruptedException {
        read(follower, true);
    }

    private void read(Follower follower, boolean endless) throws IOException, InterruptedException {
        try (ShardReading reading = new ShardReading(client, stream, streamInWords, follower, endless)) {
            reading.read();
        }
    }

    /** Takes all that is there, apart. */
    private record Whole(Consumer<? super Located> consumer) implements Follower {
        @Override
        public boolean isRead(String shardId) {
            return false;
        }

        @Override
        public Optional<String> after(String shardId) {
            return Optional.empty();
        }

        @Override
        public void accept(String shardId, Record record) {
            String place = shardId + ":" + record.sequenceNumber();
            List<UserRecord> users = Deaggregator.deaggregate(record);
            boolean plain = users.size() == 1 && users.get(0).data() == record.data();
            for (int i = 0; i < users.size(); i++) {
                consumer.accept(new Located(plain ? place : place + "/" + (i + 1), users.get(i)));
            }
        }

        @Override
        public void ended(String shardId) {
            // Its children were there when the reading began.
        }

        @Override
        public boolean goOn(boolean allRead) {
            return true;
        }
    }

    /**
     * Returns what tells the stream from all others, also from one that had its name before: its ARN and when it was
     * made ({@code kinesis:DescribeStreamSummary}).
     *
     * @throws IOException if Kinesis does not say, with a message that stands alone
     * @throws InterruptedException if interrupted while waiting for Kinesis
     */
    public String identity() throws IOException, InterruptedException {
        try {
            StreamDescriptionSummary summary = client.describeStreamSummary(request -> request.streamName(stream))
                    .get()
                    .streamDescriptionSummary();
            return summary.streamARN() + " of " + summary.streamCreationTimestamp();
        } catch (ExecutionException e) {
            throw new IOException(
                    "cannot describe " + streamInWords + ": " + Failure.of(e).reason(), e.getCause());
        }
    }

    /** Closes the client, if this reader has one of its own. */
    @Override
    public void close() {
        closing.run();
    }
}
