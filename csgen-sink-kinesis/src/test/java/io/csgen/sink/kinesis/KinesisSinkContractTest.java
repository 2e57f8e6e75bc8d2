package io.csgen.sink.kinesis;

import io.csgen.click.Click;
import io.csgen.click.PartitionKey;
import io.csgen.sink.ClickSink;
import io.csgen.sink.SinkProvider.SinkSettings;
import io.csgen.sink.kinesis.FakeKinesis.Put;
import io.csgen.sink.testing.ClickSinkContract;
import io.csgen.sink.testing.SinkBackend;
import io.csgen.sink.testing.SinkBackend.Fault;
import io.csgen.sink.testing.SinkTraits;
import io.csgen.sink.testing.SinkTraits.Trait;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkInterruptedException;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;

/** Runs the sink contract over a stream in memory, with every fault and with time moved by hand. */
class KinesisSinkContractTest extends ClickSinkContract {
    private static final int BOUND = 200;

    @Override
    protected SinkTraits traits() {
        return SinkTraits.plain()
                .withFaults(
                        Fault.THROTTLE,
                        Fault.ERROR,
                        Fault.FAIL_SHARE,
                        Fault.LOSE_ANSWER,
                        Fault.FORGET,
                        Fault.REJECT,
                        Fault.DIE,
                        Fault.CRASH)
                .withHang(BOUND)
                .with(Trait.CLIENT_PASSED_IN, Trait.LIMITS, Trait.ENCODER);
    }

    @Override
    protected SinkBackend backend() {
        return new Stream();
    }

    /** Returns the user as a key, which is longer than Kinesis allows for one of them. */
    static PartitionKey userOrTooLong() {
        return click -> click.userId() == SinkBackend.OVERSIZED_USER
                ? "k".repeat(257)
                : PartitionKey.user().of(click);
    }

    private static final class Stream implements SinkBackend {
        private final ManualTimer timer = new ManualTimer();
        private final Client client = new Client();

        @Override
        public ClickSink open(Duration drainTimeout) {
            KinesisSinkConfig config = KinesisSinkConfig.of("clicks", SinkBackend.breaking(SampleClicks.ENCODER))
                    .with(SinkSettings.PARTITION_KEY, userOrTooLong())
                    .with(KinesisSinkConfig.MAX_IN_FLIGHT_CLICKS, BOUND)
                    .with(KinesisSinkConfig.DRAIN_TIMEOUT, isShort(drainTimeout) ? drainTimeout : Duration.ofDays(1));
            return new KinesisSink(client, config, timer, () -> {});
        }

        /** The time of this sink runs ahead of the machine's. */
        private static boolean isShort(Duration drainTimeout) {
            return drainTimeout.compareTo(Duration.ofSeconds(1)) < 0;
        }

        @Override
        public String payload(Click click) {
            return new String(SampleClicks.ENCODER.encode(click), StandardCharsets.UTF_8);
        }

        @Override
        public List<String> stored() {
            return client.stored();
        }

        @Override
        public void inject(List<Fault> plan) {
            client.inject(plan);
        }

        @Override
        public void elapse() {
            timer.advance(Duration.ofSeconds(5)); // the longest pause
        }

        @Override
        public boolean isClientOpen() {
            return client.open;
        }
    }

    private static final class Client implements KinesisAsyncClient {
        private final List<String> stored = new ArrayList<>();
        private final Deque<Fault> plan = new ArrayDeque<>(List.of(Fault.NONE));
        private final List<Put> hanging = new ArrayList<>();
        private volatile boolean open = true;

        @Override
        public CompletableFuture<PutRecordsResponse> putRecords(PutRecordsRequest request) {
            Put put = new Put(request, new CompletableFuture<>());
            if (Thread.interrupted()) { // as the client of the SDK does
                put.fail(SdkClientException.create("interrupted", new SdkInterruptedException()));
            } else {
                answer(put);
            }
            return put.answer();
        }

        private void answer(Put put) {
            Fault fault;
            synchronized (this) {
                fault = plan.size() > 1 ? plan.remove() : plan.element();
                if (fault == Fault.HANG) {
                    hanging.add(put);
                    return;
                }
                if (fault == Fault.FORGET) {
                    return;
                }
            }
            switch (fault) {
                case CRASH -> throw new NoClassDefFoundError("software/amazon/awssdk/Gone");
                case THROTTLE -> take(put, position -> true, "ProvisionedThroughputExceededException");
                case FAIL_SHARE -> take(put, position -> position % 2 == 1, "ProvisionedThroughputExceededException");
                case REJECT ->
                    take(put, position -> isRejected(put.request().records().get(position)), "KMSDisabledException");
                case ERROR -> put.fail(error(503, "ServiceUnavailable"));
                case DIE -> put.fail(error(400, "ResourceNotFoundException"));
                case LOSE_ANSWER -> {
                    store(put, position -> false);
                    put.fail(SdkClientException.create("sent, then lost", new IOException("connection reset")));
                }
                default -> take(put, position -> false, "none");
            }
        }

        private void take(Put put, IntPredicate refused, String code) {
            store(put, refused);
            put.failRecords(
                    code,
                    IntStream.range(0, put.request().records().size())
                            .filter(refused)
                            .boxed()
                            .toArray(Integer[]::new));
        }

        private synchronized void store(Put put, IntPredicate refused) {
            List<PutRecordsRequestEntry> records = put.request().records();
            for (int i = 0; i < records.size(); i++) {
                if (!refused.test(i)) {
                    stored.add(records.get(i).data().asUtf8String());
                }
            }
        }

        private static boolean isRejected(PutRecordsRequestEntry record) {
            return record.partitionKey().equals(Integer.toString(SinkBackend.REJECTED_USER));
        }

        private static Throwable error(int status, String code) {
            return FakeKinesis.error(KinesisException.builder(), status, code, "as the test says");
        }

        private void inject(List<Fault> faults) {
            List<Put> released;
            synchronized (this) {
                plan.clear();
                plan.addAll(faults);
                released = List.copyOf(hanging);
                hanging.clear();
            }
            for (Put put : released) {
                try {
                    answer(put);
                } catch (NoClassDefFoundError e) {
                    put.fail(e);
                }
            }
        }

        private synchronized List<String> stored() {
            return List.copyOf(stored);
        }

        @Override
        public String serviceName() {
            return "kinesis";
        }

        @Override
        public void close() {
            open = false;
        }
    }
}
