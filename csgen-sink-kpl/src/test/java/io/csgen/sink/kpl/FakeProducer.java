package io.csgen.sink.kpl;

import com.amazonaws.services.schemaregistry.common.Schema;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.SettableFuture;
import io.csgen.sink.testing.SinkBackend;
import io.csgen.sink.testing.SinkBackend.Fault;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import software.amazon.kinesis.producer.Attempt;
import software.amazon.kinesis.producer.DaemonException;
import software.amazon.kinesis.producer.IKinesisProducer;
import software.amazon.kinesis.producer.KinesisProducerException;
import software.amazon.kinesis.producer.Metric;
import software.amazon.kinesis.producer.UserRecord;
import software.amazon.kinesis.producer.UserRecordFailedException;
import software.amazon.kinesis.producer.UserRecordResult;

/**
 * A KPL in memory: tries each record {@value #ATTEMPTS} times, then tells of all attempts, as the real one
 * does; and its process dies, hangs and comes back when told to. Safe for concurrent use.
 */
final class FakeProducer implements IKinesisProducer {
    static final int ATTEMPTS = 5;

    private static final Attempt DELIVERED = new Attempt(0, 1, null, null, true);

    /** A record that was taken and has no answer yet. */
    private record Pending(String key, String data, List<Attempt> attempts, SettableFuture<UserRecordResult> answer) {}

    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread created = new Thread(task, "fake-kpl");
        created.setDaemon(true);
        return created;
    });

    // Guarded by this.
    private final List<String> stored = new ArrayList<>();
    private final Deque<Fault> plan = new ArrayDeque<>(List.of(Fault.NONE));
    private final List<Pending> pending = new ArrayList<>();
    private final List<Pending> hanging = new ArrayList<>();
    private boolean gone;
    private CountDownLatch life = new CountDownLatch(0);
    private boolean destroyed;
    private int flushes;
    private String silentKey = "";
    private @Nullable Error crash;

    /** Never answers for the records of a key. */
    synchronized void keepSilentAbout(String key) {
        silentKey = key;
    }

    /** Throws an error whenever it is given a record. */
    synchronized void crash(@Nullable Error error) {
        crash = error;
    }

    synchronized void inject(List<Fault> faults) {
        plan.clear();
        plan.addAll(faults);
        List<Pending> released = List.copyOf(hanging);
        hanging.clear();
        released.forEach(record -> thread.execute(() -> work(record)));
    }

    synchronized List<String> stored() {
        return List.copyOf(stored);
    }

    synchronized boolean isOpen() {
        return !destroyed;
    }

    synchronized int flushes() {
        return flushes;
    }

    /** Returns how many records it holds without an answer. */
    synchronized int outstanding() {
        return pending.size();
    }

    /** Ends the process; records that have no answer get none, and there is no new process yet. */
    void die() {
        List<Pending> lost;
        synchronized (this) {
            gone = true;
            lost = List.copyOf(pending);
            pending.clear();
            hanging.clear();
            life.countDown();
        }
        RuntimeException exit = new RuntimeException("Child process exited with code 137");
        lost.forEach(record -> record.answer.setException(new KinesisProducerException(exit, (UserRecord) null)));
    }

    /** Starts a new process. */
    synchronized void comeBack() {
        gone = false;
    }

    /** Stops the process without an end: questions get no answer before it dies. */
    synchronized void fallSilent() {
        life = new CountDownLatch(1);
        plan.clear();
        plan.add(Fault.HANG);
    }

    @Override
    public ListenableFuture<UserRecordResult> addUserRecord(String stream, String key, ByteBuffer data) {
        Pending record = new Pending(
                key, StandardCharsets.UTF_8.decode(data).toString(), new ArrayList<>(), SettableFuture.create());
        synchronized (this) {
            requireProcess();
            if (crash != null) {
                throw crash;
            }
            pending.add(record);
            thread.execute(() -> work(record));
        }
        return record.answer;
    }

    private void requireProcess() {
        if (Thread.currentThread().isInterrupted()) {
            throw new AssertionError("the real one would end its process");
        }
        if (gone) {
            throw new DaemonException("The child process has been shutdown and can no longer accept messages.");
        }
    }

    private void work(Pending record) {
        while (true) {
            synchronized (this) {
                if (!pending.contains(record)) {
                    return;
                }
                Fault fault = plan.size() > 1 ? plan.remove() : plan.element();
                if (fault == Fault.CRASH) {
                    pending.remove(record);
                    break;
                }
                if (fault == Fault.FORGET) {
                    return;
                }
                if (fault == Fault.HANG || record.key.equals(silentKey)) {
                    hanging.add(record);
                    return;
                }
                record.attempts.add(attempt(record, fault));
                if (!record.attempts.get(record.attempts.size() - 1).isSuccessful()
                        && record.attempts.size() < ATTEMPTS) {
                    continue;
                }
                pending.remove(record);
            }
            answer(record);
            return;
        }
        record.answer.set(null); // which the sink cannot read
    }

    private Attempt attempt(Pending record, Fault fault) {
        boolean rejected = fault == Fault.REJECT && record.key.equals(Integer.toString(SinkBackend.REJECTED_USER));
        return switch (fault) {
            case THROTTLE -> failed("ProvisionedThroughputExceededException", "Rate exceeded for shard 0");
            case ERROR -> failed("ServiceUnavailable", "as the test says");
            case DIE -> failed("ResourceNotFoundException", "Stream clicks under account 1 not found.");
            case LOSE_ANSWER -> {
                stored.add(record.data);
                yield failed("", "curlCode: 28, Timeout was reached; Details: Operation timed out");
            }
            default -> {
                if (rejected) {
                    yield failed("KMSDisabledException", "as the test says");
                }
                stored.add(record.data);
                yield DELIVERED;
            }
        };
    }

    static Attempt failed(String code, String message) {
        return new Attempt(50, 1, message, code, false);
    }

    private static void answer(Pending record) {
        List<Attempt> attempts = new ArrayList<>(record.attempts);
        if (attempts.get(attempts.size() - 1).isSuccessful()) {
            record.answer.set(new UserRecordResult(attempts, "49590", "shardId-000000000003", true));
        } else {
            attempts.add(failed("Expired", "Record 1 has reached expiration"));
            record.answer.setException(
                    new UserRecordFailedException(new UserRecordResult(attempts, null, null, false)));
        }
    }

    @Override
    public List<Metric> getMetrics(String name, int windowSeconds) throws InterruptedException, ExecutionException {
        CountDownLatch answered;
        synchronized (this) {
            requireProcess();
            answered = life;
        }
        answered.await();
        synchronized (this) {
            if (gone) {
                throw new ExecutionException(new RuntimeException("Child process exited with code 137"));
            }
        }
        return List.of();
    }

    @Override
    public synchronized void flush(String stream) {
        requireProcess();
        flushes++;
    }

    @Override
    public synchronized void destroy() {
        destroyed = true;
    }

    // What the sink has no use for.

    @Override
    public ListenableFuture<UserRecordResult> addUserRecord(UserRecord record) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ListenableFuture<UserRecordResult> addUserRecord(
            String stream, String key, String explicitHashKey, ByteBuffer data) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ListenableFuture<UserRecordResult> addUserRecord(
            String stream, String key, String explicitHashKey, ByteBuffer data, Schema schema) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int getOutstandingRecordsCount() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Metric> getMetrics(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Metric> getMetrics() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Metric> getMetrics(int windowSeconds) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void flush() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void flushSync() {
        throw new UnsupportedOperationException();
    }
}
