package io.csgen.bench;

import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.click.ClickView;
import io.csgen.simulate.ClickGenerator;
import io.csgen.simulate.ClickIterator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Clicks from the generator without an object for each. */
@State(Scope.Thread)
public class GenerateBenchmark {
    private static final int CLICKS_AHEAD = 12;

    @Param({"10000", "1000000"})
    private int live;

    private final byte[] buffer = new byte[1 << 16];
    private ClickIterator clicks;
    private ClickEncoder url;
    private ClickEncoder json;

    @Setup
    public void open() {
        ClickGenerator generator = Store.clicks(live);
        url = generator.model().encoder(ClickFormat.URL);
        json = generator.model().encoder(ClickFormat.JSON);
        clicks = generator.iterator();
        // Until as many clicks are pending as ever will be: memory is then no longer new to the machine.
        for (int i = 0; i < CLICKS_AHEAD * live; i++) {
            clicks.advance();
        }
    }

    @Benchmark
    @OperationsPerInvocation(Store.BATCH)
    public long advance() {
        ClickView view = clicks.view();
        long sum = 0;
        for (int i = 0; i < Store.BATCH; i++) {
            clicks.advance();
            sum += view.timestampMillis() + view.userId() + view.groupId() + view.productId();
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(Store.BATCH)
    public int url() {
        return Store.write(clicks, url, buffer);
    }

    @Benchmark
    @OperationsPerInvocation(Store.BATCH)
    public int json() {
        return Store.write(clicks, json, buffer);
    }
}
