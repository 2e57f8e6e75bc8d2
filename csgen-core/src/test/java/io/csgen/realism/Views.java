package io.csgen.realism;

import io.csgen.click.Click;
import io.csgen.click.ClickType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/** A stream of product views written by hand. */
final class Views implements Iterable<Click> {
    /** A Monday. */
    static final Instant MONDAY = Instant.parse("2026-01-05T00:00:00Z");

    private final List<Click> clicks = new ArrayList<>();

    /** A view at a time in seconds after Monday. */
    Views view(double seconds, int user, long session, int group, int product) {
        return click(seconds, user, session, ClickType.PRODUCT_VIEW, group, product);
    }

    Views groupView(double seconds, int user, long session, int group) {
        return click(seconds, user, session, ClickType.GROUP_VIEW, group, Click.NO_PRODUCT);
    }

    private Views click(double seconds, int user, long session, ClickType type, int group, int product) {
        long millis = MONDAY.toEpochMilli() + Math.round(seconds * 1000);
        clicks.add(new Click(millis, user, session, 1, type, group, product));
        return this;
    }

    /** A session of views of one product with the given gaps. */
    Views gaps(int session, double... gaps) {
        double at = 0;
        view(at, session, session, 1, 1);
        for (double gap : gaps) {
            at += gap;
            view(at, session, session, 1, 1);
        }
        return this;
    }

    Views reversed() {
        Views reversed = new Views();
        reversed.clicks.addAll(clicks);
        Collections.reverse(reversed.clicks);
        return reversed;
    }

    ClickStatistics.Collector collected() {
        ClickStatistics.Collector collector = ClickStatistics.Collector.create();
        clicks.forEach(collector::add);
        return collector;
    }

    @Override
    public Iterator<Click> iterator() {
        return clicks.iterator();
    }
}
