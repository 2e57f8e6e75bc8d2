package io.csgen.sink;

import io.csgen.click.Click;
import io.csgen.sink.testing.SinkBackend;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A backend in memory with every fault there is, for a sink that has one flaw or none. */
final class ScriptedBackend implements SinkBackend {
    /** What became of one click of a request. */
    enum Outcome {
        TAKEN,
        BUSY,
        REJECTED
    }

    private final Flaw flaw;
    private final List<String> stored = new ArrayList<>();
    private final Deque<Fault> plan = new ArrayDeque<>(List.of(Fault.NONE));
    private boolean clientOpen = true;

    ScriptedBackend(Flaw flaw) {
        this.flaw = flaw;
    }

    @Override
    public ClickSink open(Duration drainTimeout) {
        return new FlawedSink(this, drainTimeout, flaw);
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
    public synchronized void inject(List<Fault> faults) {
        plan.clear();
        plan.addAll(faults);
        notifyAll();
    }

    synchronized boolean isHanging() {
        return plan.peek() == Fault.HANG;
    }

    /**
     * Takes a request.
     *
     * @return the outcome of each click
     * @throws AccessDeniedException if no request will ever be taken
     * @throws IOException if the connection is lost, after the clicks were stored
     */
    synchronized List<Outcome> write(List<Click> request) throws IOException, InterruptedException {
        while (isHanging()) {
            wait();
        }
        Fault fault = plan.size() > 1 ? plan.remove() : plan.element();
        while (fault == Fault.FORGET && flaw == Flaw.WAITS_FOR_EVER_FOR_AN_ANSWER) {
            wait();
        }
        if (fault == Fault.FORGET) {
            throw new SocketTimeoutException("no answer in time");
        }
        if (fault == Fault.CRASH) {
            throw new NoClassDefFoundError("Client");
        }
        if (fault == Fault.DIE) {
            throw new AccessDeniedException("stream");
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (Click click : request) {
            Outcome outcome = switch (fault) {
                case THROTTLE, ERROR -> Outcome.BUSY;
                case FAIL_SHARE -> outcomes.size() % 2 == 0 ? Outcome.TAKEN : Outcome.BUSY;
                case REJECT -> click.userId() == REJECTED_USER ? Outcome.REJECTED : Outcome.TAKEN;
                default -> Outcome.TAKEN;
            };
            outcomes.add(outcome);
            if (outcome == Outcome.TAKEN) {
                stored.add(payload(click));
            }
        }
        if (fault == Fault.LOSE_ANSWER) {
            throw new IOException("connection lost");
        }
        return outcomes;
    }

    synchronized void closeClient() {
        clientOpen = false;
    }

    @Override
    public synchronized boolean isClientOpen() {
        return clientOpen;
    }
}
