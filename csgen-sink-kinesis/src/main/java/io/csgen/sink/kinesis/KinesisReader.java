package io.csgen.sink.kinesis;

import io.csgen.config.Settings;
import io.csgen.config.SettingsReader;
import io.csgen.sink.SinkException;
import io.csgen.sink.kinesis.Deaggregator.UserRecord;
import io.csgen.sink.kinesis.stream.Failure;
import io.csgen.sink.kinesis.stream.StreamAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/**
 * Reads everything that a Kinesis data stream holds, from its oldest record on, and takes aggregated records apart. Use
 * it to check or copy what arrived; a consumer that goes on for ever is better built on the Kinesis Client Library.
 * Confined to one thread.
 *
 * <p>It needs {@code kinesis:ListShards}, {@code kinesis:GetShardIterator} and {@code kinesis:GetRecords}, and if it
 * was opened with settings {@code kinesis:DescribeStreamSummary}. Records that clicks share come as they lie in the
 * stream, even where one landed in the wrong Kinesis shard while the stream was resharded.
 */
public final class KinesisReader implements AutoCloseable {
    private static final int MAX_BEGINNINGS = 10; // without a page in between
    private static final int MAX_SHARDS_AT_A_TIME = 8; // each may hold a page of 10 MB
    private static final long MILLIS_TO_CATCH_UP = 1_000;

    /**
     * One record of the stream, or of an aggregate in it. Immutable.
     *
     * @param place where it lies, such as {@code shardId-000000000000:4958…/3}: Kinesis shard, sequence number and, of
     *     an aggregate, the position in it from 1
     */
    public record Located(String place, UserRecord record) {}

    /** How far a Kinesis shard is read. */
    private static final class Cursor {
        final Shard shard;

        @Nullable
        String lastSequenceNumber;

        int beginnings;

        Cursor(Shard shard) {
            this.shard = shard;
        }
    }

    private record Page(
            Cursor cursor,
            @Nullable GetRecordsResponse answer,
            @Nullable Throwable error) {}

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
        long start = System.nanoTime();
        Map<String, Cursor> waiting = new LinkedHashMap<>();
        listShards().forEach(shard -> waiting.put(shard.shardId(), new Cursor(shard)));
        Set<String> unread = new HashSet<>(waiting.keySet());
        try (Asking asking = new Asking()) {
            readAll(start, waiting, unread, asking, consumer);
        }
    }

    private void readAll(
            long start,
            Map<String, Cursor> waiting,
            Set<String> unread,
            Asking asking,
            Consumer<? super Located> consumer)
            throws IOException, InterruptedException {
        int reading = 0;
        while (!unread.isEmpty()) {
            for (Cursor next : startable(waiting, unread, MAX_SHARDS_AT_A_TIME - reading)) {
                begin(next, asking);
                reading++;
            }
            Page page = asking.take();
            Cursor cursor = page.cursor;
            if (page.answer == null) {
                boolean expired = page.error instanceof ExpiredIteratorException;
                require(expired && cursor.beginnings < MAX_BEGINNINGS, page.error);
                begin(cursor, asking);
                continue;
            }
            cursor.beginnings = 0;
            for (Record record : page.answer.records()) {
                give(cursor, record, consumer);
            }
            String next = page.answer.nextShardIterator();
            if (next == null || isAtEnd(page.answer, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start))) {
                unread.remove(cursor.shard.shardId());
                reading--;
            } else {
                ask(cursor, CompletableFuture.completedFuture(next), asking);
            }
        }
    }

    /** Takes some out of those that wait, whose parents are read or no longer there. */
    private static List<Cursor> startable(Map<String, Cursor> waiting, Set<String> unread, int most) {
        List<Cursor> startable = waiting.values().stream()
                .filter(cursor -> !unread.contains(cursor.shard.parentShardId())
                        && !unread.contains(cursor.shard.adjacentParentShardId()))
                .limit(most)
                .toList();
        startable.forEach(cursor -> waiting.remove(cursor.shard.shardId()));
        return startable;
    }

    /**
     * What is not read yet came after the reading began. An empty page alone does not say so, nor does a stream that
     * is written to come to an empty one.
     */
    private static boolean isAtEnd(GetRecordsResponse answer, long elapsedMillis) {
        long behind = answer.millisBehindLatest() == null ? 0 : answer.millisBehindLatest();
        return answer.records().isEmpty() ? behind <= elapsedMillis : behind + MILLIS_TO_CATCH_UP < elapsedMillis;
    }

    private static void give(Cursor cursor, Record record, Consumer<? super Located> consumer) {
        String place = cursor.shard.shardId() + ":" + record.sequenceNumber();
        List<UserRecord> users = Deaggregator.deaggregate(record);
        boolean plain = users.size() == 1 && users.get(0).data() == record.data();
        for (int i = 0; i < users.size(); i++) {
            consumer.accept(new Located(plain ? place : place + "/" + (i + 1), users.get(i)));
        }
        cursor.lastSequenceNumber = record.sequenceNumber();
    }

    private List<Shard> listShards() throws IOException, InterruptedException {
        List<Shard> shards = new ArrayList<>();
        ListShardsRequest request =
                ListShardsRequest.builder().streamName(stream).build();
        while (request != null) {
            try {
                ListShardsResponse answer = client.listShards(request).get();
                shards.addAll(answer.shards());
                // A token stands for the stream as well; Kinesis refuses both.
                request = answer.nextToken() == null
                        ? null
                        : ListShardsRequest.builder()
                                .nextToken(answer.nextToken())
                                .build();
            } catch (ExecutionException e) {
                require(false, e.getCause());
            }
        }
        return shards;
    }

    /** Goes to the oldest record, or to the one after the last that was read. */
    private void begin(Cursor cursor, Asking asking) {
        cursor.beginnings++;
        String last = cursor.lastSequenceNumber;
        GetShardIteratorRequest request = GetShardIteratorRequest.builder()
                .streamName(stream)
                .shardId(cursor.shard.shardId())
                .shardIteratorType(
                        last == null ? ShardIteratorType.TRIM_HORIZON : ShardIteratorType.AFTER_SEQUENCE_NUMBER)
                .startingSequenceNumber(last)
                .build();
        ask(cursor, client.getShardIterator(request).thenApply(answer -> answer.shardIterator()), asking);
    }

    private void ask(Cursor cursor, CompletableFuture<String> iterator, Asking asking) {
        asking.expect(iterator);
        iterator.thenCompose(from -> asking.expect(client.getRecords(request -> request.shardIterator(from))))
                .whenComplete((answer, error) -> asking.pages.add(new Page(cursor, answer, Failure.unwrap(error))));
    }

    /** The requests under way, which end with the reading. */
    private static final class Asking implements AutoCloseable {
        final BlockingQueue<Page> pages = new LinkedBlockingQueue<>();
        private final Set<CompletableFuture<?>> open = new HashSet<>(); // guarded by this
        private boolean closed;

        <T> CompletableFuture<T> expect(CompletableFuture<T> answer) {
            boolean late;
            synchronized (this) {
                late = closed;
                open.removeIf(CompletableFuture::isDone);
                open.add(answer);
            }
            if (late) {
                answer.cancel(true);
            }
            return answer;
        }

        Page take() throws InterruptedException {
            return pages.take();
        }

        @Override
        public void close() {
            List<CompletableFuture<?>> rest;
            synchronized (this) {
                closed = true;
                rest = List.copyOf(open);
            }
            rest.forEach(answer -> answer.cancel(true));
        }
    }

    private void require(boolean holds, @Nullable Throwable error) throws IOException {
        if (!holds) {
            String reason = error == null ? "no answer" : Failure.of(error).reason();
            throw new IOException("cannot read " + streamInWords + ": " + reason, error);
        }
    }

    /** Closes the client, if this reader has one of its own. */
    @Override
    public void close() {
        closing.run();
    }
}
