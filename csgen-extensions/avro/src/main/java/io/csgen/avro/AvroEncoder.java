package io.csgen.avro;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickField;
import io.csgen.click.ClickFormat;
import io.csgen.click.ClickFormat.Framing;
import io.csgen.click.ClickView;
import io.csgen.click.Store;
import io.csgen.config.ConfigException;
import io.csgen.config.Problems;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryData;

/** Clicks in the binary encoding of Avro, without making objects for them. */
final class AvroEncoder implements ClickEncoder {
    private static final int MAX_INT_BYTES = 5;
    private static final int MAX_LONG_BYTES = 10;
    private static final int SESSION_LENGTH = 16;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    /** Of the optional product: which one of both types a value has. */
    private static final int NOTHING = 0;

    private static final int PRESENT = 1;

    private final Framing framing;
    private final byte[][] groupNames; // each with its length
    private final ClickEncoder urls;
    private final More[] more;
    private final int maxBytes;

    /** A field behind those that are written by hand, and its texts, each with its length. */
    private record More(byte[][] texts, ClickField.Choice choice) {}

    AvroEncoder(Store store) {
        List<ClickField> fields = ClickField.of(store);
        framing = framingOfFiles(ClickSchema.of(fields));
        groupNames = texts(store.groupNames());
        urls = ClickFormat.URL.encoder(store);
        more = fields.stream()
                .flatMap(field -> field.choice().stream())
                .map(choice -> new More(texts(choice.texts().apply(store)), choice))
                .toArray(More[]::new);
        int texts = longest(groupNames);
        for (More each : more) {
            texts += longest(each.texts);
        }
        maxBytes = 2 * MAX_LONG_BYTES + 6 * MAX_INT_BYTES + 1 + SESSION_LENGTH + texts + urls.maxBytes();
    }

    private static byte[][] texts(List<String> texts) {
        return texts.stream().map(AvroEncoder::text).toArray(byte[][]::new);
    }

    private static byte[] text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        byte[] all = new byte[MAX_INT_BYTES + utf8.length];
        int at = BinaryData.encodeInt(utf8.length, all, 0);
        System.arraycopy(utf8, 0, all, at, utf8.length);
        return Arrays.copyOf(all, at + utf8.length);
    }

    private static int longest(byte[][] texts) {
        return Arrays.stream(texts).mapToInt(text -> text.length).max().orElse(0);
    }

    /** What ends blocks follows from the schema, so that files of one schema go together. */
    private static Framing framingOfFiles(Schema schema) {
        try {
            byte[] sync = SchemaNormalization.parsingFingerprint("MD5", schema);
            ByteArrayOutputStream begin = new ByteArrayOutputStream();
            try (DataFileWriter<GenericRecord> writer = new DataFileWriter<>(new GenericDatumWriter<>())) {
                writer.create(schema, begin, sync);
            }
            return Framing.container(begin.toByteArray(), AvroEncoder::blockHead, sync);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has MD5", e);
        }
    }

    private static byte[] blockHead(int clicks, int bytes) {
        byte[] head = new byte[2 * MAX_INT_BYTES];
        int at = BinaryData.encodeInt(clicks, head, 0);
        at += BinaryData.encodeInt(bytes, head, at);
        return Arrays.copyOf(head, at);
    }

    @Override
    public Framing framing() {
        return framing;
    }

    @Override
    public int maxBytes() {
        return maxBytes;
    }

    @Override
    public int encode(ClickView click, byte[] target, int offset) {
        if (click.groupId() > groupNames.length) {
            throw new ConfigException(List.of(Problems.describe(
                    "groupId of click " + click.id(), "be from 1 to " + groupNames.length, click.groupId())));
        }
        int at = offset + BinaryData.encodeLong(click.timestampMillis(), target, offset);
        at += BinaryData.encodeInt(click.userId(), target, at);
        at = putSession(click.sessionId(), target, at);
        at += BinaryData.encodeInt(click.ordinal(), target, at);
        at += BinaryData.encodeInt(click.type().ordinal(), target, at);
        at += BinaryData.encodeInt(click.groupId(), target, at);
        at = put(groupNames[click.groupId() - 1], target, at);
        if (click.productId() == Click.NO_PRODUCT) {
            at += BinaryData.encodeInt(NOTHING, target, at);
        } else {
            at += BinaryData.encodeInt(PRESENT, target, at);
            at += BinaryData.encodeInt(click.productId(), target, at);
        }
        at = putUrl(click, target, at);
        for (More each : more) {
            at = put(each.texts[each.choice.index().applyAsInt(click)], target, at);
        }
        return at;
    }

    private static int put(byte[] text, byte[] target, int at) {
        System.arraycopy(text, 0, target, at, text.length);
        return at + text.length;
    }

    private static int putSession(long session, byte[] target, int offset) {
        int at = offset + BinaryData.encodeInt(SESSION_LENGTH, target, offset);
        for (int shift = Long.SIZE - 4; shift >= 0; shift -= 4) {
            target[at++] = HEX[(int) (session >>> shift) & 15];
        }
        return at;
    }

    /** Its length stands before it, and is known behind it. */
    private int putUrl(ClickView click, byte[] target, int offset) {
        int from = offset + MAX_INT_BYTES;
        int length = urls.encode(click, target, from) - from;
        int at = offset + BinaryData.encodeInt(length, target, offset);
        System.arraycopy(target, from, target, at, length);
        return at + length;
    }
}
