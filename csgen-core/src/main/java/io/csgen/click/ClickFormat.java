package io.csgen.click;

import io.csgen.config.ConfigException;
import io.csgen.config.Problems;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * A form in which clicks are written. The five that come with csgen are constants here; others are found with {@link
 * ServiceLoader}: a jar on the class path that provides this interface and {@code format=NAME} in the settings are all
 * a user needs. Implementations are immutable, and where they come from a jar, public with a public constructor
 * without parameters.
 *
 * <p>How clicks follow each other in a file is a matter of the encoder: {@link ClickEncoder#framing}.
 */
public interface ClickFormat {
    /** The bare URL: {@code https://webstore.demo.com/api/group/2?userid=77}. */
    ClickFormat URL = new UrlFormat();

    /** An object that holds nothing but the URL: {@code {"url":"…"}}. */
    ClickFormat JSON_URL = new JsonUrlFormat();

    /**
     * A flat object with the fields {@code timestamp} (ISO 8601, UTC, milliseconds), {@code user_id},
     * {@code session_id} (a string of 16 hexadecimal digits), {@code ordinal}, {@code type}, {@code
     * group_id}, {@code group_name}, {@code product_id} (only where there is one) and {@code url}, in
     * this order.
     */
    ClickFormat JSON = new JsonFormat();

    /** The same fields as comma-separated values (RFC 4180), after a header line of their names. */
    ClickFormat CSV = new CsvFormat();

    /**
     * The combined log format of the Apache HTTP server, as if the store had one: {@code 203.0.113.77 - -
     * [23/Nov/2026:09:30:00 +0000] "GET /api/group/2?userid=77 HTTP/1.1" 200 31337 "-" "Mozilla/5.0 (csgen)"}. It has
     * whole seconds, and neither session nor ordinal. Addresses are those for documentation (RFC 5737), one for
     * each user, shared by many; every request succeeds, and the size of a page is always the same.
     */
    ClickFormat ACCESS_LOG = new AccessLogFormat();

    /** Returns the name used in settings: one word in lower case, such as {@code json-url}. */
    String name();

    /** Returns an encoder of this format for one store. */
    ClickEncoder encoder(Store store);

    /** Returns the fields of a click that can be read from its bytes by themselves, in their order. */
    List<ClickField> fields();

    /**
     * Returns what reads this format back, where it is none that csgen knows; empty where nothing does. Then clicks in
     * this format can be written, but neither checked nor described.
     */
    default Optional<Unpacker> unpacker() {
        return Optional.empty();
    }

    /** Returns how faults damage a click in this format; empty where the others around it would suffer. */
    default Optional<Damage> damage() {
        return Optional.empty();
    }

    /** Turns files in a format of its own into lines that csgen reads. Immutable. */
    interface Unpacker {
        /** Returns whether a file that begins like this, with 16 bytes or all it has, is of this format. */
        boolean recognizes(byte[] beginning);

        /**
         * Returns the clicks of a stream as lines of {@link ClickFormat#JSON}, one for each; read as they are asked
         * for, and closed with the stream. A line that is no click is reported with its number. A record of a backend that
         * keeps records apart, such as Kinesis, comes as a stream of its own.
         *
         * @throws IOException if the stream is not of this format after all; the same is thrown where it breaks off
         */
        InputStream unpack(InputStream stream) throws IOException;
    }

    /**
     * Damages the bytes of a click so that no reader takes what is left for one. Text is between two indexes, and may be
     * moved in its array; each method that changes it returns its new end. Immutable.
     */
    interface Damage {
        /** Returns the fields that can be taken out. */
        List<ClickField> removable();

        /** Takes a field out, with what joins it to the rest; the click has it. */
        int remove(ClickField field, byte[] text, int from, int to);

        /** Returns how many bytes from the beginning can be left without those being a click; at least 1. */
        int longestCut(byte[] text, int from, int to);

        /**
         * Puts a character that holds the text together wrong, or leaves it out.
         *
         * @param random chooses, where there are several
         */
        int breakUp(long random, byte[] text, int from, int to);
    }

    /** Returns the formats that come with csgen. */
    static List<ClickFormat> builtIn() {
        return List.of(URL, JSON_URL, JSON, CSV, ACCESS_LOG);
    }

    /**
     * Returns the formats there are: those that come with csgen, then others by their names. The others are looked up
     * with the context class loader of the thread, each time.
     *
     * @throws ConfigException if a jar announces a format that cannot be used
     */
    static List<ClickFormat> all() {
        List<ClickFormat> all = new ArrayList<>(builtIn());
        try {
            ServiceLoader.load(ClickFormat.class).stream()
                    .map(ServiceLoader.Provider::get)
                    .sorted(Comparator.comparing(ClickFormat::name))
                    .forEach(all::add);
        } catch (ServiceConfigurationError e) {
            throw new ConfigException(
                    List.of(Problems.describe("formats of other jars", "be usable", String.valueOf(e.getMessage()))));
        }
        return List.copyOf(all);
    }

    /**
     * Returns the format with a name; one that comes with csgen goes before others.
     *
     * @throws ConfigException if there is none; it lists those there are
     */
    static ClickFormat named(String name) {
        Optional<ClickFormat> known =
                builtIn().stream().filter(format -> format.name().equals(name)).findFirst();
        if (known.isPresent()) {
            return known.get();
        }
        List<ClickFormat> all = all();
        return all.stream()
                .filter(format -> format.name().equals(name))
                .findFirst()
                .orElseThrow(() -> {
                    String names = String.join(
                            ", ", all.stream().map(ClickFormat::name).toList());
                    return new ConfigException(List.of(Problems.describe("format", "be one of " + names, name)));
                });
    }

    /**
     * Returns a stream as lines: as it is, unless it begins as a format with an {@link Unpacker} does.
     *
     * @throws IOException if the stream cannot be read
     * @throws ConfigException if a jar announces a format that cannot be used
     */
    static InputStream lines(InputStream stream) throws IOException {
        List<Unpacker> unpackers =
                all().stream().flatMap(format -> format.unpacker().stream()).toList();
        if (unpackers.isEmpty()) {
            return stream;
        }
        byte[] beginning = stream.readNBytes(16);
        InputStream whole = new SequenceInputStream(new ByteArrayInputStream(beginning), stream);
        for (Unpacker unpacker : unpackers) {
            if (unpacker.recognizes(beginning.clone())) {
                return unpacker.unpack(whole);
            }
        }
        return whole;
    }

    /**
     * How clicks follow each other in a file or a stream: as lines, in the blocks of a container, or not at all, as records
     * that stand alone. Sinks that write bytes ask for it. Immutable.
     */
    public static final class Framing {
        private enum Kind {
            LINES,
            CONTAINER,
            NONE
        }

        /** Makes what goes before the clicks of a block. Immutable. */
        @FunctionalInterface
        public interface BlockHead {
            /**
             * Returns the bytes before a block.
             *
             * @param clicks how many are in it, at least 1
             * @param bytes how many bytes these have
             */
            byte[] of(int clicks, int bytes);
        }

        private static final Framing ALONE =
                new Framing(Kind.NONE, new byte[0], (clicks, bytes) -> new byte[0], new byte[0]);

        private final Kind kind;
        private final byte[] begin;
        private final BlockHead head;
        private final byte[] blockEnd;

        private Framing(Kind kind, byte[] begin, BlockHead head, byte[] blockEnd) {
            this.kind = kind;
            this.begin = begin.clone();
            this.head = head;
            this.blockEnd = blockEnd.clone();
        }

        /**
         * Returns lines, each with a line feed at its end.
         *
         * @param header the line before the first click, without its line feed; empty for none
         */
        public static Framing lines(byte[] header) {
            byte[] line = new byte[header.length == 0 ? 0 : header.length + 1];
            System.arraycopy(header, 0, line, 0, header.length);
            if (line.length > 0) {
                line[header.length] = '\n';
            }
            return new Framing(Kind.LINES, line, (clicks, bytes) -> new byte[0], new byte[0]);
        }

        /**
         * Returns blocks of clicks that stand side by side, in a file that is complete after each block. A file may be
         * written in turn by any who have the same beginning and end of blocks.
         *
         * @param begin of a file, not empty
         * @param blockEnd what ends each block; files and blocks are known by it
         */
        public static Framing container(byte[] begin, BlockHead head, byte[] blockEnd) {
            return new Framing(Kind.CONTAINER, begin, head, blockEnd);
        }

        /** Returns that there are no files: each click is a record of a backend that keeps records apart. */
        public static Framing none() {
            return ALONE;
        }

        /** Returns whether clicks are lines. */
        public boolean isLines() {
            return kind == Kind.LINES;
        }

        /** Returns whether clicks are in a container, and none can stand alone. */
        public boolean isContainer() {
            return kind == Kind.CONTAINER;
        }

        /** Returns what a file begins with: for lines the header with its line feed, or nothing. */
        public byte[] begin() {
            return begin.clone();
        }

        /** Returns what goes before a block of so many clicks with so many bytes; nothing but for a container. */
        public byte[] blockHead(int clicks, int bytes) {
            return head.of(clicks, bytes);
        }

        /** Returns what goes behind a block; nothing but for a container. */
        public byte[] blockEnd() {
            return blockEnd.clone();
        }
    }
}
