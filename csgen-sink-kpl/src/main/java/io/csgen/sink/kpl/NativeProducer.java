package io.csgen.sink.kpl;

import io.csgen.sink.SinkException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.kinesis.producer.IKinesisProducer;
import software.amazon.kinesis.producer.KinesisProducer;
import software.amazon.kinesis.producer.KinesisProducerConfiguration;

/** A producer of the sink's own, with the native process that belongs to it. Safe for concurrent use. */
final class NativeProducer {
    private static final Logger LOGGER = LoggerFactory.getLogger(NativeProducer.class);
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration DESTROY_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration END_TIMEOUT = Duration.ofSeconds(1);

    private final NativeHome home;
    private final Path place;
    private final KinesisProducer producer;

    private NativeProducer(NativeHome home, Path place, KinesisProducer producer) {
        this.home = home;
        this.place = place;
        this.producer = producer;
    }

    /**
     * Starts a native process and waits until it answers.
     *
     * @throws SinkException if it does not
     */
    static NativeProducer start(KinesisProducerConfiguration configuration, Path temporary) {
        NativeHome home = NativeHome.in(temporary);
        Path place = home.place();
        KinesisProducer producer;
        try {
            producer = new KinesisProducer(configuration.setTempDirectory(place.toString()));
        } catch (RuntimeException e) {
            home.leave();
            throw new SinkException("cannot start the native process of the KPL: " + Answer.rootOf(e), e);
        }
        NativeProducer started = new NativeProducer(home, place, producer);
        try {
            started.awaitLife();
            return started;
        } catch (RuntimeException e) {
            started.close();
            throw e;
        }
    }

    private void awaitLife() {
        CountDownLatch known = new CountDownLatch(1);
        Pulse pulse = Pulse.feel(producer, known::countDown);
        boolean answered;
        try {
            answered = known.await(START_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SinkException("interrupted while the native process of the KPL started", e);
        }
        String problem = answered ? pulse.problem() : "no answer within " + START_TIMEOUT.toSeconds() + " s";
        if (problem != null) {
            throw new SinkException("cannot start the native process of the KPL: " + problem, pulse.cause());
        }
    }

    IKinesisProducer producer() {
        return producer;
    }

    /** Returns the native process, if it is there. */
    private List<ProcessHandle> processes() {
        return ProcessHandle.current()
                .children()
                .filter(child -> Arrays.stream(child.info().arguments().orElse(new String[0]))
                        .anyMatch(argument -> argument.startsWith(place + "/")))
                .toList();
    }

    /** Ends the native process at once, even if it hangs; the KPL starts another one. */
    void endProcess() {
        processes().forEach(process -> {
            LOGGER.warn("the native process of the KPL does not answer: killing {}", process.pid());
            process.destroyForcibly();
        });
    }

    /** Ends everything, within seconds. */
    void close() {
        List<ProcessHandle> processes = processes();
        // It would wait for threads that an unwilling process keeps.
        Thread thread = new Thread(producer::destroy, "csgen-kpl-destroy");
        thread.setDaemon(true);
        thread.start();
        boolean interrupted = join(thread);
        for (ProcessHandle process : processes) {
            CompletableFuture<ProcessHandle> end = process.onExit();
            process.destroyForcibly();
            interrupted |= !isOver(end);
        }
        home.leave();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean join(Thread thread) {
        try {
            thread.join(DESTROY_TIMEOUT.toMillis());
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    private static boolean isOver(CompletableFuture<ProcessHandle> end) {
        try {
            end.get(END_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            return true;
        } catch (InterruptedException e) {
            return false;
        } catch (TimeoutException | ExecutionException e) {
            LOGGER.warn("the native process of the KPL does not end: {}", e.toString());
            return true;
        }
    }
}
