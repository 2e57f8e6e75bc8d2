package io.csgen.simulate;

import io.csgen.bench.Store;
import io.csgen.click.ClickView;
import java.util.Arrays;
import java.util.PriorityQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Putting the clicks of sessions in order, as csgen does and with the usual heaps. */
public class OrderBenchmark {

    /** The buckets of csgen. */
    @State(Scope.Thread)
    public static class InBuckets extends RecordedSessions {
        private Buckets buckets;

        @Setup
        public void open() {
            record();
            buckets = new Buckets(0, clicksPerMilli, Long.MAX_VALUE);
        }

        @Override
        long next() {
            while (!buckets.out().hasNext()) {
                beginUntil(buckets.endMillis());
                buckets.nextBucket();
            }
            buckets.out().next();
            ClickView click = buckets.out();
            return click.timestampMillis() + click.userId() + click.groupId() + click.productId();
        }

        private void beginUntil(long end) {
            while (nextBegin() < end) {
                long offset = nextOffset();
                int i = takeNext();
                do {
                    if (time[i] + offset >= 0) {
                        buckets.add(
                                time[i] + offset,
                                session[i],
                                user[i],
                                ordinal[i],
                                type[i].ordinal(),
                                group[i],
                                product[i]);
                    }
                } while (ordinal[++i] > 1);
            }
        }
    }

    /** A binary heap of numbers, each of which holds the time of the next click of a session. */
    @State(Scope.Thread)
    public static class InHeap extends RecordedSessions {
        private static final int SLOT_BITS = 22;

        private long[] heap = new long[1 << 10];
        private int size;

        // By slot, of which a session has one while it is under way.
        private int[] click = new int[1 << 10];
        private long[] offset = new long[1 << 10];
        private int[] free = new int[1 << 10];
        private int freeCount;

        @Setup
        public void open() {
            record();
        }

        @Override
        long next() {
            while (size == 0 || nextBegin() <= heap[0] >> SLOT_BITS) {
                begin();
            }
            int slot = (int) heap[0] & (1 << SLOT_BITS) - 1;
            int i = click[slot];
            long now = time[i] + offset[slot];
            if (ordinal[i + 1] > 1) {
                click[slot] = i + 1;
                siftDown(time[i + 1] + offset[slot] << SLOT_BITS | slot);
            } else {
                free[freeCount++] = slot;
                siftDown(heap[--size]);
            }
            return now + user[i] + group[i] + product[i];
        }

        private void begin() {
            long shift = nextOffset();
            int i = takeNext();
            while (time[i] + shift < 0) {
                if (ordinal[++i] == 1) {
                    return;
                }
            }
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, 2 * size);
                click = Arrays.copyOf(click, 2 * size);
                offset = Arrays.copyOf(offset, 2 * size);
                free = Arrays.copyOf(free, 2 * size);
            }
            int slot = freeCount == 0 ? size : free[--freeCount];
            click[slot] = i;
            offset[slot] = shift;
            long key = time[i] + shift << SLOT_BITS | slot;
            int at = size++;
            while (at > 0 && heap[at - 1 >> 1] > key) {
                heap[at] = heap[at - 1 >> 1];
                at = at - 1 >> 1;
            }
            heap[at] = key;
        }

        /** Puts a key in the place of the smallest. */
        private void siftDown(long key) {
            int at = 0;
            for (int child = 1; child < size; child = 2 * at + 1) {
                if (child + 1 < size && heap[child + 1] < heap[child]) {
                    child++;
                }
                if (heap[child] >= key) {
                    break;
                }
                heap[at] = heap[child];
                at = child;
            }
            heap[at] = key;
        }
    }

    /** The queue of the JDK, with an object for each session under way. */
    @State(Scope.Thread)
    public static class InQueue extends RecordedSessions {
        private static final class Session implements Comparable<Session> {
            private long at;
            private int click;
            private long offset;

            @Override
            public int compareTo(Session other) {
                return Long.compare(at, other.at);
            }
        }

        private final PriorityQueue<Session> queue = new PriorityQueue<>();

        @Setup
        public void open() {
            record();
        }

        @Override
        long next() {
            while (queue.isEmpty() || nextBegin() <= queue.element().at) {
                begin();
            }
            Session first = queue.remove();
            int i = first.click;
            long now = first.at;
            if (ordinal[i + 1] > 1) {
                first.click = i + 1;
                first.at = time[i + 1] + first.offset;
                queue.add(first);
            }
            return now + user[i] + group[i] + product[i];
        }

        private void begin() {
            Session session = new Session();
            session.offset = nextOffset();
            int i = takeNext();
            while (time[i] + session.offset < 0) {
                if (ordinal[++i] == 1) {
                    return;
                }
            }
            session.click = i;
            session.at = time[i] + session.offset;
            queue.add(session);
        }
    }

    @Benchmark
    @OperationsPerInvocation(Store.BATCH)
    public long inBuckets(InBuckets sessions) {
        return sessions.passBatch();
    }

    @Benchmark
    @OperationsPerInvocation(Store.BATCH)
    public long inHeap(InHeap sessions) {
        return sessions.passBatch();
    }

    @Benchmark
    @OperationsPerInvocation(Store.BATCH)
    public long inQueue(InQueue sessions) {
        return sessions.passBatch();
    }
}
