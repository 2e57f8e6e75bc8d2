package io.csgen.sink.spi;

import java.util.Collection;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * The clicks in flight of a window, in the order of acceptance, and those of them whose receipts are due. Entries are
 * linked by themselves, so that nothing here needs memory. Guarded by the lock of the window.
 */
final class InFlightList {
    private static final String NOT_SENT = "not sent before the sink was closed";
    private static final String NO_ANSWER = "no answer when the sink was closed";

    private @Nullable InFlightEntry first;
    private @Nullable InFlightEntry last;
    private int size;
    private long accepted;

    // What is claimed and not taken yet.
    private @Nullable InFlightEntry firstDue;
    private @Nullable InFlightEntry lastDue;

    private boolean isLacking;

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

    /** Adds clicks to an entry, which is the latest one or new. */
    void add(InFlightEntry entry, int clicks) {
        if (entry.number == 0 && clicks > 0) {
            entry.number = accepted + 1;
            entry.earlier = last;
            if (last == null) {
                first = entry;
            } else {
                last.later = entry;
            }
            last = entry;
        }
        entry.size += clicks;
        accepted += clicks;
        size += clicks;
    }

    /** Takes back that the latest entry was accepted. */
    void undoAdd(InFlightEntry entry) {
        accepted -= entry.size;
        remove(entry);
    }

    void remove(InFlightEntry entry) {
        InFlightEntry earlier = entry.earlier;
        InFlightEntry later = entry.later;
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
        entry.earlier = null;
        entry.later = null;
        entry.number = 0;
        size -= entry.size;
        entry.size = 0;
    }

    /** Gives up what waits; claims all that is decided. */
    void giveUpWaiting(String reason) {
        for (InFlightEntry entry = first; entry != null; entry = entry.later) {
            if (!entry.isOut()) {
                entry.giveUp(reason);
            }
            claim(entry);
        }
    }

    /** Decides that of all that is open nobody can know; claims it. */
    void loseAll(String reason) {
        for (InFlightEntry entry = first; entry != null; entry = entry.later) {
            entry.lose(reason);
            claim(entry);
        }
    }

    /** Gives up what is open when the sink is closed; claims it. */
    void giveUpAll() {
        for (InFlightEntry entry = first; entry != null; entry = entry.later) {
            failWaiting(entry, NOT_SENT);
            entry.lose(NO_ANSWER);
            claim(entry);
        }
    }

    /** Decides that of these nobody can know, and claims them; returns whether there was memory to go through them. */
    boolean lose(Collection<? extends InFlightEntry> entries, String reason) {
        try {
            for (InFlightEntry entry : entries) {
                entry.lose(reason);
                claim(entry);
            }
            return true;
        } catch (Throwable e) {
            return false;
        }
    }

    /** Gives up an entry unless it is under way: for what its last attempt came to, or where there was none, as told. */
    static void failWaiting(InFlightEntry entry, String reasonOfUntried) {
        if (entry.isOut()) {
            return;
        }
        try {
            entry.failed(entry.reasonOr(reasonOfUntried));
        } catch (Throwable e) {
            entry.giveUp(reasonOfUntried); // there was no memory for the other one
        }
    }

    /** Claims those of some entries that are decided, unless a thread has them; makes no object where they are in a list. */
    void claim(Collection<? extends InFlightEntry> entries) {
        if (entries instanceof List<? extends InFlightEntry> list && entries instanceof RandomAccess) {
            for (int i = 0; i < list.size(); i++) {
                claim(list.get(i));
            }
        } else {
            entries.forEach(this::claim);
        }
    }

    private void claim(InFlightEntry entry) {
        if (entry.number == 0 || entry.claimed || entry.isOpen()) {
            return;
        }
        entry.claimed = true;
        if (lastDue == null) {
            firstDue = entry;
        } else {
            lastDue.next = entry;
        }
        lastDue = entry;
    }

    /** Lets an entry that was taken be taken again, as not all of its receipts are given. */
    void unclaim(InFlightEntry entry) {
        entry.claimed = false;
        isLacking = true;
    }

    /** Returns whether there are entries which were taken, and lack receipts. */
    boolean isLacking() {
        return isLacking;
    }

    /** Claims all that is decided. */
    void claimDecided() {
        for (InFlightEntry entry = first; entry != null; entry = entry.later) {
            claim(entry);
        }
        isLacking = false;
    }

    /** Takes what was claimed, linked by {@link InFlightEntry#next}. */
    @Nullable
    InFlightEntry takeDue() {
        InFlightEntry due = firstDue;
        firstDue = null;
        lastDue = null;
        return due;
    }
}
