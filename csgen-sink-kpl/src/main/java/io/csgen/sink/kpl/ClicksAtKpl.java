package io.csgen.sink.kpl;

import io.csgen.config.Key;
import io.csgen.sink.kinesis.KinesisSinkConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The clicks that the KPL has, in the order in which it got them, and how long it may keep them. Guarded by the lock of the sink. */
final class ClicksAtKpl {
    private final Duration answerTimeout;
    private final Optional<Duration> giveUpAfter;
    private final Set<KplClick> clicks = new LinkedHashSet<>();
    private long reachedNanos = System.nanoTime(); // when Kinesis last said something
    private @Nullable Long lostSince; // since when it has not

    ClicksAtKpl(KplSinkConfig config) {
        answerTimeout = config.get(KplSinkConfig.ANSWER_TIMEOUT);
        giveUpAfter = config.find(KinesisSinkConfig.GIVE_UP_AFTER);
    }

    void add(KplClick click, long now) {
        click.handedOverNanos = now;
        clicks.add(click);
    }

    void remove(KplClick click) {
        clicks.remove(click);
    }

    /** Takes note that Kinesis has said something. */
    void noteAnswer() {
        reachedNanos = System.nanoTime();
        lostSince = null;
    }

    /** Takes note that Kinesis has said nothing of a click. */
    void noteSilence(KplClick click) {
        if (lostSince == null) {
            lostSince = click.handedOverNanos;
        }
    }

    /** Returns why clicks expire. */
    String reason() {
        return "no answer from the KPL within " + Key.write(answerTimeout);
    }

    /** Ends the clicks whose answers do not come; returns them. */
    List<KplClick> expire(long now) {
        return endOlderThan(answerTimeout, now, reason());
    }

    /** Returns what to say where Kinesis has been out of reach for too long. */
    Optional<String> outage(boolean anyInFlight, long now) {
        if (clicks.isEmpty()) {
            lostSince = anyInFlight ? lostSince : null; // nobody asks
            return Optional.empty();
        }
        long since = lostSince == null ? clicks.iterator().next().handedOverNanos : lostSince;
        long quiet = now - (since - reachedNanos > 0 ? since : reachedNanos);
        return giveUpAfter
                .filter(limit -> quiet >= limit.toNanos())
                .map(limit -> "Kinesis was out of reach for " + Key.write(limit));
    }

    /** Ends all, as nobody knows what becomes of them; returns them. */
    List<KplClick> endAll(long now, String reason) {
        return endOlderThan(Duration.ZERO, now, reason);
    }

    private List<KplClick> endOlderThan(Duration limit, long now, String reason) {
        List<KplClick> ended = new ArrayList<>();
        for (KplClick click : clicks) {
            if (now - click.handedOverNanos < limit.toNanos()) {
                break; // and so are all after it
            }
            if (click.unconfirmed(reason)) {
                noteSilence(click);
                ended.add(click);
            }
        }
        return ended;
    }
}
