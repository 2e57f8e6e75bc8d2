package io.csgen.fault;

import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.internal.RandomStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/** The line is no click: whatever is done, no reader can take what is left for one. Immutable. */
final class MalformedFault extends Fault {
    /** The longest that any line can be by it. */
    static final int MAX_BYTES = 80;

    private static final byte NO_UTF_8 = (byte) 0xff;

    MalformedFault() {
        super(
                "malformed",
                "kind",
                "share of clicks whose text is cut, broken, in a wrong encoding, empty or something else");
    }

    @Override
    public boolean isWritten() {
        return true;
    }

    @Override
    boolean shows(Faults faults, Optional<ClickFormat> format) {
        return format.flatMap(ClickFormat::damage).isPresent();
    }

    @Override
    String detail(Draw draw) {
        return malformation(draw).toString();
    }

    static Malformation malformation(Draw draw) {
        Malformation[] kinds = Malformation.values();
        return kinds[RandomStream.below(draw.random().next(), kinds.length)];
    }

    @Override
    int write(Draw draw, ClickEncoder encoder, byte[] text, int from) {
        int to = encoder.encode(draw.click(), text, from);
        ClickFormat.Damage damage = draw.plan().damage();
        long random = draw.damage();
        switch (malformation(draw)) {
            case CUT -> {
                return from + 1 + RandomStream.below(random, damage.longestCut(text, from, to));
            }
            case BROKEN -> {
                return damage.breakUp(random, text, from, to);
            }
            case ENCODING -> {
                text[from + 2] = NO_UTF_8; // in the name of a field, a year, a scheme or an address
                return to;
            }
            case EMPTY -> {
                return from;
            }
            default -> {
                String page =
                        "<html><body>502 Bad Gateway <!-- " + HexFormat.of().toHexDigits(random) + " --></body></html>";
                byte[] bytes = page.getBytes(StandardCharsets.US_ASCII);
                System.arraycopy(bytes, 0, text, from, bytes.length);
                return from + bytes.length;
            }
        }
    }

    @Override
    void expect(Draw draw, FaultPlan.Expectations check) {
        check.written(draw.click());
    }
}
