package io.csgen.fault;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickField;
import io.csgen.click.ClickFormat;
import io.csgen.click.ClickView;
import io.csgen.internal.RandomStream;
import java.util.Optional;

/** The line has another time. Immutable. */
final class ClockSkewFault extends Fault {
    private static final long MILLIS_PER_HOUR = 3_600_000;
    private static final long MILLIS_PER_DAY = 86_400_000;
    private static final int DAYS_AWAY = 4_000;

    ClockSkewFault() {
        super("clock_skew", "skew_ms", "share of clicks whose time is written wrong, by hours or years");
    }

    @Override
    public boolean isWritten() {
        return true;
    }

    @Override
    public boolean isToldByUrls() {
        return false;
    }

    @Override
    boolean shows(Faults faults, Optional<ClickFormat> format) {
        return format.filter(known -> known.fields().contains(ClickField.TIMESTAMP))
                .isPresent();
    }

    @Override
    String detail(Draw draw) {
        return Long.toString(skewMillis(draw));
    }

    /** Returns by how much the time is wrong, in milliseconds; never 0. */
    static long skewMillis(Draw draw) {
        RandomStream random = draw.random();
        long time = draw.click().timestampMillis();
        long skew;
        switch (RandomStream.below(random.next(), 4)) {
            case 0 -> skew = RandomStream.below(random.next(), (int) MILLIS_PER_DAY) - time; // since a reset to 1970
            case 1 -> {
                long days = RandomStream.below(random.next(), 2 * DAYS_AWAY) - DAYS_AWAY;
                skew = (days >= 0 ? days + 1 : days) * MILLIS_PER_DAY;
            }
            default -> {
                int hours = RandomStream.below(random.next(), 26) - 12; // the zones of the earth are from -12 to 14
                skew = (hours >= 0 ? hours + 1 : hours) * MILLIS_PER_HOUR;
            }
        }
        if (time + skew < Click.MIN_TIMESTAMP_MILLIS || time + skew > Click.MAX_TIMESTAMP_MILLIS) {
            skew = -skew;
        }
        return skew == 0 ? MILLIS_PER_HOUR : skew;
    }

    private static Click skewed(Draw draw) {
        ClickView click = draw.click();
        return new Click(
                click.timestampMillis() + skewMillis(draw),
                click.userId(),
                click.sessionId(),
                click.ordinal(),
                click.type(),
                click.groupId(),
                click.productId());
    }

    @Override
    int write(Draw draw, ClickEncoder encoder, byte[] target, int offset) {
        return encoder.encode(skewed(draw), target, offset);
    }

    @Override
    void expect(Draw draw, FaultPlan.Expectations check) {
        check.written(draw.click());
        check.changed(draw.click(), skewed(draw));
    }
}
