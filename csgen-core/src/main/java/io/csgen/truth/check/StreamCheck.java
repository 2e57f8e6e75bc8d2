package io.csgen.truth.check;

import io.csgen.click.ClickDecoder;
import io.csgen.click.ClickField;
import io.csgen.click.ClickFormat;
import io.csgen.click.ClickView;
import io.csgen.config.Problems;
import io.csgen.fault.FaultInjection;
import io.csgen.truth.Manifest;
import io.csgen.truth.check.CheckReport.Deviation;
import io.csgen.truth.check.CheckReport.Finding;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a captured stream is the one that was made: whether each click of a {@link Manifest} came out of a
 * pipeline, once and as it was, and which did not. Give it what was captured, in any order; it generates the
 * expected clicks again and holds none of them. Confined to one thread.
 *
 * <pre>{@code
 * StreamCheck check = StreamCheck.of(Manifest.load(Path.of("m.json")));
 * captured.forEach(check::accept);
 * assertThat(check.report().verdict()).isEqualTo(Verdict.COMPLETE);
 * }</pre>
 *
 * <p>The first record decides what the others must be: clicks with all their fields, or URLs, of which much less can
 * be told, as {@link CheckReport#limits} says.
 *
 * <p>Memory: 3.3 bytes for each expected click, 1.3 for each session and 24 for each user of the model; for URLs 18
 * to 36 for each one that differs from the others. Of the deviations it keeps the first of each kind, and up to
 * 10,000 clicks that are not as expected. The first click generates the expected ones twice, and a report of a stream
 * that is not complete once more; both answer interruption with a {@link
 * java.util.concurrent.CancellationException}.
 *
 * <p>Where the manifest says that faults were put in on purpose, they are told from those of the pipeline by what they
 * are, not only by their number, and the verdict is as if they were not there: {@link CheckReport#injected} has how many
 * were captured. A pipeline may take them out: what came besides, and clicks whose lines have a fault, need not be
 * there. They take 8 bytes each, and some 120 where the line has a fault.
 *
 * <p>Each expected click is known by a fingerprint of 24 bits: an altered click is taken for the expected one once
 * in 16 million times. Even then the verdict is right, for it depends on the digest of all.
 */
public final class StreamCheck {
    private final ExpectedClicks expected;
    private ClickDecoder decoder;
    private Optional<ClickFormat.Unpacker> unpacker = Optional.empty(); // of records
    private int maxExamples = 10;
    private boolean ordered;
    private long captured;
    private @Nullable Checker checker;
    private @Nullable Findings malformed;

    private StreamCheck(ExpectedClicks expected) {
        this.expected = expected;
        // The first line may be malformed on purpose.
        decoder = expected.faults()
                .flatMap(FaultInjection.Totals::format)
                .map(expected.model()::decoder)
                .orElseGet(expected.model()::decoder);
    }

    /** Returns a check that has seen nothing yet. */
    public static StreamCheck of(Manifest manifest) {
        return of(ExpectedClicks.of(manifest));
    }

    static StreamCheck of(ExpectedClicks expected) {
        return new StreamCheck(expected);
    }

    /**
     * Keeps so many deviations of each kind, instead of 10; to be called before anything is captured.
     *
     * @param count at least 0
     * @throws io.csgen.config.ConfigException if the number is negative
     */
    public StreamCheck maxExamples(int count) {
        Problems problems = new Problems();
        problems.require(count >= 0, "examples", "be at least 0", count);
        problems.throwIfAny();
        maxExamples = count;
        return this;
    }

    /**
     * Takes a stream in which a click, or a further copy of it, comes after a later one of its user or its session as
     * broken. Without this the order is reported, but does not count.
     */
    public StreamCheck ordered() {
        ordered = true;
        return this;
    }

    /**
     * Reads lines and records in one format, instead of recognising that of each stream by its first line, or taking that
     * of the manifest where it has faults. Records of a format with an {@link ClickFormat.Unpacker} are read only where it is
     * named here.
     *
     * @throws io.csgen.config.ConfigException if nothing reads the format back
     */
    public StreamCheck format(ClickFormat format) {
        Problems problems = new Problems();
        problems.require(
                format.unpacker().isPresent() || ClickFormat.builtIn().contains(format),
                "format",
                "be one that can be read back",
                format.name());
        problems.throwIfAny();
        decoder = expected.model().decoder(format);
        unpacker = format.unpacker();
        return this;
    }

    /**
     * Takes the next captured click.
     *
     * @throws io.csgen.config.ConfigException if the manifest is not one of clicks that can be generated again
     */
    public void accept(ClickView click) {
        take(click, Map.of(), () -> "captured click " + captured);
    }

    /**
     * Takes the next captured record, which is like a line of a file; what cannot be read is malformed.
     *
     * @param place where it was found, such as {@code shard-1:4711}
     * @throws io.csgen.config.ConfigException if the manifest is not one of clicks that can be generated again
     */
    public void accept(byte[] record, String place) {
        if (unpacker.isPresent()) {
            accept(unpacker.get(), record, place);
        } else {
            decoder.read(record, 0, record.length);
            takeDecoded(() -> place);
        }
    }

    private void accept(ClickFormat.Unpacker reader, byte[] record, String place) {
        byte[] lines;
        try (InputStream unpacked = reader.unpack(new ByteArrayInputStream(record))) {
            lines = unpacked.readAllBytes();
        } catch (IOException | RuntimeException e) { // as far as a reader of others says what it cannot read
            captured++;
            malformed(place, Problems.describe(place, "be a click", String.valueOf(e.getMessage())));
            return;
        }
        if (lines.length == 0) {
            captured++;
            malformed(place, Problems.describe(place, "have a click", "none"));
        }
        int next;
        for (int from = 0; from < lines.length; from = next) {
            next = decoder.readLine(lines, from, lines.length);
            if (next < 0) {
                decoder.read(lines, from, lines.length);
                next = lines.length;
            }
            takeDecoded(() -> place);
        }
    }

    /**
     * Takes all lines of a stream, in UTF-8, or all clicks of a file that is none of lines; what cannot be read is
     * malformed.
     *
     * @param stream read to its end, and left open
     * @param name what the stream is called in places
     * @throws IOException if the stream cannot be read
     * @throws io.csgen.config.ConfigException if the manifest is not one of clicks that can be generated again
     */
    public void read(InputStream stream, String name) throws IOException {
        decoder.restart();
        CapturedLines lines = new CapturedLines(ClickFormat.lines(stream), name);
        while (lines.next(decoder)) {
            if (lines.isTooLong()) {
                captured++;
                malformed(lines.get(), lines.tooLong());
            } else {
                takeDecoded(lines);
            }
        }
    }

    private void takeDecoded(Supplier<String> place) {
        switch (decoder.line()) {
            case CLICK -> take(decoder.click(), decoder.wrong(), place);
            case URL -> takeUrl(decoder.click(), place);
            case MALFORMED -> {
                captured++;
                if (!wasPutIn(place)) {
                    malformed(place.get(), decoder.problem(place.get()));
                }
            }
            case NOTHING -> captured += wasPutIn(place) ? 1 : 0; // or a header, or a blank line
        }
    }

    private boolean wasPutIn(Supplier<String> place) {
        if (expected.faults().isEmpty()) {
            return false;
        }
        if (checker == null) {
            boolean urls = expected.faults()
                    .flatMap(FaultInjection.Totals::format)
                    .filter(format -> !format.fields().contains(ClickField.ORDINAL))
                    .isPresent();
            checker = urls ? new UrlChecker(expected, maxExamples) : new ClickChecker(expected, maxExamples);
        }
        return checker.acceptText(decoder.text(), place);
    }

    private void take(ClickView click, Map<ClickField, String> wrong, Supplier<String> place) {
        if (checker == null) {
            checker = new ClickChecker(expected, maxExamples);
        }
        captured++;
        if (checker instanceof ClickChecker) {
            checker.accept(click, wrong, place);
        } else {
            malformed(place.get(), Problems.describe(place.get(), "be a URL, as the first record", click.id()));
        }
    }

    private void takeUrl(ClickView click, Supplier<String> place) {
        if (checker == null) {
            checker = new UrlChecker(expected, maxExamples);
        }
        captured++;
        if (checker instanceof UrlChecker) {
            checker.accept(click, Map.of(), place);
        } else {
            String rule = "be a click with all fields, as the first record";
            malformed(place.get(), Problems.describe(place.get(), rule, "a URL of user " + click.userId()));
        }
    }

    private void malformed(String place, String problem) {
        malformed()
                .add(
                        Deviation.MALFORMED,
                        () -> new Finding(
                                Deviation.MALFORMED, place, problem, Optional.empty(), Optional.empty(), List.of()));
    }

    /** Returns how many records there were so far, those that are no clicks included. */
    public long captured() {
        return captured;
    }

    /**
     * Returns what was found out so far; more may follow.
     *
     * @throws io.csgen.config.ConfigException if the manifest is not one of clicks that can be generated again
     */
    public CheckReport report() {
        if (checker == null) {
            checker = new ClickChecker(expected, maxExamples);
        }
        return checker.report(malformed(), ordered).withShortfalls(expected.shortfalls());
    }

    private Findings malformed() {
        if (malformed == null) {
            malformed = new Findings(maxExamples);
        }
        return malformed;
    }
}
