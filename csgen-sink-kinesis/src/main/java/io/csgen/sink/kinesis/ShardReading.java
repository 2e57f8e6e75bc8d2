package io.csgen.sink.kinesis;

import io.csgen.sink.kinesis.KinesisReader.Follower;
import io.csgen.sink.kinesis.stream.Failure;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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

/** One reading of the Kinesis shards of a stream, parents before their children. Confined to one thread. */
final class ShardReading implements AutoCloseable {
    private static final int MAX_BEGINNINGS = 10; // without a page in between
    private static final int MAX_PAGES = 8; // at a time, each of which may have 10 MB
    private static final long MILLIS_TO_CATCH_UP = 1_000;
    private static final Duration PAUSE_AT_END =
            Duration.ofSeconds(1); // a shard answers five times a second, to all readers
    private static final Duration TICK = Duration.ofMillis(200);

    /** How far a Kinesis shard is read. */
    private static final class Cursor {
        final Shard shard;

        @Nullable
        String lastSequenceNumber;

        int beginnings;
        boolean atEnd;
        long dueNanos;

        @Nullable
        String iterator; // where it goes on, while it pauses

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
    private final Follower follower;
    private final boolean endless;
    private final Map<String, Cursor> waiting = new LinkedHashMap<>(); // for their parents, or for their turn
    private final Map<String, Cursor> reading = new LinkedHashMap<>();
    private final Queue<Cursor> pausing = new PriorityQueue<>((a, b) -> Long.signum(a.dueNanos - b.dueNanos));
    private final Set<String> known = new HashSet<>();
    private final Requests requests = new Requests();
    private int pages; // asked for, and not taken in yet

    /**
     * Creates it.
     *
     * @param endless whether a Kinesis shard is read on for ever, and not only to where it is now
     */
    ShardReading(KinesisAsyncClient client, String stream, String streamInWords, Follower follower, boolean endless) {
        this.client = client;
        this.stream = stream;
        this.streamInWords = streamInWords;
        this.follower = follower;
        this.endless = endless;
    }

    /** Reads until there is no more, or the follower wants no more. */
    void read() throws IOException, InterruptedException {
        long start = System.nanoTime();
        list();
        while (!(waiting.isEmpty() && reading.isEmpty())) {
            boolean allRead = waiting.isEmpty() && reading.values().stream().allMatch(cursor -> cursor.atEnd);
            if (!follower.goOn(allRead)) {
                return;
            }
            beginNext();
            askOn();
            Page page = endless ? requests.pages.poll(TICK.toMillis(), TimeUnit.MILLISECONDS) : requests.pages.take();
            if (page != null) {
                pages--;
                take(page, start);
            }
        }
    }

    private void list() throws IOException, InterruptedException {
        for (Shard shard : listShards()) {
            if (known.add(shard.shardId()) && !follower.isRead(shard.shardId())) {
                Cursor cursor = new Cursor(shard);
                cursor.lastSequenceNumber = follower.after(shard.shardId()).orElse(null);
                waiting.put(shard.shardId(), cursor);
            }
        }
    }

    /** Begins with those whose parents are read or no longer there. */
    private void beginNext() {
        List<Cursor> startable = waiting.values().stream()
                .filter(cursor ->
                        !isUnread(cursor.shard.parentShardId()) && !isUnread(cursor.shard.adjacentParentShardId()))
                .toList();
        for (Cursor cursor : startable) {
            // Where reading has no end, all get their turn, one page after the other.
            if (endless || reading.size() < MAX_PAGES) {
                waiting.remove(cursor.shard.shardId());
                reading.put(cursor.shard.shardId(), cursor);
                pause(cursor, Duration.ZERO);
            }
        }
    }

    private boolean isUnread(@Nullable String shardId) {
        return waiting.containsKey(shardId) || reading.containsKey(shardId);
    }

    private void askOn() {
        for (Cursor cursor = pausing.peek();
                cursor != null && pages < MAX_PAGES && cursor.dueNanos - System.nanoTime() <= 0;
                cursor = pausing.peek()) {
            pausing.remove();
            String iterator = cursor.iterator;
            if (iterator == null) {
                begin(cursor);
            } else {
                ask(cursor, CompletableFuture.completedFuture(iterator));
            }
        }
    }

    private void take(Page page, long start) throws IOException, InterruptedException {
        Cursor cursor = page.cursor;
        if (page.answer == null) {
            boolean expired = page.error instanceof ExpiredIteratorException;
            require(expired && cursor.beginnings < MAX_BEGINNINGS, page.error);
            begin(cursor);
            return;
        }
        cursor.beginnings = 0;
        for (Record record : page.answer.records()) {
            follower.accept(cursor.shard.shardId(), record);
            cursor.lastSequenceNumber = record.sequenceNumber();
        }
        String next = page.answer.nextShardIterator();
        boolean atEnd = isAtEnd(page.answer, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        if (next == null) {
            reading.remove(cursor.shard.shardId());
            follower.ended(cursor.shard.shardId());
            if (endless) {
                list(); // it has children
            }
        } else if (atEnd && !endless) {
            reading.remove(cursor.shard.shardId());
        } else {
            cursor.atEnd |= atEnd;
            cursor.iterator = next;
            pause(cursor, behindMillis(page.answer) == 0 && endless ? PAUSE_AT_END : Duration.ZERO);
        }
    }

    private void pause(Cursor cursor, Duration pause) {
        cursor.dueNanos = System.nanoTime() + pause.toNanos();
        pausing.add(cursor);
    }

    /**
     * What is not read yet came after the reading began. An empty page alone does not say so, nor does a stream that
     * is written to come to an empty one.
     */
    private static boolean isAtEnd(GetRecordsResponse answer, long elapsedMillis) {
        long behind = behindMillis(answer);
        return answer.records().isEmpty() ? behind <= elapsedMillis : behind + MILLIS_TO_CATCH_UP < elapsedMillis;
    }

    private static long behindMillis(GetRecordsResponse answer) {
        return answer.millisBehindLatest() == null ? 0 : answer.millisBehindLatest();
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
    private void begin(Cursor cursor) {
        cursor.beginnings++;
        Optional<String> last = Optional.ofNullable(cursor.lastSequenceNumber);
        GetShardIteratorRequest request = GetShardIteratorRequest.builder()
                .streamName(stream)
                .shardId(cursor.shard.shardId())
                .shardIteratorType(
                        last.isEmpty() ? ShardIteratorType.TRIM_HORIZON : ShardIteratorType.AFTER_SEQUENCE_NUMBER)
                .startingSequenceNumber(last.orElse(null))
                .build();
        ask(cursor, client.getShardIterator(request).thenApply(answer -> answer.shardIterator()));
    }

    private void ask(Cursor cursor, CompletableFuture<String> iterator) {
        pages++;
        requests.expect(iterator);
        iterator.thenCompose(from -> requests.expect(client.getRecords(request -> request.shardIterator(from))))
                .whenComplete((answer, error) -> requests.pages.add(new Page(cursor, answer, Failure.unwrap(error))));
    }

    private void require(boolean holds, @Nullable Throwable error) throws IOException {
        if (!holds) {
            String reason = error == null ? "no answer" : Failure.of(error).reason();
            throw new IOException("cannot read " + streamInWords + ": " + reason, error);
        }
    }

    /** Cancels what is under way. */
    @Override
    public void close() {
        requests.close();
    }

    /** The requests under way, which end with the reading. */
    private static final class Requests {
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

        void close() {
            List<CompletableFuture<?>> rest;
            synchronized (this) {
                closed = true;
                rest = List.copyOf(open);
            }
            rest.forEach(answer -> answer.cancel(true));
        }
    }
}
