package io.csgen.simulate;

/** Moves forward over rates, whose integral over time it inverts. Confined to one thread. */
final class RateCursor {
    private static final int PIECES_PER_PULSE = 1 << 12;

    private final Runnable pulse;
    private Rates rates;
    private int pieces; // entered since the latest pulse
    private double before; // where the latest move began
    private double at; // milliseconds since 1970, with fractions

    // The piece at hand.
    private double end;
    private double factor;
    private int number;

    /**
     * Begins at a time.
     *
     * @param pulse is run every few thousand pieces
     */
    RateCursor(Rates rates, long millis, Runnable pulse) {
        this.rates = rates;
        this.pulse = pulse;
        at = millis;
        before = millis;
        enterPiece();
    }

    private void enterPiece() {
        rates.enter(this, (long) at);
        if (++pieces == PIECES_PER_PULSE) {
            pieces = 0;
            pulse.run();
        }
    }

    /**
     * Takes the piece at hand.
     *
     * @param pieceEnd in milliseconds since 1970; infinity for never
     * @param pieceNumber comes back as {@link #number}, to look up from when the next piece is asked for
     */
    void piece(double pieceFactor, double pieceEnd, int pieceNumber) {
        factor = pieceFactor;
        end = pieceEnd;
        number = pieceNumber;
    }

    double factor() {
        return factor;
    }

    double end() {
        return end;
    }

    int number() {
        return number;
    }

    /**
     * Moves on to where the factor, integrated over time, has grown by an exposure.
     *
     * @param exposure in milliseconds at factor 1
     * @return the time
     */
    double after(double exposure) {
        before = at;
        double left = exposure;
        while (left >= factor * (end - at)) {
            left -= factor * (end - at);
            at = end;
            enterPiece();
        }
        at += left / factor;
        return at;
    }

    /**
     * Takes back the latest move, and makes it over other rates, which are the same up to where the move
     * began, and up to where it ended if that lies before what is different.
     *
     * @param exposure the same as in the latest move
     * @return the time
     */
    double again(Rates others, double exposure) {
        rates = others;
        at = before;
        enterPiece();
        return after(exposure);
    }

    /** Moves on to a time, and returns the exposure up to there. */
    double exposureUntil(double millis) {
        double exposure = 0;
        while (end < millis) {
            exposure += factor * (end - at);
            at = end;
            enterPiece();
        }
        exposure += factor * (millis - at);
        at = millis;
        return exposure;
    }
}
