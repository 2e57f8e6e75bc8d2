package io.csgen.sink.kinesis;

import static io.csgen.sink.kinesis.SampleClicks.click;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickView;
import io.csgen.click.PartitionKey;
import io.csgen.sink.Receipt;
import io.csgen.sink.SinkException;
import io.csgen.sink.SinkProvider.SinkSettings;
import io.csgen.sink.kinesis.FakeKinesis.Put;
import io.csgen.sink.kinesis.KinesisSinkConfig.Ordering;
import io.csgen.sink.kinesis.SampleClicks.Receipts;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkInterruptedException;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

@Timeout(60)
class KinesisSinkTest {
    private static final String THROTTLED = "ProvisionedThroughputExceededException";
    private static final Throwable RESET =
            SdkClientException.create("sent, then lost", new IOException("connection reset"));
    private static final Throwable REFUSED = new ConnectException("Connection refused: localhost/127.0.0.1:4567");
    private static final Throwable MISSING = FakeKinesis.error(
            ResourceNotFoundException.builder(), 400, "ResourceNotFoundException", "Stream clicks not found.");
    private static final Throwable INVALID =
            FakeKinesis.error(InvalidArgumentException.builder(), 400, "InvalidArgumentException", "Bad record.");

    /** Writes the click id, so that requests are easy to read. */
    private static final ClickEncoder IDS = new ClickEncoder() {
        @Override
        public int maxBytes() {
            return 64;
        }

        @Override
        public int encode(ClickView click, byte[] target, int offset) {
            byte[] id = click.id().substring(15).getBytes(StandardCharsets.UTF_8);
            System.arraycopy(id, 0, target, offset, id.length);
            return offset + id.length;
        }
    };

    private final FakeKinesis kinesis = new FakeKinesis();
    private final ManualTimer timer = new ManualTimer();
    private final Receipts receipts = new Receipts();
    private final AtomicInteger releases = new AtomicInteger();
    private final KinesisSinkConfig config =
            KinesisSinkConfig.of("clicks", IDS).with(KinesisSinkConfig.DRAIN_TIMEOUT, Duration.ofMillis(50));
    private final List<KinesisRequest> answered = new CopyOnWriteArrayList<>();
    private final List<KinesisSink> opened = new ArrayList<>();

    @AfterEach
    void closeAll() {
        opened.forEach(timer::close);
    }

    private KinesisSink open(KinesisSinkConfig chosen) {
        KinesisSink sink = new KinesisSink(kinesis, chosen, answered::add, timer, releases::incrementAndGet);
        opened.add(sink);
        return sink;
    }

    private KinesisSink open(KinesisSinkConfig chosen, KinesisAsyncClient client) {
        KinesisSink sink = new KinesisSink(client, chosen, timer, () -> {});
        opened.add(sink);
        return sink;
    }

    private static KinesisAsyncClient failing(Error error) {
        KinesisAsyncClient client = mock(KinesisAsyncClient.class);
        when(client.putRecords(any(PutRecordsRequest.class))).thenThrow(error);
        when(client.listShards(any(ListShardsRequest.class))).thenThrow(error);
        return client;
    }

    private void send(KinesisSink sink, int user, int... ordinals) throws InterruptedException {
        for (int ordinal : ordinals) {
            sink.send(click(user, ordinal), receipts);
        }
    }

    /** Lets every pause pass, whatever was drawn for it. */
    private void passPause() {
        timer.advance(config.get(KinesisSinkConfig.BACKOFF_CAP));
    }

    // Batches

    @Test
    void sendsAFullBatchAtOnce() throws InterruptedException {
        KinesisSink sink = open(config.with(KinesisSinkConfig.MAX_BATCH_RECORDS, 3));
        send(sink, 1, 1, 2);
        assertThat(kinesis.puts()).isZero();
        send(sink, 1, 3);

        assertThat(kinesis.puts()).isEqualTo(1);
        assertThat(kinesis.put(0).request().streamName()).isEqualTo("clicks");
        assertThat(kinesis.put(0).records()).containsExactly("1:1-1", "1:1-2", "1:1-3");
    }

    @Test
    void sendsAPartBatchWhenItsOldestClickHasWaitedLongEnough() throws InterruptedException {
        KinesisSink sink = open(config.with(KinesisSinkConfig.MAX_BATCH_AGE, Duration.ofMillis(100)));
        send(sink, 1, 1);
        timer.advance(Duration.ofMillis(60));
        send(sink, 2, 1);
        timer.advance(Duration.ofMillis(39));
        assertThat(kinesis.puts()).isZero();
        timer.advance(Duration.ofMillis(1));

        assertThat(kinesis.puts()).isEqualTo(1);
        assertThat(kinesis.put(0).records()).containsExactlyInAnyOrder("1:1-1", "2:2-1");
    }

    @Test
    void boundsABatchByBytesOfKeysAndPayloads() throws InterruptedException {
        KinesisSink sink = open(config.with(KinesisSinkConfig.MAX_BATCH_BYTES, 9));
        send(sink, 1, 1, 2); // four bytes each
        assertThat(kinesis.puts()).isZero();
        send(sink, 1, 3);

        assertThat(kinesis.put(0).records()).containsExactly("1:1-1", "1:1-2");
    }

    @Test
    void setsOneAlarmForManyClicks() throws InterruptedException {
        KinesisSink sink = open(config);
        for (int user = 0; user < 300; user++) {
            send(sink, user, 1);
        }

        assertThat(timer.pending()).isEqualTo(1);
    }

    @Test
    void neverHasTwoRequestsWithTheSameKey() throws InterruptedException {
        KinesisSink sink = open(config.with(KinesisSinkConfig.MAX_BATCH_RECORDS, 2));
        send(sink, 1, 1, 2, 3, 4);
        assertThat(kinesis.puts()).isEqualTo(1);
        kinesis.put(0).succeed();

        assertThat(kinesis.puts()).isEqualTo(2);
        assertThat(kinesis.put(1).records()).containsExactly("1:1-3", "1:1-4");
    }

    @Test
    void hasAsManyRequestsSideBySideAsAllowed() throws InterruptedException {
        KinesisSink sink = open(
                config.with(KinesisSinkConfig.MAX_BATCH_RECORDS, 1).with(KinesisSinkConfig.MAX_REQUESTS_IN_FLIGHT, 3));
        for (int user = 0; user < 20; user++) {
            send(sink, user, 1);
        }
        assertThat(kinesis.puts()).isEqualTo(3);
        kinesis.put(1).succeed();

        assertThat(kinesis.puts()).isEqualTo(4);
    }

    @Test
    void tellsShardAndSequenceNumber() throws InterruptedException {
        KinesisSink sink = open(config.with(KinesisSinkConfig.MAX_BATCH_RECORDS, 2));
        send(sink, 1, 1, 2);
        kinesis.put(0).succeed();

        assertThat(receipts.all())
                .containsExactly(
                        new Receipt.Delivered(click(1, 1), 1, "shardId-000000000000/490"),
                        new Receipt.Delivered(click(1, 2), 1, "shardId-000000000000/491"));
    }

    // Retries

    @Test
    void sendsOnlyFailedRecordsAgain() throws InterruptedException {
        KinesisSink sink = open(config.with(KinesisSinkConfig.MAX_BATCH_RECORDS, 3));
        send(sink, 1, 1, 2, 3);
        kinesis.put(0).failRecords(THROTTLED, 1);
        assertThat(receipts.clicks()).containsExactly(click(1, 1), click(1, 3));
        passPause();

        assertThat(kinesis.puts()).isEqualTo(2);
        assertThat(kinesis.put(1).records()).containsExactly("1:1-2");
        kinesis.put(1).succeed();
        assertThat(receipts.all()).last().isEqualTo(new Receipt.Delivered(click(1, 2), 2, "shardId-000000000000/490"));
    }

    @Test
    void letsLaterClicksOfAKeyWaitForOneThatIsTriedAgain() throws InterruptedException {
        KinesisSink sink = open(config.with(KinesisSinkConfig.MAX_BATCH_RECORDS, 2));
        send(sink, 1, 1, 2, 3, 4);
        kinesis.put(0).failRecords(THROTTLED, 1);
        assertThat(kinesis.puts()).isEqualTo(1);
        passPause();

        assertThat(kinesis.put(1).records()).containsExactly("1:1-2", "1:1-3");
    }

    @Test
    void doesNotLetOtherKeysWaitForOneThatIsTriedAgain() throws InterruptedException {
        KinesisSink sink = open(config.with(KinesisSinkConfig.MAX_BATCH_RECORDS, 1));
        send(sink, 1, 1);
        kinesis.put(0).failRecords(THROTTLED, 0);
        send(sink, 2, 1);

        assertThat(kinesis.put(1).records()).containsExactly("2:2-1");
    }

    @Test
    void pausesForNoLongerThanABaseThatDoublesUpToACap() {
        Retries retries = Retries.of(config.with(KinesisSinkConfig.BACKOFF_BASE, Duration.ofMillis(100))
                .with(KinesisSinkConfig.BACKOFF_CAP, Duration.ofMillis(350)));
        List<Duration> longest = new ArrayList<>();
        for (int failures : new int[] {1, 2, 3, 4, 1000}) {
            long max = 0;
            for (int i = 0; i < 2_000; i++) {
                max = Math.max(max, retries.pauseNanos(failures));
            }
            longest.add(Duration.ofNanos(max));
        }

        // The greatest of 2,000 uniform draws is below 98 % of the bound with probability 0.98^2000 < 10^-17.
        List<Integer> bounds = List.of(100, 200, 350, 350, 350);
        for (int i = 0; i < bounds.size(); i++) {
            assertThat(longest.get(i))
                    .isBetween(Duration.ofMillis(bounds.get(i) * 98L / 100), Duration.ofMillis(bounds.get(i)));
        }
    }

    @Test
    void failsAClickAfterTheLastAttempt() throws InterruptedException {
        KinesisSink sink =
                open(config.with(KinesisSinkConfig.MAX_BATCH_RECORDS, 1).with(KinesisSinkConfig.MAX_ATTEMPTS, 3));
        send(sink, 1, 1);
        for (int attempt = 0; attempt < 3; attempt++) {
            kinesis.put(attempt).failRecords(THROTTLED, 0);
            passPause();
        }

        assertThat(kinesis.puts()).isEqualTo(3);
        assertThat(receipts.all())
                .containsExactly(new Receipt.Failed(click(1, 1), 3, THROTTLED + ": as the test says"));
    }

    @Test
    void failsAClickWhoseTimeIsUp() throws InterruptedException {
        KinesisSink sink = open(config.with(KinesisSinkConfig.MAX_BATCH_RECORDS, 1)
                .with(KinesisSinkConfig.RETRY_BUDGET, Duration.ofSeconds(10)));
        send(sink, 1, 1);
        timer.advance(Duration.ofSeconds(11));
        kinesis.put(0).failRecords(THROTTLED, 0);

        assertThat(receipts.all(Receipt.Failed.class)).hasSize(1);
    }

    @Test
    void leavesAClickUnconfirmedIfAnyAttemptHadNoAnswer() throws InterruptedException {
        KinesisSink sink =
                open(config.with(KinesisSinkConfig.MAX_BATCH_RECORDS, 1).with(KinesisSinkConfig.MAX_ATTEMPTS, 2));
        send(sink, 1, 1);
        kinesis.put(0).fail(RESET);
        passPause();
        kinesis.put(1).failRecords(THROTTLED, 0);

        assertThat(receipts.all())
                .containsExactly(new Receipt.Unconfirmed(click(1, 1), 2, THROTTLED + ": as the test says"));
    }

    @Test
    void triesAgainAfterAnAnswerWithTooFewResults() throws InterruptedException {
        KinesisSink sink = open(config.with(KinesisSinkConfig.MAX_BATCH_RECORDS, 2));
        send(sink, 1, 1, 2);
        kinesis.put(0).answer().complete(null);
        passPause();

        assertThat(kinesis.put(1).records()).containsExactly("1:1-1", "1:1-2");
    }

    // Pace of Kinesis shards

    @Test
    void holdsBackAThrottledKinesisShardAndNoOther() throws InterruptedException {
        kinesis.setShards(FakeKinesis.equalShards(2));
        KinesisSink sink = open(config.with(KinesisSinkConfig.MAX_BATCH_RECORDS, 10)
                .with(KinesisSinkConfig.BACKOFF_BASE, Duration.ofMillis(1))
                .with(KinesisSinkConfig.BACKOFF_CAP, Duration.ofMillis(1)));
        List<Integer> hot = usersOf(0, 600);
        List<Integer> cool = usersOf(1, 1_000);
        for (int user : hot) {
            send(sink, user, 1);
        }
        // The first ten go at once and are refused; after a rest, ten take ten milliseconds.
        kinesis.put(0).failRecords(THROTTLED, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        timer.advance(Duration.ofMillis(200));
        int answered = answerFrom(1);
        assertThat(delivered(hot)).isEqualTo(10);
        for (int user : cool) {
            send(sink, user, 1);
            answered = answerFrom(answered);
        }
        assertThat(delivered(cool)).isEqualTo(1_000);
        assertThat(delivered(hot)).isEqualTo(10);
        for (int i = 0; i < 20; i++) {
            timer.advance(Duration.ofMillis(10));
            answered = answerFrom(answered);
        }
        assertThat(delivered(hot)).isBetween(208L, 215L);
    }

    private int answerFrom(int first) {
        int next = first;
        while (next < kinesis.puts()) {
            kinesis.put(next++).succeed();
        }
        return next;
    }

    private long delivered(List<Integer> users) {
        Set<Integer> chosen = Set.copyOf(users);
        return receipts.clicks()
                .filter(click -> chosen.contains(click.userId()))
                .count();
    }

    private static List<Integer> usersOf(int shard, int count) {
        ShardMap map = ShardMap.of(FakeKinesis.equalShards(2));
        return IntStream.iterate(1, user -> user + 1)
                .filter(user -> map.indexOf(HashKey.ofMd5(RecordWriter.newMd5()
                                .digest(Integer.toString(user).getBytes(StandardCharsets.UTF_8))))
                        == shard)
                .limit(count)
                .boxed()
                .toList();
    }

    @Test
    void goesOnWhereTheKinesisShardsAreNotKnown() throws InterruptedException {
        kinesis.failListing(MISSING);
        KinesisSink sink = open(config.with(KinesisSinkConfig.MAX_BATCH_RECORDS, 1));
        send(sink, 1, 1);
        kinesis.put(0).succeed();

        assertThat(kinesis.listings()).isEqualTo(1);
        assertThat(receipts.all(Receipt.Delivered.class)).hasSize(1);
    }

    @Test
    void asksForTheKinesisShardsAgainWhenARecordIsInAnotherOne() throws InterruptedException {
        kinesis.setShards(FakeKinesis.equalShards(1));
        KinesisSink sink = open(config.with(KinesisSinkConfig.MAX_BATCH_RECORDS, 1));
        send(sink, 1, 1, 2);
        timer.advance(Duration.ofSeconds(1));
        kinesis.put(0).succeedIn("shard-0");
        assertThat(kinesis.listings()).isEqualTo(1);
        kinesis.put(1).succeedIn("elsewhere");

        assertThat(kinesis.listings()).isEqualTo(1); // nothing is left that needs them
        send(sink, 1, 3);
        assertThat(kinesis.listings()).isEqualTo(2);
        assertThat(receipts.all(Receipt.Delivered.class)).hasSize(2);
    }

    // Strict order

    @Test
    void inStrictOrderARequestHoldsOneClickOfAKey() throws InterruptedException {
        KinesisSink sink = open(
                config.with(KinesisSinkConfig.MAX_BATCH_RECORDS, 6).with(KinesisSinkConfig.ORDERING, Ordering.STRICT));
        kinesis.setShards(FakeKinesis.equalShards(1));
        for (int user = 1; user <= 3; user++) {
            send(sink, user, 1, 2);
        }
        assertThat(kinesis.put(0).records()).containsExactly("1:1-1", "2:2-1", "3:3-1");
        kinesis.put(0).failRecords(THROTTLED, 1);
        passPause();

        assertThat(kinesis.put(1).records()).containsExactly("2:2-1", "1:1-2", "3:3-2");
        kinesis.put(1).succeed();
        passPause();
        assertThat(kinesis.put(2).records()).containsExactly("2:2-2");
    }

    // Metrics

    @Test
    void tellsAboutEachRequest() throws InterruptedException {
        kinesis.setShards(List.of(FakeKinesis.shard("shardId-000000000000", "0", HashKey.MAX.toString())));
        KinesisSink sink = open(config.with(KinesisSinkConfig.MAX_BATCH_RECORDS, 3));
        send(sink, 1, 1, 2, 3, 4);
        timer.advance(Duration.ofMillis(30));
        kinesis.put(0).failRecords(THROTTLED, 1);

        assertThat(answered)
                .containsExactly(new KinesisRequest(
                        Duration.ofMillis(30), 3, 3, 12, 2, 1, Map.of("shardId-000000000000", 1), 4, 4));
    }

    @Test
    void outlivesAListenerForMetricsThatThrows() throws InterruptedException {
        KinesisSinkListener broken = request -> {
            throw new IllegalStateException("listener is broken");
        };
        KinesisSink sink =
                new KinesisSink(kinesis, config.with(KinesisSinkConfig.MAX_BATCH_RECORDS, 1), broken, timer, () -> {});
        opened.add(sink);
        send(sink, 1, 1);
        kinesis.put(0).succeed();

        assertThat(receipts.all(Receipt.Delivered.class)).hasSize(1);
    }

    // Rejections

    @Test
    void failsARejectedRecordAtOnceAndNoOther() throws InterruptedException {
        KinesisSink sink = open(config.with(KinesisSinkConfig.MAX_BATCH_RECORDS, 3));
        send(sink, 1, 1, 2, 3);
        kinesis.put(0).failRecords("KMSDisabledException", 1);

        assertThat(receipts.all(Receipt.Delivered.class)).hasSize(2);
        assertThat(receipts.all(Receipt.Failed.class))
                .containsExactly(new Receipt.Failed(click(1, 2), 1, "KMSDisabledException: as the test says"));
    }

    @Test
    void findsTheClickForWhichARequestIsRejected() throws InterruptedException {
        KinesisSink sink = open(config.with(KinesisSinkConfig.MAX_BATCH_RECORDS, 3));
        send(sink, 1, 1, 2, 3);
        kinesis.put(0).fail(INVALID);
        kinesis.put(1).succeed();
        kinesis.put(2).fail(INVALID);
        kinesis.put(3).succeed();

        assertThat(kinesis.put(2).records()).containsExactly("1:1-2");
        assertThat(receipts.all(Receipt.Delivered.class))
                .extracting(Receipt.Delivered::click)
                .containsExactly(click(1, 1), click(1, 3));
        assertThat(receipts.all(Receipt.Failed.class))
                .containsExactly(new Receipt.Failed(click(1, 2), 2, "InvalidArgumentException: Bad record."));
    }

    @Test
    void endsWithTheBackend() throws InterruptedException {
        KinesisSink sink = open(
                config.with(KinesisSinkConfig.MAX_BATCH_RECORDS, 2).with(KinesisSinkConfig.MAX_REQUESTS_IN_FLIGHT, 2));
        send(sink, 1, 1, 2, 3);
        send(sink, 2, 1, 2);
        kinesis.put(0).fail(new CompletionException(MISSING));

        String reason = "ResourceNotFoundException: Stream clicks not found.";
        assertThat(receipts.all())
                .containsExactlyInAnyOrder(
                        new Receipt.Failed(click(1, 1), 1, reason),
                        new Receipt.Failed(click(1, 2), 1, reason),
                        new Receipt.Failed(click(1, 3), 0, reason));
        kinesis.put(1).succeed();
        assertThat(receipts.all(Receipt.Delivered.class)).hasSize(2);
        assertThatThrownBy(() -> send(sink, 1, 4))
                .isInstanceOf(SinkException.class)
                .hasMessage("Kinesis stream clicks takes no more clicks: " + reason)
                .hasCause(MISSING);
        assertThat(receipts.all()).hasSize(5);
    }

    @Test
    void leavesAClickUnconfirmedThatWasPerhapsWrittenBeforeTheBackendEnded() throws InterruptedException {
        KinesisSink sink = open(config.with(KinesisSinkConfig.MAX_BATCH_RECORDS, 1));
        send(sink, 1, 1);
        kinesis.put(0).fail(RESET);
        passPause();
        kinesis.put(1).fail(MISSING);

        assertThat(receipts.all(Receipt.Unconfirmed.class)).hasSize(1);
    }

    /** A client whose library is gone says so with an Error. */
    @Test
    void endsWithAClientThatThrowsAnError() throws InterruptedException {
        NoClassDefFoundError gone = new NoClassDefFoundError("software/amazon/awssdk/Gone");
        KinesisSink sink = open(config.with(KinesisSinkConfig.MAX_BATCH_RECORDS, 1), failing(gone));
        send(sink, 1, 1);
        sink.flush();

        String reason = "NoClassDefFoundError: software/amazon/awssdk/Gone";
        assertThat(receipts.all()).containsExactly(new Receipt.Unconfirmed(click(1, 1), 1, reason));
        assertThatThrownBy(() -> send(sink, 1, 2))
                .isInstanceOf(SinkException.class)
                .hasMessage("Kinesis stream clicks takes no more clicks: " + reason)
                .hasCause(gone);
    }

    @Test
    void endsWithAnAnswerThatNobodyCanRead() throws InterruptedException {
        KinesisSink sink = open(config.with(KinesisSinkConfig.MAX_BATCH_RECORDS, 2));
        send(sink, 1, 1, 2, 3);
        PutRecordsResponse broken = mock(PutRecordsResponse.class);
        when(broken.records()).thenThrow(new StackOverflowError());
        kinesis.put(0).answer().complete(broken);
        sink.flush();

        String reason = "Internal error (a bug in csgen): java.lang.StackOverflowError";
        assertThat(receipts.all())
                .containsExactlyInAnyOrder(
                        new Receipt.Unconfirmed(click(1, 1), 1, reason),
                        new Receipt.Unconfirmed(click(1, 2), 1, reason),
                        new Receipt.Failed(click(1, 3), 0, reason));
        assertThatThrownBy(() -> send(sink, 1, 4)).isInstanceOf(SinkException.class);
    }

    @Test
    void endsWithATimerThatThrowsAnError() throws InterruptedException {
        OutOfMemoryError none = new OutOfMemoryError("unable to create native thread");
        Timer broken = new Timer() {
            @Override
            public long nanoTime() {
                return 0;
            }

            @Override
            public void schedule(long delayNanos, Runnable task) {
                throw none;
            }

            @Override
            public void close() {
                throw new IllegalStateException("thrown on purpose");
            }
        };
        KinesisSink sink = new KinesisSink(kinesis, config, broken, () -> {
            throw new AssertionError("thrown on purpose");
        });
        send(sink, 1, 1);
        sink.flush();

        assertThat(receipts.all())
                .containsExactly(new Receipt.Failed(click(1, 1), 0, "Out of memory: unable to create native thread"));
        sink.close();
        sink.close();
        assertThat(sink.isClosed()).isTrue();
    }

    @Test
    void takesARequestForUnansweredThatItsClientHasLost() throws InterruptedException {
        KinesisSink sink =
                open(config.with(KinesisSinkConfig.MAX_BATCH_RECORDS, 1).with(KinesisSinkConfig.MAX_ATTEMPTS, 1));
        send(sink, 1, 1);
        timer.advance(config.get(KinesisSinkConfig.REQUEST_TIMEOUT).plusSeconds(4));
        assertThat(receipts.all()).isEmpty();
        timer.advance(Duration.ofSeconds(1));

        assertThat(receipts.all())
                .containsExactly(new Receipt.Unconfirmed(
                        click(1, 1), 1, "no answer in time: the client has not ended the request"));
    }

    // Giving up

    @Test
    void closeFailsWhatOnlyEverMetARefusedConnection() throws InterruptedException {
        KinesisSink sink = open(config.with(KinesisSinkConfig.MAX_BATCH_RECORDS, 1)
                .with(KinesisSinkConfig.DRAIN_TIMEOUT, Duration.ZERO));
        send(sink, 1, 1);
        kinesis.put(0).fail(SdkClientException.create("m", REFUSED));
        sink.close(); // at once: were time to pass, the click could be tried again

        assertThat(receipts.all())
                .containsExactly(new Receipt.Failed(click(1, 1), 1, "no connection: Connection refused: localhost/…"));
    }

    @Test
    void givesUpAnEndpointThatIsOutOfReachForTooLong() throws InterruptedException {
        KinesisSink sink = open(config.with(KinesisSinkConfig.MAX_BATCH_RECORDS, 1)
                .with(KinesisSinkConfig.MAX_REQUESTS_IN_FLIGHT, 2)
                .with(KinesisSinkConfig.BACKOFF_BASE, Duration.ofSeconds(1))
                .with(KinesisSinkConfig.BACKOFF_CAP, Duration.ofSeconds(1))
                .with(KinesisSinkConfig.GIVE_UP_AFTER, Duration.ofSeconds(8)));
        send(sink, 1, 1);
        send(sink, 2, 1, 2);
        kinesis.put(0).fail(SdkClientException.create("m", REFUSED));
        timer.advance(Duration.ofMillis(7_900));
        assertThat(receipts.all()).isEmpty();
        timer.advance(Duration.ofMillis(100));

        String reason = "Kinesis was out of reach for 8s: no connection: Connection refused: localhost/";
        assertThat(receipts.all())
                .containsExactlyInAnyOrder(
                        new Receipt.Unconfirmed(click(1, 1), 2, reason + "…"),
                        new Receipt.Unconfirmed(click(2, 1), 1, reason + "…"),
                        new Receipt.Failed(click(2, 2), 0, reason + "…"));
        assertThatThrownBy(() -> send(sink, 1, 2))
                .isInstanceOf(SinkException.class)
                .hasMessage("Kinesis stream clicks takes no more clicks: " + reason + "127.0.0.1:4567");
    }

    @Test
    void doesNotGiveUpAnEndpointThatAnswersInBetween() throws InterruptedException {
        KinesisSink sink = open(config.with(KinesisSinkConfig.MAX_BATCH_RECORDS, 1)
                .with(KinesisSinkConfig.BACKOFF_BASE, Duration.ofSeconds(1))
                .with(KinesisSinkConfig.BACKOFF_CAP, Duration.ofSeconds(1))
                .with(KinesisSinkConfig.GIVE_UP_AFTER, Duration.ofSeconds(8)));
        send(sink, 1, 1);
        kinesis.put(0).fail(SdkClientException.create("m", REFUSED));
        timer.advance(Duration.ofSeconds(5));
        kinesis.put(1).succeed();
        send(sink, 1, 2);
        kinesis.put(2).fail(SdkClientException.create("m", REFUSED));
        timer.advance(Duration.ofSeconds(7));
        kinesis.put(3).succeed();

        assertThat(receipts.all(Receipt.Delivered.class)).hasSize(2);
        timer.advance(Duration.ofMinutes(1));
        send(sink, 1, 3);
    }

    @Test
    void keepsAnInterruptionThatEndsARequest() throws InterruptedException {
        KinesisAsyncClient interrupting = new KinesisAsyncClient() {
            @Override
            public CompletableFuture<PutRecordsResponse> putRecords(PutRecordsRequest request) {
                return CompletableFuture.failedFuture(SdkClientException.create("m", new SdkInterruptedException()));
            }

            @Override
            public String serviceName() {
                return "kinesis";
            }

            @Override
            public void close() {}
        };
        KinesisSink sink = new KinesisSink(
                interrupting,
                config.with(KinesisSinkConfig.MAX_BATCH_RECORDS, 1).with(KinesisSinkConfig.MAX_ATTEMPTS, 1),
                timer,
                releases::incrementAndGet);
        opened.add(sink);
        send(sink, 1, 1);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(receipts.all()).containsExactly(new Receipt.Unconfirmed(click(1, 1), 1, "interrupted"));
    }

    // Back-pressure

    @Test
    void wakesABlockedSenderWhenTheBackendEnds() throws Exception {
        KinesisSink sink = open(config.with(KinesisSinkConfig.MAX_IN_FLIGHT_CLICKS, 1));
        send(sink, 1, 1);
        Sender blocked = new Sender(sink, click(2, 1));
        blocked.awaitBlocked();
        kinesis.put(0).fail(MISSING);

        blocked.join();
        assertThat(blocked.thrown).isInstanceOf(SinkException.class);
    }

    @Test
    void wakesABlockedSenderWhenClosed() throws Exception {
        KinesisSink sink = open(config.with(KinesisSinkConfig.MAX_IN_FLIGHT_CLICKS, 1));
        send(sink, 1, 1);
        Sender blocked = new Sender(sink, click(2, 1));
        blocked.awaitBlocked();
        timer.close(sink);

        blocked.join();
        assertThat(blocked.thrown).isInstanceOf(IllegalStateException.class);
        assertThat(receipts.clicks()).containsExactly(click(1, 1));
    }

    // Flush and close

    @Test
    void flushWaitsForClicksAcceptedBeforeAndNoOthers() throws Exception {
        KinesisSink sink = open(config);
        send(sink, 1, 1);
        Flusher flusher = new Flusher(sink);
        flusher.awaitBlocked();
        assertThat(kinesis.put(0).records()).containsExactly("1:1-1"); // long before its age
        send(sink, 2, 1);
        kinesis.put(0).succeed();

        flusher.join();
        assertThat(flusher.thrown).isNull();
        assertThat(receipts.clicks()).containsExactly(click(1, 1));
    }

    @Test
    void flushWaitsForClicksOfEarlierFlushes() throws Exception {
        KinesisSink sink = open(config);
        send(sink, 1, 1);
        Flusher first = new Flusher(sink);
        first.awaitBlocked();
        first.interrupt();
        first.join();
        send(sink, 2, 1);
        Flusher second = new Flusher(sink);
        second.awaitBlocked();
        kinesis.put(1).succeed();
        second.awaitBlocked();
        kinesis.put(0).succeed();

        second.join();
        assertThat(first.thrown).isInstanceOf(InterruptedException.class);
        assertThat(receipts.all()).hasSize(2);
    }

    @Test
    void flushOfNothingReturns() throws InterruptedException {
        KinesisSink sink = open(config);
        sink.flush();
        sink.flush();

        assertThat(kinesis.puts()).isZero();
    }

    @Test
    void closeSendsWhatWaits() throws Exception {
        KinesisSink sink = open(config.with(KinesisSinkConfig.DRAIN_TIMEOUT, Duration.ofSeconds(10)));
        send(sink, 1, 1);
        Thread closer = new Thread(sink::close);
        closer.start();
        await().until(() -> kinesis.puts() == 1);
        kinesis.put(0).succeed();

        closer.join();
        assertThat(receipts.all(Receipt.Delivered.class)).hasSize(1);
        assertThat(releases).hasValue(1);
        assertThat(timer.isClosed()).isTrue();
        assertThat(kinesis.isClosed()).isFalse();
    }

    @Test
    void closeLeavesUnconfirmedWhatMayBeWrittenFailsTheRestAndSignalsNothingAfterwards() throws InterruptedException {
        KinesisSink sink = open(config.with(KinesisSinkConfig.MAX_BATCH_RECORDS, 1));
        send(sink, 1, 1, 2);
        timer.close(sink);

        assertThat(receipts.all())
                .containsExactlyInAnyOrder(
                        new Receipt.Unconfirmed(click(1, 1), 1, "no answer when the sink was closed"),
                        new Receipt.Failed(click(1, 2), 0, "not sent before the sink was closed"));
        assertThat(kinesis.put(0).answer()).isCancelled();
        kinesis.put(0).succeed();
        passPause();
        timer.close(sink);
        assertThat(receipts.all()).hasSize(2);
        assertThat(kinesis.puts()).isEqualTo(1);
        assertThat(releases).hasValue(1);
    }

    @Test
    void closeLetsListenersFinish() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch mayLeave = new CountDownLatch(1);
        KinesisSink sink = open(config.with(KinesisSinkConfig.MAX_BATCH_RECORDS, 2)
                .with(KinesisSinkConfig.DRAIN_TIMEOUT, Duration.ZERO));
        sink.send(click(1, 1), receipt -> {
            entered.countDown();
            awaitUninterruptibly(mayLeave);
        });
        send(sink, 1, 2);
        Thread answering = new Thread(() -> kinesis.put(0).succeed());
        answering.start();
        entered.await();
        Closer first = new Closer(sink);
        await().until(() -> first.getState() == Thread.State.WAITING);
        Closer second = new Closer(sink);
        second.awaitBlocked();
        assertThat(receipts.all()).isEmpty();
        mayLeave.countDown();

        first.join();
        assertThat(receipts.all(Receipt.Delivered.class)).hasSize(1);
        second.join();
        assertThat(releases).hasValue(1);
        answering.join();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anInterruptedCloseStillDrainsAndKeepsTheInterruption() throws Exception {
        KinesisSink sink = open(config.with(KinesisSinkConfig.MAX_BATCH_RECORDS, 1)
                .with(KinesisSinkConfig.DRAIN_TIMEOUT, Duration.ofSeconds(30)));
        send(sink, 1, 1);
        AtomicBoolean interrupted = new AtomicBoolean();
        Thread closer = new Thread(() -> {
            Thread.currentThread().interrupt();
            sink.close();
            interrupted.set(Thread.interrupted());
        });
        closer.start();
        await().until(() -> closer.getState() == Thread.State.WAITING);
        kinesis.put(0).succeed();

        closer.join();
        assertThat(interrupted).isTrue();
        assertThat(receipts.all(Receipt.Delivered.class)).hasSize(1);
    }

    @Test
    void takesNothingAfterClose() {
        KinesisSink sink = open(config);
        timer.close(sink);

        assertThatIllegalStateException()
                .isThrownBy(() -> send(sink, 1, 1))
                .withMessage("sink must be open to send: Kinesis stream clicks");
        assertThatIllegalStateException()
                .isThrownBy(sink::flush)
                .withMessage("sink must be open to flush: Kinesis stream clicks");
    }

    // Limits

    @Test
    void acceptsKeysOf1To256Characters() throws InterruptedException {
        for (int length : new int[] {1, 256}) {
            KinesisSink sink = open(config.with(SinkSettings.PARTITION_KEY, PartitionKey.constant("k".repeat(length))));
            send(sink, 1, 1);
        }
        assertThat(receipts.all()).isEmpty();

        for (int length : new int[] {0, 257}) {
            KinesisSink sink = open(config.with(SinkSettings.PARTITION_KEY, PartitionKey.constant("k".repeat(length))));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> send(sink, 1, 1))
                    .withMessage(
                            "click 0000000000000001-1 must have a partition key of 1 to 256 characters: " + length);
        }
    }

    @Test
    void acceptsRecordsThatFitIntoARequest() throws InterruptedException {
        KinesisSink fits = open(config.with(KinesisSinkConfig.MAX_BATCH_BYTES, 4));
        send(fits, 1, 1);
        assertThat(kinesis.puts()).isEqualTo(1);

        KinesisSink tooSmall = open(config.with(KinesisSinkConfig.MAX_BATCH_BYTES, 3));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> send(tooSmall, 1, 1))
                .withMessage("click 0000000000000001-1 must have at most 3 bytes of partition key and payload: 4");
    }

    @Test
    void acceptsRecordsOfAtMost1Mebibyte() throws InterruptedException {
        int limit = 1 << 20;
        send(
                open(KinesisSinkConfig.of("clicks", sized(limit - 1))
                        .with(KinesisSinkConfig.DRAIN_TIMEOUT, Duration.ZERO)),
                1,
                1);

        KinesisSink tooLarge =
                open(KinesisSinkConfig.of("clicks", sized(limit)).with(KinesisSinkConfig.DRAIN_TIMEOUT, Duration.ZERO));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> send(tooLarge, 1, 1))
                .withMessage("click 0000000000000001-1 must have at most 1048576 bytes of partition key and payload:"
                        + " 1048577");
    }

    private static ClickEncoder sized(int bytes) {
        return new ClickEncoder() {
            @Override
            public int maxBytes() {
                return bytes;
            }

            @Override
            public int encode(ClickView click, byte[] target, int offset) {
                return offset + bytes;
            }
        };
    }

    // Many threads

    @RepeatedTest(5)
    void givesEachClickOneReceiptUnderConcurrentUse() throws Exception {
        FlakyKinesis flaky = new FlakyKinesis();
        KinesisSink sink = KinesisSink.open(
                flaky,
                config.with(KinesisSinkConfig.MAX_BATCH_RECORDS, 7)
                        .with(KinesisSinkConfig.MAX_IN_FLIGHT_CLICKS, 50)
                        .with(KinesisSinkConfig.MAX_BATCH_AGE, Duration.ofMillis(1))
                        .with(KinesisSinkConfig.DRAIN_TIMEOUT, Duration.ofSeconds(20))
                        .with(KinesisSinkConfig.BACKOFF_BASE, Duration.ofMillis(1))
                        .with(KinesisSinkConfig.BACKOFF_CAP, Duration.ofMillis(2)));
        List<Caller> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int first = t;
            Caller thread = new Caller() {
                @Override
                void call() throws InterruptedException {
                    for (int ordinal = 1; ordinal <= 1_000; ordinal++) {
                        send(sink, first + 4 * (ordinal % 10), ordinal);
                        if (ordinal % 250 == 0) {
                            sink.flush();
                        }
                    }
                }
            };
            thread.start();
            threads.add(thread);
        }
        for (Caller thread : threads) {
            thread.join();
            assertThat(thread.thrown).isNull();
        }
        timer.close(sink);
        flaky.close();

        assertThat(receipts.all()).hasSize(4_000);
        assertThat(receipts.clicks().map(Click::id).distinct()).hasSize(4_000);
        assertThat(receipts.all(Receipt.Delivered.class)).hasSize(4_000);
        assertThat(flaky.doubleKeys).isEmpty();
    }

    /** Answers soon, on other threads, with a failure now and then; notes keys it has in two requests at once. */
    private static final class FlakyKinesis implements KinesisAsyncClient {
        private final ExecutorService threads = Executors.newFixedThreadPool(3);
        private final AtomicInteger requests = new AtomicInteger();
        private final Set<String> keys = ConcurrentHashMap.newKeySet();
        private final Set<String> doubleKeys = ConcurrentHashMap.newKeySet();

        @Override
        public CompletableFuture<PutRecordsResponse> putRecords(PutRecordsRequest request) {
            Put put = new Put(request, new CompletableFuture<>());
            Set<String> mine = request.records().stream()
                    .map(PutRecordsRequestEntry::partitionKey)
                    .collect(Collectors.toSet());
            mine.stream().filter(key -> !keys.add(key)).forEach(doubleKeys::add);
            int number = requests.incrementAndGet();
            threads.execute(() -> {
                keys.removeAll(mine);
                switch (number % 7) {
                    case 0 -> put.fail(RESET);
                    case 3 -> put.failRecords(THROTTLED, 0);
                    default -> put.succeed();
                }
            });
            return put.answer();
        }

        @Override
        public String serviceName() {
            return "kinesis";
        }

        @Override
        public void close() {
            threads.shutdownNow();
        }
    }

    /** A thread that calls the sink; {@code thrown} is to be read after {@code join}. */
    private abstract static class Caller extends Thread {
        Throwable thrown;

        abstract void call() throws InterruptedException;

        @Override
        public void run() {
            try {
                call();
            } catch (InterruptedException | RuntimeException e) {
                thrown = e;
            }
        }

        void awaitBlocked() {
            await().until(() -> getState() == State.WAITING);
        }
    }

    private final class Sender extends Caller {
        private final KinesisSink sink;
        private final Click click;

        private Sender(KinesisSink sink, Click click) {
            this.sink = sink;
            this.click = click;
            start();
        }

        @Override
        void call() throws InterruptedException {
            sink.send(click, receipts);
        }
    }

    private static final class Closer extends Caller {
        private final KinesisSink sink;

        private Closer(KinesisSink sink) {
            this.sink = sink;
            start();
        }

        @Override
        void call() {
            sink.close();
        }
    }

    private static final class Flusher extends Caller {
        private final KinesisSink sink;

        private Flusher(KinesisSink sink) {
            this.sink = sink;
            start();
        }

        @Override
        void call() throws InterruptedException {
            sink.flush();
        }
    }
}
