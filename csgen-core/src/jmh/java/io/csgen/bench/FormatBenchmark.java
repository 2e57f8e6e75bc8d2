package io.csgen.bench;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.simulate.ClickGenerator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Writing clicks that are there already. */
@State(Scope.Thread)
public class FormatBenchmark {
    @Param({"url", "json-url", "json", "csv", "access-log"})
    private String format;

    private final byte[] buffer = new byte[1 << 16];
    private ClickEncoder encoder;
    private Click[] clicks;

    @Setup
    public void drawClicks() {
        ClickGenerator generator = Store.clicks(10_000).clicks(Store.BATCH);
        encoder = generator.model().encoder(ClickFormat.named(format));
        clicks = generator.stream().toArray(Click[]::new);
    }

    @Benchmark
    @OperationsPerInvocation(Store.BATCH)
    public int write() {
        int lastStart = buffer.length - encoder.maxBytes() - 1;
        int at = 0;
        for (Click click : clicks) {
            if (at > lastStart) {
                at = 0;
            }
            at = encoder.encode(click, buffer, at);
            buffer[at++] = '\n';
        }
        return at;
    }
}
