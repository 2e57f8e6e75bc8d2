package io.csgen.sink;

import io.csgen.click.Click;
import io.csgen.sink.testing.ClickSinkContract;
import io.csgen.sink.testing.SinkBackend;
import io.csgen.sink.testing.SinkBackend.Fault;
import io.csgen.sink.testing.SinkTraits;
import io.csgen.sink.testing.SinkTraits.Trait;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** Runs the sink contract over sinks to a stream that is passed in and to a file. */
class LineSinkContractTest {
    private static final Duration LINGER = Duration.ofMillis(100);

    // Three buffers of 64 KiB, of lines of at least 55 bytes.
    private static final int BOUND = 3 * 64 * 1024 / 55;

    @Nested
    class ToAStream extends ClickSinkContract {
        @Override
        protected SinkTraits traits() {
            return SinkTraits.plain()
                    .withFaults(Fault.DIE)
                    .withHang(BOUND)
                    .with(Trait.CLIENT_PASSED_IN, Trait.DRAINS_UNTIL_INTERRUPTED);
        }

        @Override
        protected SinkBackend backend() {
            return new Stream();
        }

        @Override
        protected int volume() {
            return 20_000; // several buffers
        }
    }

    @Nested
    class ToAFile extends ClickSinkContract {
        @TempDir
        private Path directory;

        @Override
        protected SinkTraits traits() {
            return SinkTraits.plain().with(Trait.CLIENT_OWNED);
        }

        @Override
        protected SinkBackend backend() {
            return new File(directory.resolve("clicks.txt"));
        }

        @Override
        protected int volume() {
            return 20_000;
        }
    }

    /** A stream whose reader pauses or goes away. */
    private static final class Stream extends OutputStream implements SinkBackend {
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private Fault fault = Fault.NONE;
        private boolean open = true;

        @Override
        public ClickSink open(Duration drainTimeout) {
            return LineSink.open(LineTarget.stream(this), SampleClicks.URLS, LINGER, drainTimeout);
        }

        @Override
        public String payload(Click click) {
            return SampleClicks.url(click);
        }

        @Override
        public synchronized List<String> stored() {
            return SampleClicks.lines(written.toString(StandardCharsets.US_ASCII));
        }

        @Override
        public synchronized void inject(List<Fault> plan) {
            for (Fault next : plan) {
                if (next != Fault.NONE && next != Fault.HANG && next != Fault.DIE) {
                    throw new UnsupportedOperationException("stream must not have " + next);
                }
            }
            fault = plan.get(0);
            notifyAll();
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
            while (fault == Fault.HANG) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            if (fault == Fault.DIE) {
                throw new IOException("Broken pipe");
            }
            written.write(bytes, offset, length);
        }

        @Override
        public synchronized boolean isClientOpen() {
            return open;
        }

        @Override
        public synchronized void close() {
            open = false;
        }
    }

    /** A file that knows whether it is open. */
    private static final class File implements SinkBackend {
        private final Path path;
        private volatile boolean open;

        private File(Path path) {
            this.path = path;
        }

        @Override
        public ClickSink open(Duration drainTimeout) {
            LineTarget file = LineTarget.file(path);
            open = true;
            LineTarget watched = new LineTarget(file.name(), file.out(), () -> {
                file.owned().close();
                open = false;
            });
            return LineSink.open(watched, SampleClicks.URLS, LINGER, drainTimeout);
        }

        @Override
        public String payload(Click click) {
            return SampleClicks.url(click);
        }

        @Override
        public List<String> stored() throws IOException {
            return Files.readAllLines(path);
        }

        @Override
        public boolean isClientOpen() {
            return open;
        }
    }
}
