package io.csgen.sink.kpl;

import io.csgen.sink.kinesis.LocalKinesis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.kinesis.producer.IKinesisProducer;
import software.amazon.kinesis.producer.KinesisProducer;
import software.amazon.kinesis.producer.KinesisProducerConfiguration;

/** The native processes that this JVM has started for the KPL, and what can be done to them. */
final class NativeKpl {
    private NativeKpl() {}

    /**
     * Starts a real producer for an endpoint on this machine, whose certificate nobody signed, and waits until its
     * process answers.
     */
    static KinesisProducer producer(int port, Duration recordTtl) {
        KinesisProducer producer = new KinesisProducer(configuration(port, recordTtl));
        if (!answers(producer)) {
            throw new IllegalStateException("native process of the KPL must answer");
        }
        return producer;
    }

    /** Returns how a producer uses such an endpoint. */
    static KinesisProducerConfiguration configuration(int port, Duration recordTtl) {
        return new KinesisProducerConfiguration()
                .setRegion(LocalKinesis.REGION.id())
                .setCredentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .setKinesisEndpoint("127.0.0.1")
                .setKinesisPort(port)
                .setVerifyCertificate(false)
                .setAggregationEnabled(false)
                .setMetricsLevel("none")
                .setLogLevel("error")
                .setEnableOldestFutureTracker(false)
                .setRequestTimeout(Duration.ofMinutes(1).toMillis())
                .setRecordMaxBufferedTime(10)
                .setRecordTtl(recordTtl.toMillis())
                .setTempDirectory(Path.of("target").toAbsolutePath().toString());
    }

    /** Returns the youngest process of all that are there. */
    static Optional<ProcessHandle> process() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").contains("kinesis_producer"))
                .max(Comparator.comparing(child -> child.info().startInstant().orElseThrow()));
    }

    /** Stops a process where it stands. */
    static void stop(ProcessHandle process) {
        signal("STOP", process);
    }

    /** Lets a process go on that was stopped. */
    static void goOn(ProcessHandle process) {
        signal("CONT", process);
    }

    private static void signal(String name, ProcessHandle process) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .inheritIO()
                    .start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("kill must end well");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ends a process as nothing else does, and waits until it is gone. */
    static void kill(ProcessHandle process) {
        process.destroyForcibly();
        try {
            process.onExit().get(10, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    static boolean answers(IKinesisProducer producer) {
        try {
            producer.getMetrics("UserRecordsPut", 1);
            return true;
        } catch (InterruptedException | ExecutionException | RuntimeException e) {
            return false;
        }
    }
}
