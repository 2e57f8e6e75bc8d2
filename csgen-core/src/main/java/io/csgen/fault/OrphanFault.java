package io.csgen.fault;

import io.csgen.click.Click;
import java.util.Optional;

/** A product view comes besides, of a session that begins in the middle. Immutable. */
final class OrphanFault extends Fault {
    OrphanFault() {
        super("orphan", "beside", "orphans, product views of sessions that begin in the middle, for each click");
    }

    @Override
    public boolean isBesides() {
        return true;
    }

    @Override
    String detail(Draw draw) {
        return draw.click().id();
    }

    @Override
    Optional<Besides> besides(Draw draw) {
        Click orphan = draw.plan().visitors().orphan(draw.click().timestampMillis(), draw.random());
        return Optional.of(new Besides(orphan, orphan.timestampMillis()));
    }

    @Override
    void expect(Draw draw, FaultPlan.Expectations check) {
        besides(draw).ifPresent(orphan -> check.extra(this, orphan.click()));
    }
}
