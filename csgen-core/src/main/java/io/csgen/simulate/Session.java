package io.csgen.simulate;

import io.csgen.click.Click;
import io.csgen.click.ClickType;

/** One session, drawn whole; a cursor runs over its clicks. Confined to one thread. */
final class Session implements Comparable<Session> {
    private final long id;
    private final int userId;
    private final long[] timestamps;
    private final int[] groups;
    private final int[] products;
    private int next;

    /** Creates a session whose first click is the one at {@code from} in the pages. */
    Session(long id, int userId, long[] timestamps, Walk.Pages pages, int from) {
        this.id = id;
        this.userId = userId;
        this.timestamps = timestamps;
        groups = new int[timestamps.length];
        products = new int[timestamps.length];
        for (int i = 0; i < timestamps.length; i++) {
            groups[i] = pages.group(from + i);
            products[i] = pages.product(from + i);
        }
    }

    long firstMillis() {
        return timestamps[0];
    }

    long lastMillis() {
        return timestamps[timestamps.length - 1];
    }

    long nextMillis() {
        return timestamps[next];
    }

    boolean isNew() {
        return next == 0;
    }

    boolean hasNext() {
        return next < timestamps.length;
    }

    Click next() {
        int i = next++;
        ClickType type = products[i] == Click.NO_PRODUCT ? ClickType.GROUP_VIEW : ClickType.PRODUCT_VIEW;
        return new Click(timestamps[i], userId, id, i + 1, type, groups[i], products[i]);
    }

    /** Orders by time of the next click, then session id as it is written; a session has one click at a time. */
    @Override
    public int compareTo(Session other) {
        int byTime = Long.compare(nextMillis(), other.nextMillis());
        return byTime != 0 ? byTime : Long.compareUnsigned(id, other.id);
    }
}
