package io.csgen.truth.check;

import io.csgen.click.ClickView;
import io.csgen.config.ConfigException;
import io.csgen.config.Problems;
import io.csgen.truth.Digest;
import io.csgen.truth.internal.DigestSum;

/** The expected clicks by click id, and what became of them: a {@link SliceLedger} for each part of the sessions. */
final class ClickLedger {
    private static final int PART_SHIFT = 57; // the slice, and whether under way at the start
    private static final int PARTS = 1 << Long.SIZE - PART_SHIFT;
    private static final long NUMBER = (1L << PART_SHIFT) - 1;

    private final ExpectedClicks expected;
    private final SliceLedger[] parts = new SliceLedger[PARTS];
    private long clicks;

    // Where the cursor is.
    private SliceLedger part;
    private long number;
    private int ordinal;
    private int slot;

    private ClickLedger(ExpectedClicks expected) {
        this.expected = expected;
        for (int i = 0; i < PARTS; i++) {
            parts[i] = new SliceLedger();
        }
        part = parts[0];
    }

    /**
     * Returns a ledger of all clicks expected.
     *
     * @param sessionizer gets all of them
     * @throws ConfigException if they are not those of the manifest
     */
    static ClickLedger of(ExpectedClicks expected, Sessionizer sessionizer) {
        ClickLedger ledger = new ClickLedger(expected);
        expected.forEach(click -> {
            long session = expected.sessionNumber(click.sessionId());
            ledger.parts[(int) (session >>> PART_SHIFT)].count(session & NUMBER, click.ordinal());
        });
        for (SliceLedger part : ledger.parts) {
            part.seal();
        }
        DigestSum sum = new DigestSum();
        expected.forEach(click -> {
            long hash = sum.hash(click);
            sum.addHashed();
            ledger.clicks++;
            ledger.find(click);
            boolean first = ledger.part.expect(ledger.slot, click.ordinal(), hash);
            sessionizer.add(click.userId(), click.timestampMillis(), click.sessionId(), first);
        });
        requireAsExpected(sum, expected);
        return ledger;
    }

    /**
     * Does nothing if clicks generated again have the digest of the manifest.
     *
     * @throws ConfigException if they have another
     */
    static void requireAsExpected(DigestSum sum, ExpectedClicks expected) {
        Digest digest = digest(sum);
        Problems problems = new Problems();
        problems.require(
                digest.equals(expected.digest()),
                "digest of the manifest",
                "be that of the clicks generated again (" + digest + ")",
                expected.digest());
        problems.throwIfAny();
    }

    /** Returns the digest of clicks that were summed up. */
    static Digest digest(DigestSum sum) {
        return new Digest(sum.high(), sum.low());
    }

    /** Returns how many clicks are expected. */
    long clicks() {
        return clicks;
    }

    /** Goes to the slot of a click's id; the following methods are about it. Returns whether there is one. */
    boolean find(ClickView click) {
        long session = expected.sessionNumber(click.sessionId());
        part = parts[(int) (session >>> PART_SHIFT)];
        number = session & NUMBER;
        ordinal = click.ordinal();
        slot = part.slot(number, ordinal);
        return slot != SliceLedger.NONE;
    }

    /** Returns whether a click with this id is expected. */
    boolean isExpected() {
        return part.isExpected(slot);
    }

    /** Returns whether a click with this hash is the one that is expected. */
    boolean isAsExpected(long hash) {
        return part.isAsExpected(slot, hash);
    }

    boolean isFound() {
        return part.isFound(slot);
    }

    void setFound() {
        part.setFound(slot);
    }

    boolean isAltered() {
        return part.isAltered(slot);
    }

    void setAltered() {
        part.setAltered(slot);
    }

    /** Returns whether a later click of the same session was found. */
    boolean isLaterFound() {
        return part.isLaterFound(slot, number, ordinal);
    }

    /** Returns whether an earlier click of the same session is there, altered or not. */
    boolean isEarlierThere() {
        return part.isEarlierThere(slot, ordinal);
    }
}
