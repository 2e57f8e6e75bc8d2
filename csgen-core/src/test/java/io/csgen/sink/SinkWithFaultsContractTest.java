package io.csgen.sink;

import io.csgen.click.Click;
import io.csgen.fault.Faults;
import io.csgen.model.ShopModel;
import io.csgen.simulate.ClickGenerator;
import io.csgen.sink.testing.ClickSinkContract;
import io.csgen.sink.testing.SinkBackend;
import io.csgen.sink.testing.SinkTraits;
import io.csgen.sink.testing.SinkTraits.Trait;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Nested;

/** A sink behind faults on demand keeps the contract, but for what these faults are. */
class SinkWithFaultsContractTest {
    private static final ClickGenerator GENERATOR =
            ClickGenerator.of(ShopModel.classic(), 1, Instant.parse("2026-01-05T00:00:00Z"));

    /** Nothing of it is written, so every click goes on at once. */
    @Nested
    class WhereNoClickIsMoved extends ClickSinkContract {
        @Override
        protected SinkBackend backend() {
            return new BehindFaults(
                    new ScriptedBackend(Flaw.NONE), Faults.none().with(io.csgen.fault.Fault.MALFORMED, 1));
        }

        @Override
        protected SinkTraits traits() {
            return SinkTraits.plain()
                    .withFaults(
                            SinkBackend.Fault.THROTTLE,
                            SinkBackend.Fault.ERROR,
                            SinkBackend.Fault.FAIL_SHARE,
                            SinkBackend.Fault.LOSE_ANSWER,
                            SinkBackend.Fault.REJECT,
                            SinkBackend.Fault.DIE,
                            SinkBackend.Fault.CRASH)
                    .withHang(FlawedSink.BOUND)
                    .with(Trait.CLIENT_PASSED_IN, Trait.LIMITS);
        }

        @Override
        protected int volume() {
            return 400;
        }
    }

    /** Late by seconds, as the virtual time of all clicks together is less: each is held until the flush. */
    @Nested
    class WhereClicksAreHeld extends ClickSinkContract {
        @Override
        protected SinkBackend backend() {
            return new BehindFaults(
                    new MemoryBackend(InMemorySink.withCapacity(100_000)),
                    Faults.none().with(io.csgen.fault.Fault.LATE, 0.5));
        }

        @Override
        protected SinkTraits traits() {
            return SinkTraits.plain();
        }

        /** No test here, as the order of a key is what the fault breaks. */
        @Override
        protected void s5DeliversTheClicksOfAKeyInOrder() {}

        /** Nor here. */
        @Override
        protected void s19DeliversTheClicksOfAKeyInTheOrderOfTheBlock() {}
    }

    /** A backend whose sink is behind faults. */
    private record BehindFaults(SinkBackend next, Faults faults) implements SinkBackend {
        @Override
        public ClickSink open(Duration drainTimeout) throws Exception {
            return faults.injection(GENERATOR, entry -> {}).into(next.open(drainTimeout));
        }

        @Override
        public String payload(Click click) {
            return next.payload(click);
        }

        @Override
        public List<String> stored() throws Exception {
            return next.stored();
        }

        @Override
        public void inject(List<Fault> plan) {
            next.inject(plan);
        }

        @Override
        public void elapse() {
            next.elapse();
        }

        @Override
        public boolean isClientOpen() {
            return next.isClientOpen();
        }

        @Override
        public void close() throws IOException {
            next.close();
        }
    }
}
