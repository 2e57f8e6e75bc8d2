package io.csgen.examples.server;

import io.csgen.click.Click;
import io.csgen.sink.Receipt;
import io.csgen.sink.ReceiptListener;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Sees every click that is delivered, and remembers what a page shows of them: the latest ones, how
 * often each group and product was opened, and some sessions in full as they happen. Safe for
 * concurrent use.
 */
final class ClickWatch implements ReceiptListener {
    static final int LATEST = 20;
    static final int FOLLOWED_SESSIONS = 10;

    /** How long a session is followed after its last click; then another one takes its place. */
    static final long PATIENCE_MILLIS = 60_000;

    /** How long after one session the next one is followed, so that not all begin at once. */
    static final long STAGGER_MILLIS = 1_500;

    /** Most sessions have one click, so one that has more is preferred, unless none comes for so long. */
    static final long CHOICE_MILLIS = 4_000;

    private static final int TOP = 8;
    private static final int MAX_COUNTED = 100_000;
    private static final int MAX_STEPS = 200;

    /**
     * A click that was seen. Immutable.
     *
     * @param number how many there were with it
     * @param atMillis when it was seen, on the clock of the machine
     */
    record Step(long number, long atMillis, Click click) {}

    /** A product of a group. Immutable. */
    record Product(int groupId, int productId) {}

    /**
     * What was seen from some click on, and what was clicked most in all. Immutable.
     *
     * @param seen how many clicks there were
     * @param latest clicks, the newest first
     * @param sessions clicks of each session that is followed, in order; the oldest session first
     */
    record Sight(
            long seen,
            List<Click> latest,
            List<List<Step>> sessions,
            List<RankedCounts.Count<Integer>> groups,
            List<RankedCounts.Count<Product>> products) {}

    private final LongSupplier currentTimeMillis;

    // Guarded by this.
    private final Deque<Step> latest = new ArrayDeque<>(LATEST);
    private final Map<Long, Deque<Step>> sessions = new LinkedHashMap<>();
    private final RankedCounts<Integer> groups = new RankedCounts<>(TOP, MAX_COUNTED);
    private final RankedCounts<Product> products = new RankedCounts<>(TOP, MAX_COUNTED);
    private long seen;
    private long followedMillis;

    ClickWatch(LongSupplier currentTimeMillis) {
        this.currentTimeMillis = currentTimeMillis;
    }

    @Override
    public void receive(Receipt receipt) {
        if (receipt instanceof Receipt.Delivered) {
            see(receipt.click());
        }
    }

    private synchronized void see(Click click) {
        Step step = new Step(++seen, currentTimeMillis.getAsLong(), click);
        if (latest.size() == LATEST) {
            latest.removeLast();
        }
        latest.addFirst(step);
        groups.add(click.groupId());
        if (click.type().hasProduct()) {
            products.add(new Product(click.groupId(), click.productId()));
        }
        follow(step);
    }

    private void follow(Step step) {
        Deque<Step> steps = sessions.get(step.click().sessionId());
        if (steps == null) {
            long waited = step.atMillis() - followedMillis;
            if (waited < (step.click().ordinal() > 1 ? STAGGER_MILLIS : CHOICE_MILLIS)
                    || sessions.size() == FOLLOWED_SESSIONS && !makeRoom(step.atMillis())) {
                return;
            }
            followedMillis = step.atMillis();
            steps = new ArrayDeque<>();
            sessions.put(step.click().sessionId(), steps);
        } else if (steps.size() == MAX_STEPS) {
            steps.removeFirst();
        }
        steps.addLast(step);
    }

    private boolean makeRoom(long nowMillis) {
        long longAgo = nowMillis - PATIENCE_MILLIS;
        for (Iterator<Deque<Step>> all = sessions.values().iterator(); all.hasNext(); ) {
            if (all.next().getLast().atMillis() < longAgo) {
                all.remove();
                return true;
            }
        }
        return false;
    }

    /** Forgets everything, for a new run. */
    synchronized void restart() {
        latest.clear();
        sessions.clear();
        groups.clear();
        products.clear();
        seen = 0;
        followedMillis = 0;
    }

    /** Returns how many clicks were seen. */
    synchronized long seen() {
        return seen;
    }

    /** Returns what was seen after the first so many clicks, as far as it is remembered. */
    synchronized Sight after(long number) {
        return new Sight(
                seen,
                latest.stream()
                        .takeWhile(step -> step.number() > number)
                        .map(Step::click)
                        .toList(),
                sessions.values().stream()
                        .map(steps -> steps.stream()
                                .filter(step -> step.number() > number)
                                .toList())
                        .filter(steps -> !steps.isEmpty())
                        .toList(),
                groups.top(),
                products.top());
    }
}
