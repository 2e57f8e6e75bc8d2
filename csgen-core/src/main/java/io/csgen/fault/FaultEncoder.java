package io.csgen.fault;

import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.click.ClickView;
import io.csgen.click.Framing;
import io.csgen.internal.RandomStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/** Writes clicks with the faults of a plan that are in how they are written; all others as they are. Immutable. */
final class FaultEncoder implements ClickEncoder {
    private static final int MAX_FOREIGN_BYTES = 80;
    private static final byte NO_UTF_8 = (byte) 0xff;

    private final ClickEncoder encoder;
    private final Optional<ClickFormat.Damage> damage;
    private final FaultPlan plan;

    FaultEncoder(ClickEncoder encoder, FaultPlan plan) {
        this.encoder = encoder;
        this.plan = plan;
        damage = plan.format().orElseThrow().damage();
    }

    @Override
    public int maxBytes() {
        return Math.max(encoder.maxBytes(), MAX_FOREIGN_BYTES);
    }

    @Override
    public byte[] header() {
        return encoder.header();
    }

    @Override
    public Framing framing() {
        return encoder.framing();
    }

    @Override
    public int encode(ClickView click, byte[] target, int offset) {
        Fault fault = plan.find(click);
        if (fault == null || !fault.isWritten()) {
            return encoder.encode(click, target, offset);
        }
        if (fault == Fault.CLOCK_SKEW) {
            return encoder.encode(plan.skewed(click), target, offset);
        }
        int end = encoder.encode(click, target, offset);
        ClickFormat.Damage of = damage.orElseThrow(); // else no click has such a fault
        return fault == Fault.MISSING_FIELD
                ? of.remove(plan.missingField(click), target, offset, end)
                : malformed(of, click, target, offset, end);
    }

    /** Whatever is done, no reader can take what is left for a click. */
    private int malformed(ClickFormat.Damage of, ClickView click, byte[] text, int offset, int end) {
        long random = plan.damage(click);
        switch (plan.malformation(click)) {
            case CUT -> {
                return offset + 1 + RandomStream.below(random, of.longestCut(text, offset, end));
            }
            case BROKEN -> {
                return of.breakUp(random, text, offset, end);
            }
            case ENCODING -> {
                text[offset + 2] = NO_UTF_8; // in the name of a field, a year or a scheme
                return end;
            }
            case EMPTY -> {
                return offset;
            }
            default -> {
                String page =
                        "<html><body>502 Bad Gateway <!-- " + HexFormat.of().toHexDigits(random) + " --></body></html>";
                byte[] bytes = page.getBytes(StandardCharsets.US_ASCII);
                System.arraycopy(bytes, 0, text, offset, bytes.length);
                return offset + bytes.length;
            }
        }
    }
}
