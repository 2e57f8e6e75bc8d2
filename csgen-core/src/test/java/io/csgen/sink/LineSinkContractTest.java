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
                    .withFaults(Fault.DIE, Fault.CRASH)
                    .withHang(BOUND)
                    .with(Trait.CLIENT_PASSED_IN, Trait.ENCODER, Trait.DRAINS_UNTIL_INTERRUPTED);
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
    class ToAFile extends FileContract {
        @Override
        LineFile file(Path directory) {
            return LineFile.replacing(directory.resolve("clicks.txt"));
        }
    }

    @Nested
    class BehindOtherLines extends FileContract {
        @Override
        LineFile file(Path directory) throws IOException {
            return LineFile.appending(Files.createFile(directory.resolve("clicks.txt")));
        }
    }

    @Nested
    class Compressed extends FileContract {
        @Override
        LineFile file(Path directory) {
            return LineFile.creating(directory.resolve("clicks.txt.gz"));
        }
    }

    @Nested
    class ToASeriesOfFiles extends FileContract {
        @Override
        LineFile file(Path directory) {
            return LineFile.appending(directory.resolve("clicks.txt"))
                    .rollingAt(100_000)
                    .rollingEvery(Duration.ofMinutes(1));
        }
    }

    @Nested
    class ToASeriesOfCompressedFiles extends FileContract {
        @Override
        LineFile file(Path directory) {
            return LineFile.appending(directory.resolve("clicks.gz")).rollingAt(10_000);
        }
    }

    private abstract static class FileContract extends ClickSinkContract {
        @TempDir
        private Path directory;

        abstract LineFile file(Path directory) throws IOException;

        @Override
        protected SinkTraits traits() {
            return SinkTraits.plain().with(Trait.CLIENT_OWNED);
        }

        @Override
        protected SinkBackend backend() throws IOException {
            return new WrittenFiles(file(directory));
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
            return LineSink.open(StreamTarget.of(this), SinkBackend.breaking(SampleClicks.URLS), LINGER, drainTimeout);
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
            if (fault == Fault.CRASH) {
                throw new NoClassDefFoundError("Stream");
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

    /** Files that know whether one of them is open. */
    private static final class WrittenFiles implements SinkBackend {
        private final LineFile file;
        private volatile boolean open;

        private WrittenFiles(LineFile file) {
            this.file = file;
        }

        @Override
        public ClickSink open(Duration drainTimeout) {
            LineTarget target = FileTarget.open(file, SampleClicks.URLS.framing());
            open = true;
            return LineSink.open(new Watched(target, () -> open = false), SampleClicks.URLS, LINGER, drainTimeout);
        }

        @Override
        public String payload(Click click) {
            return SampleClicks.url(click);
        }

        @Override
        public List<String> stored() throws IOException {
            return SampleClicks.lines(WrittenText.ofAll(file.path().getParent()));
        }

        @Override
        public boolean isClientOpen() {
            return open;
        }
    }

    private record Watched(LineTarget target, Runnable whenClosed) implements LineTarget {
        @Override
        public String name() {
            return target.name();
        }

        @Override
        public long span() {
            return target.span();
        }

        @Override
        public void begin(byte[] header) throws IOException {
            target.begin(header);
        }

        @Override
        public void write(LineBatch batch) throws IOException {
            target.write(batch);
        }

        @Override
        public void close() throws IOException {
            target.close();
            whenClosed.run();
        }
    }
}
