package io.csgen.click;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All fields of a click as comma-separated values. */
final class CsvFormat extends TableFormat {
    private static final int INTACT_COLUMNS = 4; // none of them is quoted, nor can be left out

    CsvFormat() {
        super("csv", CsvEncoder::new);
    }

    @Override
    Parser parser(Store store, List<ClickField> fields) {
        return new Parser(encoder(store, fields));
    }

    /** Takes lines apart by the latest header. */
    static final class Parser implements LineParser {
        private final LineEncoder encoder;
        private final CsvRecord own;
        private @Nullable CsvRecord header;

        Parser(LineEncoder encoder) {
            this.encoder = encoder;
            own = CsvRecord.ofHeader(new String(encoder.header(), StandardCharsets.UTF_8));
        }

        @Override
        public @Nullable Map<String, String> parse(String line) {
            CsvRecord known = header;
            if (isHeader(line)) {
                header = header(line);
                return null;
            }
            if (known == null) {
                known = own;
                header = own;
            }
            return known.parse(line);
        }

        /** Returns whether a line has the name of a field. */
        boolean isHeader(String line) {
            try {
                return CsvRecord.ofHeader(line).names().stream().anyMatch(own.names()::contains);
            } catch (MalformedLine e) {
                return false;
            }
        }

        private CsvRecord header(String line) {
            CsvRecord given = CsvRecord.ofHeader(line);
            given.twice().filter(own.names()::contains).ifPresent(name -> {
                throw new MalformedLine("have each column once, not twice " + name);
            });
            return given;
        }

        @Override
        public @Nullable LineEncoder exact() {
            return header != null && header.hasNamesOf(own) ? encoder : null;
        }
    }

    @Override
    public int remove(ClickField field, byte[] text, int from, int to) {
        int at = from;
        for (int i = ClickField.ALL.indexOf(field); i > 0; i--) {
            at = endOfValue(text, at, to) + 1;
        }
        return Bytes.cut(text, at, endOfValue(text, at, to), to);
    }

    private static int endOfValue(byte[] text, int from, int to) {
        int end = from;
        boolean quoted = false;
        while (end < to && (quoted || text[end] != ',')) {
            quoted ^= text[end] == '"';
            end++;
        }
        return end;
    }

    @Override
    public int longestCut(byte[] text, int from, int to) {
        int at = from;
        for (int comma = 0; comma < INTACT_COLUMNS; at++) {
            comma += text[at] == ',' ? 1 : 0;
        }
        return at - 1 - from;
    }

    /** Writes semicolons for commas. */
    @Override
    public int breakUp(long random, byte[] text, int from, int to) {
        for (int at = from; at < to; at++) {
            text[at] = text[at] == ',' ? (byte) ';' : text[at];
        }
        return to;
    }
}
