package io.csgen.simulate;

import io.csgen.internal.Concern;
import io.csgen.internal.RandomStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is popular on a day. The logarithm of a product's weight is σ (√(1 − δ) a + √δ x): a is the
 * product's for ever, x moves from day to day as an autoregression of order one, and δ is the share of
 * the variance that moves. Worked out group by group when a day first needs it; confined to one
 * thread. Costs 24 bytes a product where popularity drifts.
 */
final class Trends {
    /** Correlation of x from one day to the next; with δ = 0.55 it fits the top products of YOOCHOOSE. */
    private static final double MEMORY = 0.88;

    private static final double[] NORMAL = Normal.quantiles(1 << 12);

    // Exponentials are looked up: exp(i / STEPS - RANGE), off by 0.2 % at most.
    private static final int RANGE = 16;
    private static final int STEPS = 256;
    private static final double[] EXP = new double[2 * RANGE * STEPS];

    static {
        for (int i = 0; i < EXP.length; i++) {
            EXP[i] = StrictMath.exp((i + 0.5) / STEPS - RANGE);
        }
    }

    /** The products of one group. */
    private static final class Group {
        private final float[] lasting; // σ √(1 − δ) a
        private final float[] moving; // x
        private long day; // of what moves

        Group(float[] lasting, float[] moving) {
            this.lasting = lasting;
            this.moving = moving;
        }
    }

    private final Shelves shelves;
    private final long runKey;
    private final double movingScale; // σ √δ
    private final @Nullable Group[] groups;

    // By group, where it is worked out: for the latest day, and for the one before.
    private @Nullable AliasTable[] latest;
    private @Nullable AliasTable[] before;
    private @Nullable AliasTable[] today; // one of the two
    private long latestDay;
    private long day;

    Trends(Shelves shelves, long runKey) {
        this.shelves = shelves;
        this.runKey = runKey;
        groups = new Group[shelves.groupCount()];
        latest = new AliasTable[groups.length];
        before = new AliasTable[groups.length];
        today = latest;
        movingScale = shelves.drift() > 0 ? shelves.sigma() * StrictMath.sqrt(shelves.drift()) : 0;
    }

    /** Sets the day of the views to come, counted from that of the start; at most one day back. */
    void setDay(long value) {
        if (value == day) {
            return;
        }
        if (value > latestDay) {
            @Nullable AliasTable[] spare = before;
            before = value == latestDay + 1 ? latest : new AliasTable[groups.length];
            latest = spare;
            Arrays.fill(latest, null);
            latestDay = value;
        }
        day = value;
        today = value == latestDay ? latest : before;
    }

    /** Draws a product. */
    int product(int group, long random) {
        if (!shelves.drifts(group)) {
            return shelves.product(group, random);
        }
        AliasTable table = today[group];
        if (table == null) {
            table = workOut(group);
            today[group] = table;
        }
        return shelves.productId(group, table.index(random));
    }

    private AliasTable workOut(int number) {
        Group group = groups[number];
        if (group == null) {
            group = first(number);
            groups[number] = group;
        }
        while (group.day < day) {
            // There is no way back. Of days, only the one before the latest is still asked for.
            if (group.day == latestDay - 1 && before[number] == null) {
                before[number] = tableOf(group);
            }
            group.day++;
            move(group, number);
        }
        return tableOf(group);
    }

    private Group first(int number) {
        int count = shelves.productCount(number);
        float[] lasting = new float[count];
        double[] z = Normal.quantiles(count);
        Permutation shuffle = shelves.shuffle(number);
        double scale = shelves.sigma() * StrictMath.sqrt(1 - shelves.drift());
        for (int rank = 0; rank < count; rank++) {
            lasting[shuffle.apply(rank)] = (float) (scale * z[count - 1 - rank]);
        }
        float[] moving = new float[count];
        RandomStream random = randomOf(number, 0);
        for (int i = 0; i < count; i++) {
            moving[i] = (float) normal(random);
        }
        return new Group(lasting, moving);
    }

    private void move(Group group, int number) {
        RandomStream random = randomOf(number, group.day);
        double step = StrictMath.sqrt(1 - MEMORY * MEMORY);
        float[] moving = group.moving;
        for (int i = 0; i < moving.length; i++) {
            moving[i] = (float) (MEMORY * moving[i] + step * normal(random));
        }
    }

    private AliasTable tableOf(Group group) {
        double[] weights = new double[group.moving.length];
        for (int i = 0; i < weights.length; i++) {
            double logWeight = group.lasting[i] + movingScale * group.moving[i];
            weights[i] = EXP[(int) Math.max(0, Math.min(EXP.length - 1, (logWeight + RANGE) * STEPS))];
        }
        return AliasTable.of(weights);
    }

    private RandomStream randomOf(int number, long ofDay) {
        return RandomStream.of(RandomStream.key(RandomStream.key(runKey, number), ofDay), Concern.TREND);
    }

    private static double normal(RandomStream random) {
        return NORMAL[(int) (random.next() >>> 52)];
    }
}
