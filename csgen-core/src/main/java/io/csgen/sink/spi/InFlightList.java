package io.csgen.sink.spi;

import io.csgen.config.Problems;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The clicks in flight of a window, in the order of acceptance, and those of them whose receipts are due. Clicks are
 * linked by themselves, so that nothing here needs memory. Guarded by the lock of the window.
 */
final class InFlightList {
    private static final String NOT_SENT = "not sent before the sink was closed";
    private static final String NO_ANSWER = "no answer when the sink was closed";

    private @Nullable InFlightClick first;
    private @Nullable InFlightClick last;
    private int size;
    private long accepted;

    // Clicks that are claimed and not taken yet.
    private @Nullable InFlightClick firstDue;
    private @Nullable InFlightClick lastDue;

    int size() {
        return size;
    }

    /** Returns how many clicks were accepted, which is the number of the latest one. */
    long accepted() {
        return accepted;
    }

    /** Returns whether a click up to a number has no receipt. */
    boolean holdsAnyUpTo(long number) {
        return first != null && first.number <= number;
    }

    void add(InFlightClick click) {
        if (click.number != 0 || !click.isOpen()) {
            throw new IllegalStateException(
                    Problems.describe("click " + click.click().id(), "be accepted once", "again"));
        }
        click.number = ++accepted;
        click.earlier = last;
        if (last == null) {
            first = click;
        } else {
            last.later = click;
        }
        last = click;
        size++;
    }

    /** Takes back that the latest click was accepted. */
    void undoAdd(InFlightClick click) {
        remove(click);
        accepted--;
    }

    void remove(InFlightClick click) {
        InFlightClick earlier = click.earlier;
        InFlightClick later = click.later;
        if (earlier == null) {
            first = later;
        } else {
            earlier.later = later;
        }
        if (later == null) {
            last = earlier;
        } else {
            later.earlier = earlier;
        }
        click.earlier = null;
        click.later = null;
        click.number = 0;
        size--;
    }

    /** Gives up what waits; claims all that is decided. */
    void giveUpWaiting(String reason) {
        for (InFlightClick click = first; click != null; click = click.later) {
            if (!click.isOut()) {
                click.giveUp(reason);
            }
            claim(click);
        }
    }

    /** Decides that of all that is open nobody can know; claims it. */
    void loseAll(String reason) {
        for (InFlightClick click = first; click != null; click = click.later) {
            click.lose(reason);
            claim(click);
        }
    }

    /** Gives up what is open when the sink is closed; claims it. */
    void giveUpAll() {
        for (InFlightClick click = first; click != null; click = click.later) {
            failWaiting(click, NOT_SENT);
            click.lose(NO_ANSWER);
            claim(click);
        }
    }

    /** Decides that of these nobody can know, and claims them; returns whether there was memory to go through them. */
    boolean lose(Collection<? extends InFlightClick> clicks, String reason) {
        try {
            for (InFlightClick click : clicks) {
                click.lose(reason);
                claim(click);
            }
            return true;
        } catch (Throwable e) {
            return false;
        }
    }

    /** Gives up a click unless it is under way: for what its last attempt came to, or where there was none, as told. */
    static void failWaiting(InFlightClick click, String reasonOfUntried) {
        if (click.isOut()) {
            return;
        }
        try {
            click.failed(click.reasonOr(reasonOfUntried));
        } catch (Throwable e) {
            click.giveUp(reasonOfUntried); // there was no memory for the other one
        }
    }

    /** Claims those of some clicks that are decided, unless a thread has them. */
    void claim(Collection<? extends InFlightClick> clicks) {
        for (InFlightClick click : clicks) {
            claim(click);
        }
    }

    private void claim(InFlightClick click) {
        if (click.number == 0 || click.claimed || click.isOpen()) {
            return;
        }
        click.claimed = true;
        if (lastDue == null) {
            firstDue = click;
        } else {
            lastDue.next = click;
        }
        lastDue = click;
    }

    /** Takes what was claimed, linked by {@link InFlightClick#next}. */
    @Nullable
    InFlightClick takeDue() {
        InFlightClick due = firstDue;
        firstDue = null;
        lastDue = null;
        return due;
    }
}
