package io.csgen.simulate;

import io.csgen.bench.Store;
import java.util.List;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Drawing sessions, which are thrown away: their begins, users, pages and times, but no products. */
@State(Scope.Thread)
public class DrawBenchmark {
    private static final int LIVE_SESSIONS = 10_000;

    private Buckets nowhere;
    private List<Slice> slices;
    private double until;
    private double stepMillis;

    @Setup
    public void open() {
        ClickGenerator generator = Store.clicks(LIVE_SESSIONS);
        long start = generator.start().toEpochMilli();
        Simulation simulation = new Simulation(generator.model(), start);
        Trends trends = new Trends(simulation.shelves(), generator.seed());
        Slice.Draft draft = new Slice.Draft();
        slices = IntStream.range(0, Simulation.SLICES)
                .mapToObj(s -> new Slice(simulation, trends, draft, s, generator.seed(), start, () -> {}))
                .toList();
        nowhere = new Buckets(start, simulation.clicksPerMilli(), Long.MAX_VALUE);
        until = start;
        stepMillis = Store.BATCH / simulation.clicksPerMilli();
    }

    /** An operation is a click, as elsewhere; sessions with so many clicks begin in the time of a batch. */
    @Benchmark
    @OperationsPerInvocation(Store.BATCH)
    public void sessions() {
        until += stepMillis;
        for (Slice slice : slices) {
            slice.beginUntil((long) until, Long.MAX_VALUE, nowhere);
        }
    }
}
