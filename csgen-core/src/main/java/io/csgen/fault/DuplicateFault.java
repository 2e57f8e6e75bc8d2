package io.csgen.fault;

import io.csgen.click.Click;
import java.util.Optional;

/** The click comes a second time. Immutable. */
final class DuplicateFault extends Fault {
    DuplicateFault() {
        super("duplicate", DELAY, "share of clicks that come a second time, within 10 seconds");
    }

    @Override
    public boolean isBesides() {
        return true;
    }

    @Override
    String detail(Draw draw) {
        return Long.toString(draw.shortDelayMillis());
    }

    @Override
    Optional<Besides> besides(Draw draw) {
        Click click = draw.click().toClick();
        return Optional.of(new Besides(click, click.timestampMillis() + draw.shortDelayMillis()));
    }

    @Override
    void expect(Draw draw, FaultPlan.Expectations check) {
        check.copy(this, draw.click());
    }
}
