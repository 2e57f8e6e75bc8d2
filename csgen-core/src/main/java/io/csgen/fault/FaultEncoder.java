package io.csgen.fault;

import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat.Framing;
import io.csgen.click.ClickView;

/** Writes clicks with the faults of a plan that are in how they are written; all others as they are. Immutable. */
final class FaultEncoder implements ClickEncoder {
    private final ClickEncoder encoder;
    private final FaultPlan plan;

    FaultEncoder(ClickEncoder encoder, FaultPlan plan) {
        this.encoder = encoder;
        this.plan = plan;
    }

    @Override
    public int maxBytes() {
        return Math.max(encoder.maxBytes(), MalformedFault.MAX_BYTES);
    }

    @Override
    public byte[] header() {
        return encoder.header();
    }

    @Override
    public Framing framing() {
        return encoder.framing();
    }

    @Override
    public int encode(ClickView click, byte[] target, int offset) {
        Fault fault = plan.find(click);
        return fault == null || !fault.isWritten()
                ? encoder.encode(click, target, offset)
                : fault.write(plan.draw(click), encoder, target, offset);
    }
}
