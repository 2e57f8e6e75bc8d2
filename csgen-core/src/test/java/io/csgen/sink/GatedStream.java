package io.csgen.sink;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/** Holds up the first write, like a pipe whose reader pauses, until it is let through or told to fail. */
final class GatedStream extends OutputStream {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);
    private volatile String failure = "";
    private volatile Thread writer = Thread.currentThread();

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        writer = Thread.currentThread();
        entered.countDown();
        boolean open = false;
        while (!open) {
            try {
                gate.await();
                open = true;
            } catch (InterruptedException e) {
                continue; // as a write to a pipe does
            }
        }
        if (!failure.isEmpty()) {
            throw new IOException(failure);
        }
        synchronized (written) {
            written.write(bytes, offset, length);
        }
    }

    /** Waits until the first write is held up. */
    void awaitWrite() throws InterruptedException {
        entered.await();
    }

    /** Returns the thread that wrote last. */
    Thread writer() {
        return writer;
    }

    void letThrough() {
        gate.countDown();
    }

    void fail(String message) {
        failure = message;
        gate.countDown();
    }

    String text() {
        synchronized (written) {
            return written.toString(StandardCharsets.UTF_8);
        }
    }
}
