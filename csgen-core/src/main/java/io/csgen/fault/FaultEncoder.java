package io.csgen.fault;

import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.click.ClickView;
import io.csgen.simulate.RandomStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Writes clicks with the faults of a plan that are in how they are written; all others as they are. Immutable. */
final class FaultEncoder implements ClickEncoder {
    private static final int MAX_FOREIGN_BYTES = 80;
    private static final int INTACT_COLUMNS = 4; // none of them is quoted, nor can be left out
    private static final byte NO_UTF_8 = (byte) 0xff;

    private final ClickEncoder encoder;
    private final ClickFormat format;
    private final FaultPlan plan;
    private final MissingField missingField;

    FaultEncoder(ClickEncoder encoder, FaultPlan plan) {
        this.encoder = encoder;
        this.plan = plan;
        format = plan.format().orElseThrow();
        missingField = new MissingField(plan.faults().missingFields(), plan.format());
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
    public int encode(ClickView click, byte[] target, int offset) {
        Fault fault = plan.find(click);
        if (fault == null || !fault.isWritten()) {
            return encoder.encode(click, target, offset);
        }
        if (fault == Fault.CLOCK_SKEW) {
            return encoder.encode(plan.skewed(click), target, offset);
        }
        int end = encoder.encode(click, target, offset);
        return fault == Fault.MISSING_FIELD
                ? missingField.remove(plan.missingField(click), target, offset, end)
                : damage(click, target, offset, end);
    }

    /** Whatever is done, no reader can take what is left for a click. */
    private int damage(ClickView click, byte[] text, int offset, int end) {
        long random = plan.damage(click);
        switch (plan.malformation(click)) {
            case CUT -> {
                return offset + 1 + RandomStream.below(random, longestCut(text, offset, end));
            }
            case BROKEN -> {
                return breakUp(random, text, offset, end);
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

    /** Returns how many bytes can be left without those being a click. */
    private int longestCut(byte[] text, int offset, int end) {
        return switch (format) {
            case JSON, JSON_URL -> end - offset - 1;
            case URL -> {
                int last = end;
                while (text[last - 1] != '=') {
                    last--;
                }
                yield last - offset;
            }
            case CSV -> {
                int at = offset;
                for (int comma = 0; comma < INTACT_COLUMNS; at++) {
                    comma += text[at] == ',' ? 1 : 0;
                }
                yield at - 1 - offset;
            }
        };
    }

    private int breakUp(long random, byte[] text, int offset, int end) {
        switch (format) {
            case URL -> {
                int colon = MissingField.find(new byte[] {':'}, text, offset, end);
                System.arraycopy(text, colon + 2, text, colon + 1, end - colon - 2); // http:/
                return end - 1;
            }
            case CSV -> {
                for (int at = offset; at < end; at++) {
                    text[at] = text[at] == ',' ? (byte) ';' : text[at];
                }
                return end;
            }
            default -> {
                if (random < 0) {
                    int colon = MissingField.find(new byte[] {':'}, text, offset, end);
                    text[colon] = '=';
                    return end;
                }
                text[end - 2] = '}'; // in the place of the closing quote
                return end - 1;
            }
        }
    }
}
