package io.csgen.simulate;

import io.csgen.internal.Concern;
import io.csgen.internal.RandomStream;
import java.util.Arrays;

/**
 * How many clicks sessions have given by some age, on average: drawn once from a few ten thousand sessions of the
 * model, always the same ones. Immutable.
 */
final class SessionAges {
    private static final int SESSIONS = 1 << 16;
    private static final int CLICKS = 1 << 21; // of long sessions, fewer are drawn

    /** Ages grow by this factor from node to node, so that many nodes are near the beginning, where most clicks are. */
    private static final double GROWTH = 1.1;

    private static final double FIRST_MILLIS = 10;

    /** Multiples of an odd number close to 2^64 over the golden ratio, or the plastic one: spread evenly over all. */
    private static final long EVENLY = 0x9e3779b97f4a7c15L;

    private static final long EVENLY_TOO = 0xc13fa9a902a6328fL;

    private final double[] age; // of each node, in milliseconds
    private final double[] further; // mean number of clicks after the first up to each node
    private final double mean;
    private final double clumping;

    /**
     * Draws the sessions.
     *
     * @param mean exact mean number of clicks of a session
     */
    SessionAges(Lengths lengths, Walk walk, Pauses pauses, double mean) {
        this.mean = mean;
        age = nodes();
        long[] counts = new long[age.length];
        Walk.Pages pages = new Walk.Pages();
        RandomStream journey = new RandomStream(0);
        RandomStream random = new RandomStream(0);
        int sessions = (int) Math.max(1 << 10, Math.min(SESSIONS, CLICKS / mean));
        double clicks = 0;
        double squares = 0;
        int last = 1;
        for (int i = 0; i < sessions; i++) {
            long key = RandomStream.key(0, i);
            long favourite = random.restart(key, Concern.FAVOURITE_GROUP).next();
            journey.restart(key, Concern.JOURNEY);
            walk.draw(lengths.steps(i * EVENLY), random.restart(key, Concern.NAVIGATION), favourite, journey, pages);
            clicks += pages.count();
            squares += (double) pages.count() * pages.count();
            int pace = pauses.pace(i * EVENLY_TOO);
            random.restart(key, Concern.THINK_TIME);
            long at = 0;
            int node = 0;
            for (int click = 1; click < pages.count(); click++) {
                at += pauses.millis(pace, random.next());
                node = node(at, node);
                counts[node]++;
            }
            last = Math.max(last, node + 1);
        }
        clumping = squares / clicks;
        further = new double[last + 1];
        // What is left to chance here must not be left over in every second of a run.
        double scale = clicks == sessions ? 0 : (mean - 1) / (clicks - sessions);
        long sum = 0;
        for (int node = 0; node < last; node++) {
            sum += counts[node];
            further[node + 1] = sum * scale;
        }
    }

    private static double[] nodes() {
        double[] nodes = new double[512];
        double next = FIRST_MILLIS;
        for (int i = 1; i < nodes.length; i++) {
            nodes[i] = StrictMath.rint(next);
            next *= GROWTH;
        }
        return nodes;
    }

    /** Returns the last node before an age, given one that is not after it. */
    private int node(long millis, int from) {
        int node = from;
        while (age[node + 1] <= millis) {
            node++;
        }
        return node;
    }

    /** Returns the number of stretches between nodes. */
    int count() {
        return further.length - 1;
    }

    /** Returns the age at a node, in milliseconds; 0 at the first. */
    double age(int node) {
        return age[node];
    }

    /** Returns the mean number of clicks of a session that come between a node and the next. */
    double clicksAfter(int node) {
        return further[node + 1] - further[node];
    }

    /** Returns the mean number of clicks of a session after its first, up to an age. */
    double furtherUntil(double millis) {
        int found = Arrays.binarySearch(age, 0, further.length, millis);
        int node = found < 0 ? -found - 2 : found;
        return node >= count()
                ? further[count()]
                : further[node] + clicksAfter(node) * (millis - age[node]) / (age[node + 1] - age[node]);
    }

    /** Returns the greatest age of a session, in milliseconds. */
    double longest() {
        return age[count()];
    }

    /** Returns the mean number of clicks of a session. */
    double mean() {
        return mean;
    }

    /** Returns how many times the variance of a number of clicks is that of as many independent ones, at most. */
    double clumping() {
        return clumping;
    }
}
