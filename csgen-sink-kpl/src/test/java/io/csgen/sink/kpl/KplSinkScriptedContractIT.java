package io.csgen.sink.kpl;

import io.csgen.click.Click;
import io.csgen.sink.ClickSink;
import io.csgen.sink.SinkProvider.SinkSettings;
import io.csgen.sink.kinesis.KinesisSinkConfig;
import io.csgen.sink.kinesis.scripted.HeldRecord;
import io.csgen.sink.kinesis.scripted.ScriptedKinesis;
import io.csgen.sink.kinesis.scripted.ScriptedStream;
import io.csgen.sink.testing.ClickSinkContract;
import io.csgen.sink.testing.SinkBackend;
import io.csgen.sink.testing.SinkBackend.Fault;
import io.csgen.sink.testing.SinkTraits;
import io.csgen.sink.testing.SinkTraits.Trait;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import software.amazon.kinesis.producer.KinesisProducer;

/** Runs the sink contract over the real KPL and an endpoint with faults; the record TTL is short for them. */
class KplSinkScriptedContractIT extends ClickSinkContract {
    private static final AtomicInteger STREAMS = new AtomicInteger();
    private static final int BOUND = 100;
    private static final String THROTTLED = "ProvisionedThroughputExceededException";

    private static ScriptedKinesis kinesis;
    private static KinesisProducer producer;

    @BeforeAll
    static void start() {
        kinesis = ScriptedKinesis.startWithTls();
        producer = NativeKpl.producer(kinesis.endpoint().getPort(), Duration.ofSeconds(2));
    }

    @AfterAll
    static void stop() {
        producer.destroy();
        kinesis.close();
    }

    @Override
    protected SinkTraits traits() {
        return SinkTraits.plain()
                .withFaults(Fault.THROTTLE, Fault.ERROR, Fault.FAIL_SHARE, Fault.LOSE_ANSWER, Fault.DIE)
                .withHang(BOUND)
                .with(Trait.CLIENT_PASSED_IN, Trait.LIMITS, Trait.UNSURE_REFUSALS);
    }

    @Override
    protected int volume() {
        return 200; // clicks of a key wait for each other
    }

    @Override
    protected SinkBackend backend() {
        return new Stream();
    }

    private static final class Stream implements SinkBackend {
        private final String name = "contract-" + STREAMS.incrementAndGet();
        private final ScriptedStream stream = kinesis.createStream(name, 2);
        private final Deque<Fault> plan = new ArrayDeque<>(List.of(Fault.NONE));

        private Stream() {
            kinesis.follow(number -> next());
        }

        private synchronized io.csgen.sink.kinesis.scripted.Fault next() {
            return fault(plan.size() > 1 ? plan.remove() : plan.element());
        }

        private static io.csgen.sink.kinesis.scripted.Fault fault(Fault fault) {
            return switch (fault) {
                case NONE -> io.csgen.sink.kinesis.scripted.Fault.none();
                case THROTTLE -> io.csgen.sink.kinesis.scripted.Fault.failRecords(THROTTLED, position -> true);
                case FAIL_SHARE ->
                    io.csgen.sink.kinesis.scripted.Fault.failRecords(THROTTLED, position -> position % 2 == 1);
                case ERROR -> io.csgen.sink.kinesis.scripted.Fault.unavailable();
                case LOSE_ANSWER -> io.csgen.sink.kinesis.scripted.Fault.resetAfterApplying();
                case DIE -> io.csgen.sink.kinesis.scripted.Fault.streamMissing();
                default -> throw new UnsupportedOperationException("endpoint must not have " + fault);
            };
        }

        @Override
        public ClickSink open(Duration drainTimeout) {
            return KplSink.open(
                    producer,
                    KplSinkConfig.of(name, SampleClicks.ENCODER)
                            .with(SinkSettings.PARTITION_KEY, SampleClicks.userOrTooLong())
                            .with(KinesisSinkConfig.MAX_IN_FLIGHT_CLICKS, BOUND)
                            .with(KinesisSinkConfig.DRAIN_TIMEOUT, drainTimeout));
        }

        @Override
        public String payload(Click click) {
            return SampleClicks.payload(click);
        }

        @Override
        public List<String> stored() {
            return stream.records().stream()
                    .map(HeldRecord::data)
                    .map(data -> new String(data, StandardCharsets.UTF_8))
                    .toList();
        }

        @Override
        public void inject(List<Fault> faults) {
            ProcessHandle process = NativeKpl.process().orElseThrow();
            if (faults.get(0) == Fault.HANG) {
                NativeKpl.stop(process);
                return;
            }
            faults.forEach(Stream::fault);
            synchronized (this) {
                plan.clear();
                plan.addAll(faults);
            }
            NativeKpl.goOn(process);
        }

        @Override
        public boolean isClientOpen() {
            return NativeKpl.answers(producer);
        }

        @Override
        public void close() {
            NativeKpl.goOn(NativeKpl.process().orElseThrow());
        }
    }
}
