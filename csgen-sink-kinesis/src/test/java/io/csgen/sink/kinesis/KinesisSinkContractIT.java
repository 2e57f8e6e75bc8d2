package io.csgen.sink.kinesis;

import io.csgen.click.Click;
import io.csgen.sink.ClickSink;
import io.csgen.sink.SinkProvider.SinkSettings;
import io.csgen.sink.kinesis.LocalKinesis.StoredRecord;
import io.csgen.sink.testing.ClickSinkContract;
import io.csgen.sink.testing.SinkBackend;
import io.csgen.sink.testing.SinkBackend.Fault;
import io.csgen.sink.testing.SinkTraits;
import io.csgen.sink.testing.SinkTraits.Trait;
import io.csgen.testing.Needs;
import io.csgen.testing.Tool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

/** Runs the sink contract over a real local endpoint behind a network with faults. */
@Needs(Tool.NODE)
class KinesisSinkContractIT extends ClickSinkContract {
    private static final AtomicInteger STREAMS = new AtomicInteger();
    private static final int BOUND = 100;

    private static LocalKinesis kinesis;
    private static FaultProxy proxy;

    @BeforeAll
    static void start() {
        kinesis = LocalKinesis.start();
        proxy = FaultProxy.before(kinesis.endpoint());
    }

    @AfterAll
    static void stop() {
        proxy.close();
        kinesis.close();
    }

    @Override
    protected SinkTraits traits() {
        return SinkTraits.plain()
                .withFaults(Fault.THROTTLE, Fault.ERROR, Fault.FAIL_SHARE, Fault.LOSE_ANSWER, Fault.DIE)
                .withHang(BOUND)
                .with(Trait.CLIENT_PASSED_IN, Trait.LIMITS);
    }

    @Override
    protected int volume() {
        return 400; // the endpoint takes about a millisecond for each record
    }

    @Override
    protected SinkBackend backend() {
        return new Stream();
    }

    private static final class Stream implements SinkBackend {
        private final String name = "contract-" + STREAMS.incrementAndGet();
        private final KinesisAsyncClient client = LocalKinesis.newClient(proxy.endpoint());
        private final Deque<Fault> plan = new ArrayDeque<>(List.of(Fault.NONE));

        private Stream() {
            kinesis.createStream(name, 2);
            proxy.inject(put -> call -> next().handle(call));
        }

        /** Waits while requests are to hang. */
        private synchronized FaultProxy.Fault next() throws IOException {
            while (plan.element() == Fault.HANG) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            return fault(plan.size() > 1 ? plan.remove() : plan.element());
        }

        private static FaultProxy.Fault fault(Fault fault) {
            return switch (fault) {
                case NONE -> FaultProxy.Fault.none();
                case THROTTLE -> FaultProxy.Fault.throttle(position -> true);
                case FAIL_SHARE -> FaultProxy.Fault.throttle(position -> position % 2 == 1);
                case ERROR -> FaultProxy.Fault.error(503, "ServiceUnavailable");
                case LOSE_ANSWER -> FaultProxy.Fault.cutInsteadOfAnswer();
                case DIE -> FaultProxy.Fault.error(400, "ResourceNotFoundException");
                default -> throw new UnsupportedOperationException("proxy must not have " + fault);
            };
        }

        @Override
        public ClickSink open(Duration drainTimeout) {
            KinesisSinkConfig config = KinesisSinkConfig.of(name, SampleClicks.ENCODER)
                    .with(SinkSettings.PARTITION_KEY, KinesisSinkContractTest.userOrTooLong())
                    .with(KinesisSinkConfig.MAX_IN_FLIGHT_CLICKS, BOUND)
                    .with(KinesisSinkConfig.MAX_ATTEMPTS, 5)
                    .with(KinesisSinkConfig.BACKOFF_BASE, Duration.ofMillis(5))
                    .with(KinesisSinkConfig.BACKOFF_CAP, Duration.ofMillis(20))
                    .with(KinesisSinkConfig.REQUEST_TIMEOUT, Duration.ofMinutes(1))
                    .with(KinesisSinkConfig.DRAIN_TIMEOUT, drainTimeout);
            return KinesisSink.open(client, config);
        }

        @Override
        public String payload(Click click) {
            return new String(SampleClicks.ENCODER.encode(click), StandardCharsets.UTF_8);
        }

        @Override
        public List<String> stored() {
            return kinesis.read(name).stream().map(StoredRecord::data).toList();
        }

        @Override
        public synchronized void inject(List<Fault> faults) {
            faults.stream().filter(fault -> fault != Fault.HANG).forEach(Stream::fault);
            plan.clear();
            plan.addAll(faults);
            notifyAll();
        }

        @Override
        public boolean isClientOpen() {
            return client.listStreams().handle((answer, error) -> error == null).join();
        }

        @Override
        public void close() {
            client.close();
            kinesis.deleteStream(name);
        }
    }
}
