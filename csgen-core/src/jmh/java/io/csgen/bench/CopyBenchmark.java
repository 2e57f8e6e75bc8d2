package io.csgen.bench;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.simulate.ClickGenerator;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What the machine needs to copy the bytes of a click: the measure of all other benchmarks. */
@State(Scope.Thread)
public class CopyBenchmark {
    private static final int LINES = 1_000;

    private final byte[] buffer = new byte[1 << 16];
    private byte[] line;
    private byte[][] urls;
    private byte[][] json;

    @Setup
    public void encode() {
        line = "https://webstore.demo.com/api/group/27/product/345?userid=77\n".getBytes(StandardCharsets.US_ASCII);
        urls = lines(ClickFormat.URL);
        json = lines(ClickFormat.JSON);
    }

    private static byte[][] lines(ClickFormat format) {
        ClickGenerator clicks = Store.clicks(10_000).clicks(LINES);
        ClickEncoder encoder = clicks.model().encoder(format);
        byte[][] lines = new byte[LINES][];
        int i = 0;
        for (Click click : clicks) {
            byte[] bytes = encoder.encode(click);
            lines[i] = Arrays.copyOf(bytes, bytes.length + 1);
            lines[i++][bytes.length] = '\n';
        }
        return lines;
    }

    @Benchmark
    @OperationsPerInvocation(Store.BATCH)
    public int line() {
        int at = 0;
        for (int i = 0; i < Store.BATCH; i++) {
            if (at > buffer.length - line.length) {
                at = 0;
            }
            System.arraycopy(line, 0, buffer, at, line.length);
            at += line.length;
        }
        return at;
    }

    @Benchmark
    @OperationsPerInvocation(Store.BATCH)
    public int urls() {
        return copy(urls);
    }

    @Benchmark
    @OperationsPerInvocation(Store.BATCH)
    public int json() {
        return copy(json);
    }

    private int copy(byte[][] lines) {
        int at = 0;
        int next = 0;
        for (int i = 0; i < Store.BATCH; i++) {
            byte[] bytes = lines[next];
            next = next + 1 == LINES ? 0 : next + 1;
            if (at > buffer.length - bytes.length) {
                at = 0;
            }
            System.arraycopy(bytes, 0, buffer, at, bytes.length);
            at += bytes.length;
        }
        return at;
    }
}
