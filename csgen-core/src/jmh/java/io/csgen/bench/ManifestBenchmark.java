package io.csgen.bench;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.click.ClickView;
import io.csgen.simulate.ClickGenerator;
import io.csgen.simulate.ClickIterator;
import io.csgen.truth.ManifestCollector;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What the manifest costs beside the clicks that it counts; compare with the same without it. */
@State(Scope.Thread)
public class ManifestBenchmark {
    private static final int LIVE = 10_000;
    private static final int CLICKS_AHEAD = 12;

    private final byte[] buffer = new byte[1 << 16];
    private ClickIterator clicks;
    private ClickEncoder url;
    private ManifestCollector collector;

    @Setup
    public void open() {
        ClickGenerator generator = Store.clicks(LIVE);
        url = generator.model().encoder(ClickFormat.URL);
        collector = ManifestCollector.of(generator);
        clicks = generator.iterator();
        for (int i = 0; i < CLICKS_AHEAD * LIVE; i++) {
            clicks.advance();
            collector.accept(clicks.view());
        }
    }

    @Benchmark
    @OperationsPerInvocation(Store.BATCH)
    public void advance() {
        ClickView view = clicks.view();
        for (int i = 0; i < Store.BATCH; i++) {
            clicks.advance();
            collector.accept(view);
        }
    }

    @Benchmark
    @OperationsPerInvocation(Store.BATCH)
    public int url() {
        ClickView view = clicks.view();
        int lastStart = buffer.length - url.maxBytes() - 1;
        int at = 0;
        for (int i = 0; i < Store.BATCH; i++) {
            clicks.advance();
            if (at > lastStart) {
                at = 0;
            }
            at = url.encode(view, buffer, at);
            buffer[at++] = '\n';
            collector.accept(view);
        }
        return at;
    }

    /** As a run does: an object for each click, given to whoever writes it and then to the manifest. */
    @Benchmark
    @OperationsPerInvocation(Store.BATCH)
    public int recorded() {
        int lastStart = buffer.length - url.maxBytes() - 1;
        int at = 0;
        for (int i = 0; i < Store.BATCH; i++) {
            Click click = clicks.next();
            if (at > lastStart) {
                at = 0;
            }
            at = url.encode(click, buffer, at);
            buffer[at++] = '\n';
            collector.accept(click);
        }
        return at;
    }
}
