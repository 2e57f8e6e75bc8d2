package io.csgen.sink.kpl;

import io.csgen.click.Click;
import io.csgen.sink.ClickSink;
import io.csgen.sink.SinkProvider.SinkSettings;
import io.csgen.sink.kinesis.KinesisSinkConfig;
import io.csgen.sink.testing.ClickSinkContract;
import io.csgen.sink.testing.SinkBackend;
import io.csgen.sink.testing.SinkBackend.Fault;
import io.csgen.sink.testing.SinkTraits;
import io.csgen.sink.testing.SinkTraits.Trait;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Runs the sink contract over a producer in memory; its records have a request each. */
class KplSinkContractTest extends ClickSinkContract {
    private static final int BOUND = 200;

    @Override
    protected SinkTraits traits() {
        return SinkTraits.plain()
                .withFaults(Fault.THROTTLE, Fault.ERROR, Fault.LOSE_ANSWER, Fault.REJECT, Fault.DIE, Fault.CRASH)
                .withHang(BOUND)
                .with(Trait.CLIENT_PASSED_IN, Trait.LIMITS, Trait.ENCODER, Trait.UNSURE_REFUSALS);
    }

    @Override
    protected SinkBackend backend() {
        return new Backend(Optional.empty());
    }

    static final class Backend implements SinkBackend {
        private final FakeProducer producer = new FakeProducer();
        private final Optional<Duration> answerTimeout;

        Backend(Optional<Duration> answerTimeout) {
            this.answerTimeout = answerTimeout;
        }

        @Override
        public ClickSink open(Duration drainTimeout) {
            KplSinkConfig config = KplSinkConfig.of("clicks", SinkBackend.breaking(SampleClicks.ENCODER))
                    .with(SinkSettings.PARTITION_KEY, SampleClicks.userOrTooLong())
                    .with(KinesisSinkConfig.MAX_IN_FLIGHT_CLICKS, BOUND)
                    .with(KinesisSinkConfig.DRAIN_TIMEOUT, drainTimeout);
            return KplSink.open(
                    producer,
                    answerTimeout
                            .map(limit -> config.with(KplSinkConfig.ANSWER_TIMEOUT, limit))
                            .orElse(config));
        }

        @Override
        public String payload(Click click) {
            return SampleClicks.payload(click);
        }

        @Override
        public List<String> stored() {
            return producer.stored();
        }

        @Override
        public void inject(List<Fault> plan) {
            producer.crash(plan.contains(Fault.CRASH) ? new NoClassDefFoundError("Kpl") : null);
            producer.inject(plan);
        }

        @Override
        public boolean isClientOpen() {
            return producer.isOpen();
        }
    }
}
