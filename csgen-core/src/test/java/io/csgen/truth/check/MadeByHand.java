package io.csgen.truth.check;

import io.csgen.click.Click;
import io.csgen.click.ClickType;
import io.csgen.click.ClickView;
import io.csgen.model.ShopModel;
import io.csgen.truth.Digest;
import io.csgen.truth.Stores;
import io.csgen.truth.internal.DigestSum;
import java.util.List;
import java.util.function.Consumer;

/**
 * Clicks that a test wrote down, as what a check expects. Their sessions are numbered by their ids.
 *
 * @param clicks in order of time
 */
record MadeByHand(List<Click> clicks) implements ExpectedClicks {
    private static final ShopModel MODEL = ShopModel.classic();
    private static final long START_MILLIS = Stores.START.toEpochMilli();

    MadeByHand(Click... clicks) {
        this(List.of(clicks));
    }

    /** Returns a view of product 7 in group 1. */
    static Click click(int seconds, int user, long session, int ordinal) {
        return new Click(START_MILLIS + 1_000L * seconds, user, session, ordinal, ClickType.PRODUCT_VIEW, 1, 7);
    }

    /** Returns a click like another, of another product. */
    static Click ofProduct(Click click, int product) {
        return new Click(
                click.timestampMillis(),
                click.userId(),
                click.sessionId(),
                click.ordinal(),
                click.type(),
                click.groupId(),
                product);
    }

    @Override
    public void forEach(Consumer<? super ClickView> consumer) {
        clicks.forEach(consumer);
    }

    @Override
    public long sessionNumber(long sessionId) {
        return sessionId;
    }

    @Override
    public Digest digest() {
        DigestSum sum = new DigestSum();
        clicks.forEach(sum::add);
        return new Digest(sum.high(), sum.low());
    }

    @Override
    public ShopModel model() {
        return MODEL;
    }
}
