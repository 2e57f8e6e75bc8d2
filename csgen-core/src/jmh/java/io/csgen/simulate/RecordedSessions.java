package io.csgen.simulate;

import io.csgen.bench.Store;
import io.csgen.click.Click;
import io.csgen.click.ClickType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Sessions that were drawn before, in order of their begin. They come again and again, each time a
 * period later; the first of them long before time 0, so that as many are under way then as ever after.
 */
@State(Scope.Thread)
public abstract class RecordedSessions {
    private static final int FEWEST = 20_000;
    private static final long LEAD_MILLIS = 10_800_000;

    /** How many sessions are under way. */
    @Param({"10000", "1000000"})
    public int live;

    // Of each click, those of a session in one piece.
    long[] time;
    long[] session;
    int[] user;
    int[] product;
    int[] group;
    int[] ordinal; // has a 1 behind the last click
    ClickType[] type;

    double clicksPerMilli;
    private int[] first; // click of each session
    private long periodMillis;
    private int next;
    private long offset; // of the session that begins next

    /** Brings the next click in order, and returns the sum of some of its fields. */
    abstract long next();

    final long passBatch() {
        long sum = 0;
        for (int i = 0; i < Store.BATCH; i++) {
            sum += next();
        }
        return sum;
    }

    void record() {
        ClickGenerator warm = Store.clicks(live);
        clicksPerMilli = warm.model().traffic().clicksPerSecond() / 1000;
        ClickGenerator complete = ClickGenerator.of(warm.model(), warm.seed(), warm.start());
        Map<Long, List<Click>> bySession = new LinkedHashMap<>();
        int count = 0;
        for (Click click : complete.sessions(Math.max(FEWEST, live / 4))) {
            bySession
                    .computeIfAbsent(click.sessionId(), id -> new ArrayList<>())
                    .add(click);
            count++;
        }
        time = new long[count];
        session = new long[count];
        user = new int[count];
        product = new int[count];
        group = new int[count];
        ordinal = new int[count + 1];
        type = new ClickType[count];
        first = new int[bySession.size()];
        long start = bySession.values().iterator().next().get(0).timestampMillis();
        int to = 0;
        int number = 0;
        for (List<Click> clicks : bySession.values()) {
            first[number++] = to;
            periodMillis = clicks.get(0).timestampMillis() - start + 1;
            for (Click click : clicks) {
                time[to] = click.timestampMillis() - start;
                session[to] = click.sessionId();
                user[to] = click.userId();
                product[to] = click.productId();
                group[to] = click.groupId();
                ordinal[to] = click.ordinal();
                type[to++] = click.type();
            }
        }
        ordinal[to] = 1;
        offset = -(LEAD_MILLIS / periodMillis + 1) * periodMillis;
    }

    /** Returns when the next session begins. */
    final long nextBegin() {
        return time[first[next]] + offset;
    }

    /** Returns what is to be added to the times of the next session. */
    final long nextOffset() {
        return offset;
    }

    /** Returns the first click of the next session, and goes on to the one after. */
    final int takeNext() {
        int click = first[next++];
        if (next == first.length) {
            next = 0;
            offset += periodMillis;
        }
        return click;
    }
}
