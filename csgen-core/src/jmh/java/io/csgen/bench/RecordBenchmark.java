package io.csgen.bench;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.simulate.ClickGenerator;
import io.csgen.simulate.ClickIterator;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Clicks from the generator as objects, given to a consumer. There are three classes of consumers that do
 * the same, in turn, so that no compiler can tell which is called.
 */
@State(Scope.Thread)
public class RecordBenchmark {
    private static final int LIVE_SESSIONS = 10_000;

    private final byte[] buffer = new byte[1 << 16];
    private int at;
    private byte[] payload;
    private int invocations;

    private ClickIterator clicks;
    private ClickEncoder url;
    private ClickEncoder json;
    private List<Consumer<Click>> urlWriters;
    private List<Consumer<Click>> jsonWriters;
    private List<Consumer<Click>> payloadMakers;
    private List<Consumer<Click>> payloadCopiers;

    @Setup
    public void open() {
        ClickGenerator generator = Store.clicks(LIVE_SESSIONS);
        url = generator.model().encoder(ClickFormat.URL);
        json = generator.model().encoder(ClickFormat.JSON);
        clicks = generator.iterator();
        // Each lambda expression is a class of its own.
        urlWriters = List.of(c -> write(url, c), c -> write(url, c), c -> write(url, c));
        jsonWriters = List.of(c -> write(json, c), c -> write(json, c), c -> write(json, c));
        payloadMakers =
                List.of(c -> payload = url.encode(c), c -> payload = url.encode(c), c -> payload = url.encode(c));
        payloadCopiers = List.of(this::copyPayload, c -> copyPayload(c), c -> copyPayload(c));
    }

    @Benchmark
    @OperationsPerInvocation(Store.BATCH)
    public int url() {
        consume(urlWriters);
        return at;
    }

    @Benchmark
    @OperationsPerInvocation(Store.BATCH)
    public int json() {
        consume(jsonWriters);
        return at;
    }

    @Benchmark
    @OperationsPerInvocation(Store.BATCH)
    public byte[] payload() {
        consume(payloadMakers);
        return payload;
    }

    @Benchmark
    @OperationsPerInvocation(Store.BATCH)
    public byte[] payloadByWayOfBuffer() {
        consume(payloadCopiers);
        return payload;
    }

    private void consume(List<Consumer<Click>> consumers) {
        Consumer<Click> consumer = consumers.get(invocations++ % consumers.size());
        for (int i = 0; i < Store.BATCH; i++) {
            consumer.accept(clicks.next());
        }
    }

    private void write(ClickEncoder encoder, Click click) {
        int start = at > buffer.length - encoder.maxBytes() - 1 ? 0 : at;
        int end = encoder.encode(click, buffer, start);
        buffer[end] = '\n';
        at = end + 1;
    }

    private void copyPayload(Click click) {
        payload = Arrays.copyOf(buffer, url.encode(click, buffer, 0));
    }
}
