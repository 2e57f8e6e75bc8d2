package io.csgen.lake.deliver;

import io.csgen.examples.cli.InputFiles;
import io.csgen.examples.cli.ProgressLine;
import io.csgen.examples.cli.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers the lines of files. A file is known again by its path and a checksum of what was delivered, so one that has
 * grown is gone on with, and one with other content is another file. Confined to one thread.
 */
final class FileInput {
    private static final Logger LOGGER = LoggerFactory.getLogger(FileInput.class);
    private static final String OFFSET = "%020d"; // so that names are in the order of lines

    private final Terminal terminal;
    private final Positions positions;
    private final Delivery delivery;

    FileInput(Terminal terminal, Positions positions, Delivery delivery) {
        this.terminal = terminal;
        this.positions = positions;
        this.delivery = delivery;
    }

    /** Reads files, one after another. */
    void read(List<String> files, Optional<ProgressLine> progress) throws IOException, InterruptedException {
        for (String file : files) {
            Source source = source(file);
            InputFiles one = new InputFiles(List.of(file), terminal);
            one.<InterruptedException>read(
                    one.progress(progress, delivery::events), (stream, name) -> read(stream, name, source));
        }
    }

    private Source source(String file) throws IOException {
        Source.Position anew = new Source.Position(null, Instant.now(), null, null);
        if (InputFiles.isStandardInput(file) || !Files.isRegularFile(Path.of(file))) {
            return new Source(newId(), anew, false); // nobody can ask a pipe for its lines again
        }
        String path = Path.of(file).toAbsolutePath().normalize().toString();
        for (Map.Entry<String, Source.Position> known : positions.all().entrySet()) {
            if (path.equals(known.getValue().path()) && isSame(file, known.getValue())) {
                return new Source(known.getKey(), known.getValue(), true);
            }
        }
        return new Source(newId(), new Source.Position(path, anew.begun(), null, null), true);
    }

    private static String newId() {
        return UUID.randomUUID().toString().substring(0, 13);
    }

    /** Returns whether a file begins with what was read of it. */
    private boolean isSame(String file, Source.Position position) throws IOException {
        String until = position.until() == null ? position.at() : position.until();
        return until == null || begins(file, until);
    }

    private boolean begins(String file, String place) throws IOException {
        boolean[] same = new boolean[1];
        InputFiles one = new InputFiles(List.of(file), terminal);
        one.<RuntimeException>read(one.progress(Optional.empty(), () -> 0), (stream, name) -> {
            InputLines lines = new InputLines(stream);
            same[0] = lines.skip(bytes(place)) && lines.place().equals(place);
        });
        if (!same[0]) {
            LOGGER.info("{} is another file than was delivered before", file);
        }
        return same[0];
    }

    private static long bytes(String place) {
        return Long.parseLong(place.substring(0, place.indexOf(' ')));
    }

    private void read(InputStream stream, String name, Source source) throws IOException, InterruptedException {
        InputLines lines = new InputLines(stream);
        String at = source.position().at();
        if (at != null) {
            LOGGER.info("{} goes on behind byte {}", name, bytes(at));
            lines.skip(bytes(at));
        }
        delivery.add(source);
        long begin = lines.bytes();
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
            if (line.length > 0) {
                String place = name + " behind byte " + begin;
                if (lines.isCut()) {
                    NoEventException tooLong =
                            EventReader.noEvent("be shorter than " + InputLines.LONGEST + " bytes", line);
                    delivery.reject(source, offset(begin), place, tooLong, line, Optional.empty());
                } else {
                    delivery.accept(source, offset(begin), place, line, Optional.empty());
                }
            }
            delivery.reached(source, lines.place());
            begin = lines.bytes();
        }
    }

    private static String offset(long bytes) {
        return String.format(Locale.ROOT, OFFSET, bytes);
    }
}
