package io.csgen.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.csgen.click.Click;
import io.csgen.click.ClickFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LineSinkFailureTest {
    private static final Duration NEVER = Duration.ofHours(1);

    private final CollectedReceipts receipts = new CollectedReceipts();

    @Test
    void requiresTheDirectoryOfAFile(@TempDir Path directory) {
        Path file = directory.resolve("missing").resolve("clicks.txt");
        assertThatSinkException(() -> LineSink.toFile(file, SampleClicks.URLS))
                .withMessage(file + " must lie in a directory that exists: " + directory.resolve("missing"))
                .withCauseInstanceOf(NoSuchFileException.class);
    }

    @Test
    void refusesADirectory(@TempDir Path directory) {
        assertThatSinkException(() -> LineSink.toFile(directory, SampleClicks.URLS))
                .withMessage(directory + " must be a file: a directory")
                .withCauseInstanceOf(IOException.class);
    }

    @Test
    void refusesAFileOfAFileSystemThatIsReadOnly() {
        Path file = Path.of(URI.create("jrt:/java.base/clicks.txt"));
        assertThatSinkException(() -> LineSink.toFile(file, SampleClicks.URLS))
                .withMessage(file + " must be writable: ReadOnlyFileSystemException");
    }

    @Test
    @EnabledOnOs(OS.LINUX) // there, nobody may write this file
    void refusesAFileItMayNotWrite() {
        Path file = Path.of("/proc/sys/kernel/ostype");
        assertThatSinkException(() -> LineSink.toFile(file, SampleClicks.URLS))
                .withMessage("/proc/sys/kernel/ostype must be writable: Permission denied")
                .withCauseInstanceOf(AccessDeniedException.class);
    }

    @Test
    @EnabledOnOs(OS.LINUX) // there, this file is always full
    void sendSaysThatTheDiskIsFull() throws Exception {
        LineSink sink = LineSink.toFile(Path.of("/dev/full"), SampleClicks.URLS);
        sink.send(SampleClicks.numbered(1), receipts);
        sink.flush();

        String message = "/dev/full must take more data: No space left on device";
        assertThatSinkException(() -> sink.send(SampleClicks.numbered(2), receipts))
                .matches(problem -> !problem.isReaderGone(), "is a failure");
        assertThat(receipts.all()).containsExactly(new Receipt.Unconfirmed(SampleClicks.numbered(1), 1, message));
        assertThatSinkException(() -> sink.send(SampleClicks.numbered(2), receipts))
                .withMessage(message)
                .withCauseInstanceOf(IOException.class);
        assertThatNoException().isThrownBy(sink::close);
        assertThat(receipts.all()).hasSize(1);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void closeSaysThatTheDiskIsFullWhereNoSendHas() throws Exception {
        LineSink sink = LineSink.toFile(Path.of("/dev/full"), SampleClicks.URLS);
        sink.send(SampleClicks.numbered(1), receipts);

        assertThatSinkException(sink::close)
                .withMessage("/dev/full must take more data: No space left on device")
                .withCauseInstanceOf(IOException.class);
        assertThat(receipts.all()).singleElement().isInstanceOf(Receipt.Unconfirmed.class);
        assertThatNoException().isThrownBy(sink::close);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void closeSaysThatNotEvenTheHeaderWasWritten() {
        LineSink sink = LineSink.toFile(Path.of("/dev/full"), SampleClicks.encoder(ClickFormat.CSV));
        assertThatSinkException(sink::close).withMessage("/dev/full must take more data: No space left on device");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void tellsABrokenPipe(@TempDir Path directory) throws Exception {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Process head = new ProcessBuilder("head", "-n", "1", pipe.toString()).start();
        try (LineSink sink = LineSink.toFile(pipe, SampleClicks.URLS)) {
            assertThatSinkException(() -> sendForEver(sink))
                    .withMessage(pipe + " must take more data: Broken pipe")
                    .havingCause()
                    .isInstanceOf(IOException.class)
                    .withMessage("Broken pipe");
            assertThatSinkException(() -> sendForEver(sink))
                    .matches(SinkException::isReaderGone, "says that the reader has gone");
        }
        assertThat(head.getInputStream()).hasContent("https://webstore.demo.com/api/group/2?userid=0\n");
    }

    @Test
    void tellsAPipeWhoseReaderHasClosedIt() throws Exception {
        PipedInputStream in = new PipedInputStream();
        try (PipedOutputStream pipe = new PipedOutputStream(in);
                LineSink sink = LineSink.to(pipe, SampleClicks.URLS)) {
            in.close();
            assertThatSinkException(() -> sendForEver(sink))
                    .withMessage("output stream must take more data: Pipe closed");
        }
    }

    @Test
    void failsTheClicksBehindTheOnesThatMayBeWritten() throws Exception {
        GatedStream gated = new GatedStream();
        LineSink sink = sinkTo(gated);
        List<Click> clicks = SampleClicks.first(5_000);
        SampleClicks.send(clicks.subList(0, 2_000), sink, receipts);
        gated.awaitWrite();
        SampleClicks.send(clicks.subList(2_000, 3_000), sink, receipts);
        gated.fail("out of order");

        sink.flush();
        assertThat(receipts.clicks()).containsExactlyElementsOf(clicks.subList(0, 3_000));
        String reason = "target must take more data: out of order";
        int inTheWrite = (int) receipts.all().stream()
                .filter(Receipt.Unconfirmed.class::isInstance)
                .count();
        assertThat(inTheWrite).isBetween(1_000, 2_000);
        assertThat(receipts.all().subList(0, inTheWrite))
                .allSatisfy(
                        receipt -> assertThat(receipt).isEqualTo(new Receipt.Unconfirmed(receipt.click(), 1, reason)));
        assertThat(receipts.all().subList(inTheWrite, 3_000))
                .allSatisfy(receipt -> assertThat(receipt).isEqualTo(new Receipt.Failed(receipt.click(), 0, reason)));
        assertThatSinkException(sink::close).withMessage(reason);
    }

    @Test
    void tellsAPrintStreamThatHidesItsFailure() throws Exception {
        PrintStream print = new PrintStream(broken(), false, StandardCharsets.UTF_8);
        LineSink sink = sinkTo(print);
        sink.send(SampleClicks.numbered(1), receipts);
        assertThatSinkException(sink::close).withMessage("target must take more data: write error");
        assertThat(receipts.all()).singleElement().isInstanceOf(Receipt.Unconfirmed.class);
    }

    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, StackOverflowError.class})
    void treatsWhateverAStreamThrowsAsItsFailure(Class<? extends Throwable> type) throws Exception {
        OutputStream odd = new OutputStream() {
            @Override
            public void write(int b) {
                if (type == StackOverflowError.class) {
                    throw new StackOverflowError();
                }
                throw new IllegalStateException();
            }
        };
        LineSink sink = sinkTo(odd);
        sink.send(SampleClicks.numbered(1), receipts);
        assertThatSinkException(sink::close)
                .withMessage("target must take more data: " + type.getSimpleName())
                .withCauseInstanceOf(type);
        assertThat(receipts.all()).singleElement().isInstanceOf(Receipt.Unconfirmed.class);
    }

    @Test
    void closeSaysWhenAFileCannotBeClosed() throws Exception {
        AtomicInteger closed = new AtomicInteger();
        LineTarget target = new StreamTarget("target", OutputStream.nullOutputStream(), () -> {
            closed.incrementAndGet();
            throw new IOException("Disk quota exceeded");
        });
        LineSink sink = LineSink.open(target, SampleClicks.URLS, NEVER, NEVER);
        sink.send(SampleClicks.numbered(1), receipts);
        assertThatSinkException(sink::close)
                .withMessage("target must close without error: Disk quota exceeded")
                .withCauseInstanceOf(IOException.class);
        assertThatNoException().isThrownBy(sink::close);
        assertThat(closed).hasValue(1);
    }

    @Test
    void saysOnlyOnceWhyItFailed() throws Exception {
        LineTarget target = new StreamTarget("target", broken(), () -> {
            throw new IOException("Disk quota exceeded");
        });
        LineSink sink = LineSink.open(target, SampleClicks.URLS, NEVER, NEVER);
        assertThatSinkException(() -> sendForEver(sink)).withMessage("target must take more data: broken");
        assertThatNoException().isThrownBy(sink::close);
    }

    @Test
    void aWriterWithoutMemoryToSayWhyItFailedKeepsNobodyWaiting() throws Exception {
        GatedStream pipe = new GatedStream();
        LineSink sink = LineSink.open(new Speechless(pipe), SampleClicks.URLS, NEVER, NEVER);
        CompletableFuture<Long> accepted = CompletableFuture.supplyAsync(() -> {
            long count = 0;
            try {
                while (true) {
                    sink.send(SampleClicks.numbered((int) count), receipts);
                    count++;
                }
            } catch (SinkException e) {
                assertThat(e).hasMessageStartingWith("Out of memory: a heap of ");
                return count;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        pipe.awaitWrite();

        pipe.fail("no memory");

        assertThat(accepted.get()).isPositive();
        sink.flush();
        assertThat(receipts.all()).hasSize(accepted.get().intValue()).noneMatch(Receipt.Delivered.class::isInstance);
        assertThatNoException().isThrownBy(sink::close);
    }

    @Test
    void linesThatAreWrittenAreDeliveredWhateverFailsAfterwards() throws Exception {
        LineTarget target = new StreamTarget("target", OutputStream.nullOutputStream(), () -> {
            throw new OutOfMemoryError("Java heap space");
        });
        LineSink sink = LineSink.open(target, SampleClicks.URLS, NEVER, NEVER);
        sink.send(SampleClicks.numbered(1), receipts);

        assertThatSinkException(sink::close).withMessageStartingWith("target must close without error: ");

        assertThat(receipts.all()).singleElement().isInstanceOf(Receipt.Delivered.class);
    }

    @Test
    void aListenerMustNotWaitForTheReceiptsThatAreGivenAtTheEnd() throws Exception {
        List<Throwable> thrown = new ArrayList<>();
        GatedStream pipe = new GatedStream();
        LineSink sink = sinkTo(pipe);
        ReceiptListener waiting = receipt -> {
            try {
                sink.flush();
            } catch (IllegalStateException | InterruptedException e) {
                thrown.add(e);
            }
        };
        sink.send(SampleClicks.numbered(1), waiting);
        pipe.fail("broken");

        assertThatSinkException(sink::close).withMessage("target must take more data: broken");

        assertThat(thrown).singleElement().isInstanceOf(IllegalStateException.class);
    }

    /** A target for which there is no memory left to say what failed. */
    private record Speechless(OutputStream out) implements LineTarget {
        @Override
        public String name() {
            return "target";
        }

        @Override
        public void begin(byte[] header) {}

        @Override
        public void write(LineBatch batch) throws IOException {
            batch.writeTo((bytes, length) -> out.write(bytes, 0, length));
        }

        @Override
        public void close() {}

        @Override
        public SinkException writeProblem(Throwable cause) {
            throw new OutOfMemoryError("Java heap space");
        }
    }

    private void sendForEver(LineSink sink) throws InterruptedException {
        for (int i = 0; ; i++) {
            sink.send(SampleClicks.numbered(i), receipts);
        }
    }

    private static LineSink sinkTo(OutputStream stream) {
        return LineSink.open(new StreamTarget("target", stream, () -> {}), SampleClicks.URLS, NEVER, NEVER);
    }

    private static OutputStream broken() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("broken");
            }
        };
    }

    private static ThrowableAssertAlternative<SinkException> assertThatSinkException(ThrowingCallable call) {
        return assertThatExceptionOfType(SinkException.class).isThrownBy(call);
    }
}
