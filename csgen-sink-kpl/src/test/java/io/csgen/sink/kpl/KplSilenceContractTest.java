package io.csgen.sink.kpl;

import io.csgen.sink.testing.ClickSinkContract;
import io.csgen.sink.testing.SinkBackend;
import io.csgen.sink.testing.SinkBackend.Fault;
import io.csgen.sink.testing.SinkTraits;
import java.time.Duration;
import java.util.Optional;

/**
 * Runs the sink contract over a producer that never answers for some clicks. They are awaited for so short a time that
 * other faults, which take their time, would be taken for that.
 */
class KplSilenceContractTest extends ClickSinkContract {
    @Override
    protected SinkTraits traits() {
        return SinkTraits.plain().withFaults(Fault.FORGET);
    }

    @Override
    protected SinkBackend backend() {
        return new KplSinkContractTest.Backend(Optional.of(Duration.ofSeconds(2)));
    }
}
