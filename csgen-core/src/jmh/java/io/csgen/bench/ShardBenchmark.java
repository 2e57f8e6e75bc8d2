package io.csgen.bench;

import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.simulate.ClickGenerator;
import io.csgen.simulate.ClickIterator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.infra.ThreadParams;

/** The same clicks by one thread, and by two that have a shard each. */
public class ShardBenchmark {
    private static final int LIVE_SESSIONS = 10_000;

    /** The whole, whose tables the shards share. */
    @State(Scope.Benchmark)
    public static class Whole {
        private final ClickGenerator generator = Store.clicks(LIVE_SESSIONS);
    }

    /** The part of one thread. */
    @State(Scope.Thread)
    public static class Shard {
        private final byte[] buffer = new byte[1 << 16];
        private ClickEncoder encoder;
        private ClickIterator clicks;

        @Setup
        public void open(Whole whole, ThreadParams thread) {
            encoder = whole.generator.model().encoder(ClickFormat.URL);
            clicks = whole.generator
                    .shard(thread.getThreadIndex(), thread.getThreadCount())
                    .iterator();
        }

        private int write() {
            return Store.write(clicks, encoder, buffer);
        }
    }

    @Benchmark
    @Threads(1)
    @OperationsPerInvocation(Store.BATCH)
    public int oneThread(Shard shard) {
        return shard.write();
    }

    @Benchmark
    @Threads(2)
    @OperationsPerInvocation(Store.BATCH)
    public int twoThreads(Shard shard) {
        return shard.write();
    }
}
