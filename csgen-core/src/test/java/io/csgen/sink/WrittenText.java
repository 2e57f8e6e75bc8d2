package io.csgen.sink;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** Reads what sinks have written, as far as it can be read: a compressed file may still be open. */
final class WrittenText {
    private WrittenText() {}

    /** Returns the files of a directory in the order of their names. */
    static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    /** Returns what is in all files of a directory, in the order of their names. */
    static String ofAll(Path directory) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Path file : files(directory)) {
            text.append(of(file));
        }
        return text.toString();
    }

    /** Returns what is in a file. */
    static String of(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        if (!file.toString().endsWith(".gz")) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            byte[] part = new byte[4096];
            for (int count = in.read(part); count >= 0; count = in.read(part)) {
                text.write(part, 0, count);
            }
        } catch (EOFException e) {
            // It goes on.
        }
        return text.toString(StandardCharsets.UTF_8);
    }
}
