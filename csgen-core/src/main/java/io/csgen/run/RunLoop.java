package io.csgen.run;

import io.csgen.click.Click;
import io.csgen.config.Problems;
import io.csgen.run.Pacing.TimeSource;
import io.csgen.simulate.ClickGenerator;
import io.csgen.simulate.Position;
import io.csgen.sink.ClickSink;
import io.csgen.sink.SinkException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the thread of a run does: hands over clicks until there are no more, or until it is to stop, and waits for their
 * receipts. Whatever fails makes the run one that failed. Confined to that thread, but for what is said of when the run
 * began and had handed over.
 */
final class RunLoop {
    private static final Logger LOGGER = LoggerFactory.getLogger(ClickRun.class);

    /** How much real time the sessions that are drawn at once may span; a change of the rate waits as long. */
    private static final Duration STRIDE = Duration.ofMillis(1_024);

    private static final double LONGEST_STRIDE_MILLIS = 1e12;
    private static final int MOST_INTERRUPTIONS = 100;

    /** Enough for a sink to gain by taking many clicks at once, and few enough to stay in the nearest cache. */
    private static final int BLOCK = 256;

    /**
     * What a run is made of. Immutable.
     *
     * @param ownsSink whether the run closes the sink
     * @param threads that generate
     */
    record Parts(
            ClickGenerator generator,
            ClickSink sink,
            boolean ownsSink,
            Pacing pacing,
            int threads,
            TimeSource time,
            Consumer<? super Click> witness) {
        /** Returns the virtual time at which the clicks begin. */
        long virtualStartMillis() {
            return generator
                    .position()
                    .map(Position::timestampMillis)
                    .orElse(generator.begin().toEpochMilli());
        }

        Begin begin() {
            Instant since = time.now();
            long nanos = time.nanoTime();
            return new Begin(since, nanos, Timeline.begin(pacing, virtualStartMillis(), since, nanos));
        }
    }

    /** When a run began: a paced one once its first clicks are at hand, so that preparing them is no lag. */
    record Begin(Instant since, long nanos, Timeline timeline) {}

    private final Parts parts;
    private final ClickSink sink;
    private final Consumer<? super Click> witness;
    private final RateControl control;
    private final RunEnd end;
    private final RunCounter counter;
    private final LagRecorder lag;
    private final RunListener listener;
    private volatile Begin begin;
    private volatile @Nullable Long handedOverNanos;

    /** Creates it; the counter gets all receipts. */
    RunLoop(
            Parts parts,
            Begin begin,
            RateControl control,
            RunEnd end,
            RunCounter counter,
            LagRecorder lag,
            RunListener listener) {
        this.parts = parts;
        this.begin = begin;
        this.control = control;
        this.end = end;
        this.counter = counter;
        this.lag = lag;
        this.listener = listener;
        sink = parts.sink();
        witness = parts.witness();
    }

    /** Returns when the run began, so far as is known by now. */
    Begin begin() {
        return begin;
    }

    /** Returns when the last click was handed over, if it is; from there on nothing is asked of the run any more. */
    Optional<Long> handedOverNanos() {
        return Optional.ofNullable(handedOverNanos);
    }

    /** Hands over, waits for the receipts, and closes a sink of the run; returns whether the generator came to its end. */
    boolean run() {
        boolean isDone = guardedHandOver();
        try {
            handedOverNanos = parts.time().nanoTime();
        } catch (Throwable e) {
            end.failed(e);
        }
        end.handedOver();
        try {
            drain();
        } catch (InterruptedException e) {
            LOGGER.debug("interrupted while waiting for receipts", e);
        } catch (Throwable e) {
            end.failed(e);
        }
        if (parts.ownsSink()) {
            closeSink();
        }
        end.settled();
        return isDone;
    }

    private boolean guardedHandOver() {
        try {
            return handOver();
        } catch (InterruptedException e) {
            LOGGER.debug("interrupted while handing over", e);
        } catch (Throwable e) {
            if (!(e instanceof CancellationException) || end.isRunning()) {
                end.failed(e);
            }
        }
        return false;
    }

    private boolean handOver() throws InterruptedException {
        ClickGenerator generator = control.generator();
        announce(generator);
        try (ClickSource clicks = ClickSource.of(generator, parts.threads(), control, virtual(STRIDE))) {
            return handOver(clicks, virtual(clicks.lead()));
        }
    }

    private void announce(ClickGenerator generator) {
        LOGGER.info(
                "run starts: seed {}, start {}, {}, {} clicks per second",
                generator.seed(),
                generator.start(),
                parts.pacing(),
                generator.model().traffic().clicksPerSecond());
        generator.warning().ifPresent(LOGGER::warn);
    }

    private Duration virtual(Duration real) {
        return Duration.ofMillis((long) Math.min(
                LONGEST_STRIDE_MILLIS,
                Math.ceil(real.toMillis() * parts.pacing().speed())));
    }

    private boolean handOver(ClickSource clicks, Duration lead) throws InterruptedException {
        return parts.pacing().isPaced() ? handOverInTime(clicks, lead) : handOverAtOnce(clicks);
    }

    private boolean handOverInTime(ClickSource clicks, Duration lead) throws InterruptedException {
        long limit = new ClickClock(clicks, parts.time(), begin.timeline(), lead.toMillis()).limit();
        clicks.hasNext(limit);
        begin = parts.begin();
        Timeline timeline = begin.timeline();
        ClickClock clock = new ClickClock(clicks, parts.time(), timeline, lead.toMillis());
        while (end.isRunning()) {
            if (!clicks.hasNext(limit)) {
                long known = clicks.knownUntilMillis();
                if (known == Long.MAX_VALUE) {
                    clock.awaitEnd(control.generator());
                    return true;
                }
                clock.awaitDrawing(known);
                limit = Math.max(known + 1, clock.limit());
                continue;
            }
            Click click = clicks.next();
            long due = timeline.dueNanos(click.timestampMillis());
            long now = clock.awaitDue(due);
            if (!timeline.isBackfill(click.timestampMillis())) {
                lag.record(now - due);
                listener.lag(Math.max(0, now - due));
            }
            limit = Math.max(limit, clock.limit(now));
            send(List.of(click));
        }
        return false;
    }

    boolean handOverAtOnce(ClickSource clicks) throws InterruptedException {
        Click[] block = new Click[BLOCK];
        List<Click> whole = Arrays.asList(block);
        while (end.isRunning()) {
            int count = 0;
            try {
                while (count < BLOCK && clicks.hasNext(Long.MAX_VALUE)) {
                    Click click = clicks.next();
                    block[count++] = click;
                }
            } catch (RuntimeException | Error e) {
                send(whole.subList(0, count)); // they came before the failure
                throw e;
            }
            send(whole.subList(0, count));
            if (count < BLOCK) {
                return end.isRunning();
            }
        }
        return false;
    }

    /** Hands clicks over until they are accepted or the run is to end. */
    private void send(List<Click> clicks) throws InterruptedException {
        for (int at = 0; at < clicks.size() && end.isRunning(); ) {
            int accepted = accepted(clicks, at);
            counter.accepted(accepted);
            int begun = 0;
            try {
                for (int until = at + accepted; at < until; at++) {
                    Click click = clicks.get(at);
                    witness.accept(click);
                    begun += click.ordinal() == 1 ? 1 : 0;
                }
            } finally {
                counter.sessions(begun);
            }
        }
    }

    /** Returns how many clicks the sink has accepted. When it is interrupted it has none, and a stopped run counts none. */
    private int accepted(List<Click> clicks, int from) throws InterruptedException {
        try {
            int accepted = sink.sendBlock(clicks, from, counter);
            int most = clicks.size() - from;
            if (accepted < 1 || accepted > most) {
                throw new SinkException(
                        Problems.describe(sink.toString(), "accept from 1 to " + most + " clicks of a block", accepted),
                        null);
            }
            return accepted;
        } catch (IllegalArgumentException | IllegalStateException e) {
            counter.refused();
            throw told(e);
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) {
            counter.refused();
            throw e;
        }
    }

    /** By its contract a sink says so that it takes no such click, or none any more. */
    private static RuntimeException told(RuntimeException e) {
        return e.getMessage() == null ? e : new SinkException(e.getMessage(), e);
    }

    /**
     * Waits for the receipts of all clicks that the sink accepted, unless the run is to hurry. Another's interruption
     * does not cut that short.
     *
     * @throws InterruptedException if interrupted again and again
     */
    private void drain() throws InterruptedException {
        for (int interruptions = 0; !end.isHurried(); interruptions++) {
            try {
                sink.flush();
                return;
            } catch (InterruptedException e) {
                if (interruptions == MOST_INTERRUPTIONS) {
                    throw e;
                }
            } catch (IllegalStateException e) {
                throw told(e);
            }
        }
    }

    private void closeSink() {
        try {
            if (end.isHurried()) {
                Thread.currentThread().interrupt(); // tells the sink not to wait for what may never come
            }
            sink.close();
        } catch (Throwable e) {
            end.failed(e);
        }
    }
}
