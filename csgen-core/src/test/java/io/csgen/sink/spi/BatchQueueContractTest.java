package io.csgen.sink.spi;

import io.csgen.click.Click;
import io.csgen.sink.ClickSink;
import io.csgen.sink.ReceiptListener;
import io.csgen.sink.testing.ClickSinkContract;
import io.csgen.sink.testing.SinkBackend;
import io.csgen.sink.testing.SinkTraits;
import io.csgen.sink.testing.SinkTraits.Trait;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Runs the sink contract over a sink that is a queue and nothing else, with time moved by hand. */
class BatchQueueContractTest extends ClickSinkContract {
    private static final int BOUND = 100;
    private static final int MOST_IN_BATCH = 7;

    @Override
    protected SinkTraits traits() {
        return SinkTraits.plain()
                .withFaults(
                        SinkBackend.Fault.THROTTLE,
                        SinkBackend.Fault.ERROR,
                        SinkBackend.Fault.FAIL_SHARE,
                        SinkBackend.Fault.LOSE_ANSWER,
                        SinkBackend.Fault.REJECT,
                        SinkBackend.Fault.DIE,
                        SinkBackend.Fault.CRASH)
                .withHang(BOUND)
                .with(Trait.CLIENT_PASSED_IN);
    }

    @Override
    protected SinkBackend backend() {
        return new Backend();
    }

    /** The least that a sink can be. */
    private static final class QueueSink implements ClickSink {
        private final BatchQueue<InFlightClick> queue;
        private final Duration drainTimeout;

        private QueueSink(BatchQueue<InFlightClick> queue, Duration drainTimeout) {
            this.queue = queue;
            this.drainTimeout = drainTimeout;
        }

        @Override
        public void send(Click click, ReceiptListener listener) throws InterruptedException {
            queue.accept(new InFlightClick(click, listener));
        }

        @Override
        public void flush() throws InterruptedException {
            queue.flush();
        }

        @Override
        public void close() {
            queue.close(drainTimeout);
        }

        @Override
        public String toString() {
            return "queue sink";
        }
    }

    /** Holds ids; answers at once, on the thread that sends, or when it no longer hangs. */
    private static final class Backend implements SinkBackend {
        private final List<String> stored = new ArrayList<>();
        private final Deque<Fault> plan = new ArrayDeque<>(List.of(Fault.NONE));
        private final List<List<InFlightClick>> hanging = new ArrayList<>();
        private final List<Runnable> pauses = new ArrayList<>();
        private BatchQueue<InFlightClick> queue;

        @Override
        public ClickSink open(Duration drainTimeout) {
            queue = new BatchQueue<>("queue sink", BOUND, MOST_IN_BATCH, this::answer, this::pause);
            return new QueueSink(queue, drainTimeout);
        }

        private void pause(Duration delay, Runnable task) {
            if (delay.compareTo(Duration.ofSeconds(5)) > 0) {
                return; // closing, which these backends do not hold up for so long
            }
            synchronized (this) {
                pauses.add(task);
            }
        }

        @Override
        public void elapse() {
            List<Runnable> over;
            synchronized (this) {
                over = List.copyOf(pauses);
                pauses.clear();
            }
            over.forEach(Runnable::run);
        }

        private void answer(List<InFlightClick> batch) {
            Fault fault;
            synchronized (this) {
                fault = plan.size() > 1 ? plan.remove() : plan.element();
                if (fault == Fault.HANG) {
                    hanging.add(batch);
                    return;
                }
                store(batch, fault);
            }
            if (fault == Fault.CRASH) {
                throw new NoClassDefFoundError("Client");
            }
            queue.answer(batch, click -> decide(click, fault, batch.indexOf(click)));
        }

        private void store(List<InFlightClick> batch, Fault fault) {
            for (int i = 0; i < batch.size(); i++) {
                Click click = batch.get(i).click();
                boolean taken = switch (fault) {
                    case NONE, LOSE_ANSWER -> true;
                    case FAIL_SHARE -> i % 2 == 0;
                    case REJECT -> click.userId() != REJECTED_USER;
                    default -> false;
                };
                if (taken) {
                    stored.add(payload(click));
                }
            }
        }

        private void decide(InFlightClick click, Fault fault, int position) {
            switch (fault) {
                case THROTTLE, ERROR -> click.refused("busy");
                case LOSE_ANSWER -> click.unclear("connection lost");
                case DIE -> queue.die("gone", new IOException("gone"));
                case REJECT -> {
                    if (click.click().userId() == REJECTED_USER) {
                        click.failed("rejected");
                    }
                    click.delivered("");
                }
                case FAIL_SHARE -> {
                    if (position % 2 == 1) {
                        click.refused("busy");
                    } else {
                        click.delivered("");
                    }
                }
                default -> click.delivered("");
            }
        }

        @Override
        public void inject(List<Fault> faults) {
            List<List<InFlightClick>> released;
            synchronized (this) {
                plan.clear();
                plan.addAll(faults);
                released = List.copyOf(hanging);
                hanging.clear();
            }
            released.forEach(this::release);
        }

        private void release(List<InFlightClick> batch) {
            try {
                answer(batch);
            } catch (NoClassDefFoundError e) {
                queue.answer(batch, click -> {
                    throw e;
                });
            }
        }

        @Override
        public String payload(Click click) {
            return click.id();
        }

        @Override
        public synchronized List<String> stored() {
            return List.copyOf(stored);
        }

        @Override
        public boolean isClientOpen() {
            return true;
        }
    }
}
