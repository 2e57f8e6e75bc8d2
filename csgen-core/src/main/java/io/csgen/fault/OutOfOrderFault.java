package io.csgen.fault;

/** The click comes a little later, behind at least one other. Immutable. */
final class OutOfOrderFault extends Fault {
    OutOfOrderFault() {
        super("out_of_order", DELAY, "share of clicks that come up to 10 seconds later, behind at least one other");
    }

    @Override
    public boolean isDelay() {
        return true;
    }

    @Override
    String detail(Draw draw) {
        return Long.toString(delayMillis(draw));
    }

    @Override
    long delayMillis(Draw draw) {
        return draw.shortDelayMillis();
    }
}
