package io.csgen.sink.kinesis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads a message in the wire format of protobuf, field by field. A field begins with a tag: its number and,
 * in the last three bits, how it is written. Confined to one thread.
 */
final class ProtobufReader {
    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int GROUP_START = 3;
    private static final int GROUP_END = 4;
    private static final int FIXED_32 = 5;
    private static final int MAX_DEPTH = 100;

    /** The bytes are no message. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;
    }

    private final ByteBuffer bytes;

    /** Reads from the position of a buffer to its limit. */
    ProtobufReader(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    boolean hasMore() {
        return bytes.hasRemaining();
    }

    int readTag() throws Malformed {
        int tag = (int) readNumber();
        if (tag >>> 3 == 0) {
            throw new Malformed();
        }
        return tag;
    }

    /** Reads a number of up to 64 bits, seven in each byte, the lowest first. */
    long readNumber() throws Malformed {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            require(1);
            byte next = bytes.get();
            number |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return number;
            }
        }
        throw new Malformed();
    }

    byte[] readBytes() throws Malformed {
        byte[] read = new byte[readLength()];
        bytes.get(read);
        return read;
    }

    String readText() throws Malformed {
        return new String(readBytes(), StandardCharsets.UTF_8);
    }

    /** Returns a reader of the message that a field holds. */
    ProtobufReader readMessage() throws Malformed {
        int length = readLength();
        ByteBuffer message = bytes.slice(bytes.position(), length);
        bytes.position(bytes.position() + length);
        return new ProtobufReader(message);
    }

    /** Passes over a field that nobody here knows. */
    void skip(int tag) throws Malformed {
        skip(tag, 0);
    }

    private void skip(int tag, int depth) throws Malformed {
        switch (tag & 0b111) {
            case VARINT -> readNumber();
            case FIXED_64 -> pass(Long.BYTES);
            case LENGTH_DELIMITED -> pass(readLength());
            case GROUP_START -> skipGroup(tag >>> 3, depth + 1);
            case FIXED_32 -> pass(Integer.BYTES);
            default -> throw new Malformed();
        }
    }

    private void skipGroup(int field, int depth) throws Malformed {
        if (depth > MAX_DEPTH) {
            throw new Malformed();
        }
        int end = field << 3 | GROUP_END;
        for (int tag = readTag(); tag != end; tag = readTag()) {
            skip(tag, depth);
        }
    }

    private int readLength() throws Malformed {
        int length = (int) readNumber();
        require(length);
        return length;
    }

    private void pass(int count) throws Malformed {
        require(count);
        bytes.position(bytes.position() + count);
    }

    private void require(int count) throws Malformed {
        if (count < 0 || count > bytes.remaining()) {
            throw new Malformed();
        }
    }
}
