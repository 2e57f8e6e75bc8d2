package io.csgen.sink.kpl;

import io.csgen.click.Click;
import io.csgen.sink.ClickSink;
import io.csgen.sink.SinkProvider.SinkSettings;
import io.csgen.sink.kinesis.KinesisSinkConfig;
import io.csgen.sink.kinesis.LocalKinesis;
import io.csgen.sink.kinesis.LocalKinesis.StoredRecord;
import io.csgen.sink.testing.ClickSinkContract;
import io.csgen.sink.testing.SinkBackend;
import io.csgen.sink.testing.SinkBackend.Fault;
import io.csgen.sink.testing.SinkTraits;
import io.csgen.sink.testing.SinkTraits.Trait;
import io.csgen.testing.Needs;
import io.csgen.testing.Tool;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import software.amazon.kinesis.producer.KinesisProducer;

/**
 * Runs the sink contract over the real KPL and a real local endpoint with TLS. One native process serves all
 * tests; it hangs by being stopped.
 */
@Needs(Tool.NODE)
class KplSinkContractIT extends ClickSinkContract {
    private static final AtomicInteger STREAMS = new AtomicInteger();
    private static final int BOUND = 100;

    private static LocalKinesis kinesis;
    private static KinesisProducer producer;

    @BeforeAll
    static void start() {
        kinesis = LocalKinesis.start();
        producer = NativeKpl.producer(kinesis.tlsPort(), Duration.ofMinutes(1));
    }

    @AfterAll
    static void stop() {
        producer.destroy();
        kinesis.close();
    }

    @Override
    protected SinkTraits traits() {
        return SinkTraits.plain().withHang(BOUND).with(Trait.CLIENT_PASSED_IN, Trait.LIMITS);
    }

    @Override
    protected int volume() {
        return 40; // clicks of a key wait for each other, and this endpoint is slow: the scripted one takes more
    }

    @Override
    protected SinkBackend backend() {
        return new Stream();
    }

    private static final class Stream implements SinkBackend {
        private final String name = "contract-" + STREAMS.incrementAndGet();

        private Stream() {
            kinesis.createStream(name, 2);
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
            return kinesis.read(name).stream().map(StoredRecord::data).toList();
        }

        @Override
        public void inject(List<Fault> plan) {
            ProcessHandle process = NativeKpl.process().orElseThrow();
            switch (plan.get(0)) {
                case NONE -> NativeKpl.goOn(process);
                case HANG -> NativeKpl.stop(process);
                default -> throw new UnsupportedOperationException("a real endpoint works");
            }
        }

        @Override
        public boolean isClientOpen() {
            return NativeKpl.answers(producer);
        }

        @Override
        public void close() {
            NativeKpl.goOn(NativeKpl.process().orElseThrow());
            kinesis.deleteStream(name);
        }
    }
}
