package io.csgen.fault;

import io.csgen.click.Click;
import java.util.Collections;
import java.util.Iterator;

/** Clicks of robots come besides, in visits that begin with any click of a user. Immutable. */
final class BotFault extends Fault {
    // Salts: what they are does not matter, but for ever.
    private static final long BOT = 2;
    private static final long VISIT = 3;

    BotFault() {
        super(
                "bot",
                "beside",
                "share of clicks of bots among all; they view any product, every few seconds, day and night");
    }

    @Override
    public boolean isBesides() {
        return true;
    }

    @Override
    boolean comesByItself() {
        return true;
    }

    @Override
    double mostOften() {
        return Faults.MAX_BOT_SHARE;
    }

    @Override
    String detail(Draw draw) {
        return draw.click().id();
    }

    @Override
    Iterator<Click> visit(Draw draw) {
        long begin = draw.click().timestampMillis();
        return draw.plan().visitors().begins(draw.of(BOT), begin)
                ? draw.plan()
                        .visitors()
                        .visit(draw.of(VISIT), begin, draw.plan().endMillis())
                : Collections.emptyIterator();
    }
}
