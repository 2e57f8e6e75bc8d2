package io.csgen.simulate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * At which rate sessions begin so that the clicks follow a curve at once, and not after the length of a session.
 *
 * <p>Sessions that begin at the rate a(t) give clicks at the rate r(t) = a(t) + ∫ a(t − s) k(s) ds, where k(s) is the
 * mean density of a session's further clicks at age s. For a wanted r, this is a Volterra equation of the second kind:
 * what sessions under way will give is known, and a is what is missing. It is solved forward in time, in steps that
 * are short after each change of the curve and grow from there, as far as somebody asks. Where sessions under way
 * give more than is wanted, none begins.
 *
 * <p>A change of the rate leaves what was solved before it as it was, so that changes on record give the same
 * sessions again.
 *
 * <p>Safe for concurrent use: what was solved never changes.
 */
final class SharpRates implements Rates {
    private static final long FIRST_STEP = 1_000;
    private static final long LAST_STEP = 300_000;

    /** A step is this part of the time since the latest change of the curve. */
    private static final long PART = 20;

    private final RateCurve asked;
    private final List<Segment> segments; // the first without changes, and then one for each change

    /**
     * Begins at the start of a curve, which has no changes.
     *
     * @param warm whether sessions are under way at the start
     */
    SharpRates(RateCurve asked, SessionAges ages, boolean warm) {
        this.asked = asked;
        segments = List.of(new Segment(asked, ages, warm));
    }

    private SharpRates(RateCurve asked, List<Segment> segments) {
        this.asked = asked;
        this.segments = segments;
    }

    /** Returns these rates for a curve with other changes. */
    SharpRates with(RateCurve changed) {
        List<RateChange> before = asked.changes();
        List<RateChange> after = changed.changes();
        int same = 0;
        while (same < Math.min(before.size(), after.size()) && before.get(same).equals(after.get(same))) {
            same++;
        }
        List<Segment> all = new ArrayList<>(segments.subList(0, same + 1));
        for (int i = same; i < after.size(); i++) {
            all.add(new Segment(
                    all.get(i),
                    changed.with(after.subList(0, i + 1)),
                    after.get(i).atMillis()));
        }
        return new SharpRates(changed, all);
    }

    @Override
    public void enter(RateCursor cursor, long millis) {
        int change = asked.changeAt(millis);
        segments.get(change + 1).enter(cursor, millis);
        if (change + 1 < asked.changes().size()) {
            double next = asked.changes().get(change + 1).atMillis();
            cursor.piece(cursor.factor(), Math.min(cursor.end(), next), cursor.number());
        }
    }

    /** What is solved for a curve up to some change, as if there were none after it. */
    private static final class Segment implements Rates {
        private final RateCurve asked;
        private final SessionAges ages;
        private final long repeatsAfter; // from then on, every week is like the one before; the end of time for never

        // Of each piece: those before the solved ones are history.
        private volatile int solved;
        private long[] begin; // one more, for the end of the last
        private double[] factor;
        private double[] exposure; // before each piece

        // Guarded by this.
        private long changedMillis; // when the curve changed latest
        private final int[] reached; // the piece at each age

        Segment(RateCurve asked, SessionAges ages, boolean warm) {
            this(asked, ages, asked.startMillis(), asked.startMillis() - (long) ages.longest());
            long begins = asked.startMillis();
            for (long at = begin[0]; at < begins; at = begin[solved]) {
                long end = asked.isEvenWeek() || !warm ? begins : Math.min(begins, RateCurve.pieceEndOfWeek(at));
                add(warm ? asked.earlierFactor(at) : 0, end);
            }
        }

        /** Goes on from another segment with a change. */
        Segment(Segment before, RateCurve asked, long changeMillis) {
            this(
                    asked,
                    before.ages,
                    changeMillis,
                    Math.max(before.begin[0], changeMillis - (long) before.ages.longest()));
            RateCursor cursor = new RateCursor(before, begin[0], () -> {});
            for (long at = begin[0]; at < changeMillis; at = begin[solved]) {
                before.enter(cursor, at);
                add(cursor.factor(), (long) Math.min(changeMillis, cursor.end()));
            }
        }

        private Segment(RateCurve asked, SessionAges ages, long changedMillis, long firstMillis) {
            this.asked = asked;
            this.ages = ages;
            this.changedMillis = changedMillis;
            long settled = asked.lastBreakMillis() + (long) ages.longest() + PART * LAST_STEP;
            repeatsAfter = asked.isEvenWeek() ? Long.MAX_VALUE : RateCurve.pieceEndOfWeek(settled) + RateCurve.WEEK;
            begin = new long[256];
            factor = new double[256];
            exposure = new double[256];
            begin[0] = firstMillis;
            reached = new int[ages.count() + 1];
        }

        private void add(double pieceFactor, long end) {
            int piece = solved;
            if (piece + 1 == begin.length) {
                begin = Arrays.copyOf(begin, 2 * piece + 2);
                factor = Arrays.copyOf(factor, 2 * piece + 2);
                exposure = Arrays.copyOf(exposure, 2 * piece + 2);
            }
            factor[piece] = pieceFactor;
            begin[piece + 1] = end;
            exposure[piece + 1] = exposure[piece] + pieceFactor * (end - begin[piece]);
            solved = piece + 1;
        }

        @Override
        public void enter(RateCursor cursor, long millis) {
            long weeks = millis < repeatsAfter
                    ? 0
                    : Math.floorDiv(millis - repeatsAfter, RateCurve.WEEK) * RateCurve.WEEK + RateCurve.WEEK;
            long at = millis - weeks;
            int known = solved;
            while (begin[known] <= at) {
                known = solveSome();
            }
            int piece = piece(at, cursor.number(), known);
            double end = begin[piece + 1] == Long.MAX_VALUE ? Double.POSITIVE_INFINITY : begin[piece + 1] + weeks;
            cursor.piece(factor[piece], end, piece);
        }

        private int piece(long at, int before, int known) {
            for (int piece = before; piece < Math.min(known, before + 2); piece++) {
                if (begin[piece] <= at && at < begin[piece + 1]) {
                    return piece;
                }
            }
            int found = Arrays.binarySearch(begin, 0, known, at);
            return found < 0 ? Math.max(0, -found - 2) : found;
        }

        private synchronized int solveSome() {
            for (int i = 0; i < 64 && begin[solved] < Long.MAX_VALUE; i++) {
                solveNext();
            }
            return solved;
        }

        private void solveNext() {
            long at = begin[solved];
            long stretchEnd = asked.stretchEnd(at);
            long age = at - changedMillis;
            if (age >= ages.longest() && asked.isSteady(at)) {
                add(asked.factor(at), stretchEnd);
            } else {
                long end = at + Math.min(LAST_STEP, Math.max(FIRST_STEP, age / PART));
                end = Math.min(
                        end, asked.isEvenWeek() ? stretchEnd : Math.min(stretchEnd, RateCurve.pieceEndOfWeek(at)));
                double middle = at + (end - at) / 2.0;
                double wanted = asked.level(middle) * asked.factorOfWeek(at) * ages.mean();
                double own = 1 + ages.furtherUntil(middle - at);
                add(Math.max(0, wanted - underWay(middle)) / own, end);
            }
            if (begin[solved] == stretchEnd) {
                changedMillis = stretchEnd;
            }
        }

        /** Returns the rate of clicks, at a time after what is solved, of the sessions that began before its end. */
        private double underWay(double millis) {
            double rate = 0;
            double later = exposureUntil(millis, 0);
            for (int node = 0; node < ages.count(); node++) {
                double earlier = exposureUntil(millis - ages.age(node + 1), node + 1);
                if (later > earlier) {
                    rate += ages.clicksAfter(node) * (later - earlier) / (ages.age(node + 1) - ages.age(node));
                }
                later = earlier;
            }
            return rate;
        }

        /** Returns the exposure up to a time, or up to the end of what is solved; the times at each age go forward. */
        private double exposureUntil(double millis, int node) {
            if (millis >= begin[solved]) {
                return exposure[solved];
            } else if (millis <= begin[0]) {
                return 0;
            }
            int piece = reached[node];
            while (begin[piece + 1] <= millis) {
                piece++;
            }
            reached[node] = piece;
            return exposure[piece] + factor[piece] * (millis - begin[piece]);
        }
    }
}
