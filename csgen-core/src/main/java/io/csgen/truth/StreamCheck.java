package io.csgen.truth;

import io.csgen.click.ClickView;
import io.csgen.config.Problems;
import java.util.List;
import java.util.Optional;
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
 * <p>Memory: 3.3 bytes for each expected click, 1.3 for each session and 24 for each user of the model; of the
 * deviations it keeps the first of each kind, and up to 10,000 clicks that are not as expected. The first click
 * generates the expected ones twice, and a report of a stream that is not complete once more.
 *
 * <p>Each expected click is known by a fingerprint of 24 bits: an altered click is taken for the expected one once
 * in 16 million times. Even then the verdict is right, for it depends on the digest of all.
 */
public final class StreamCheck {
    private final ExpectedClicks expected;
    private int maxExamples = 10;
    private boolean ordered;
    private long captured;
    private @Nullable Checker checker;
    private @Nullable Findings malformed;

    private StreamCheck(ExpectedClicks expected) {
        this.expected = expected;
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
     * Takes a stream in which a click comes after a later one of its user or its session as broken. Without this the
     * order is reported, but does not count.
     */
    public StreamCheck ordered() {
        ordered = true;
        return this;
    }

    /**
     * Takes the next captured click.
     *
     * @throws io.csgen.config.ConfigException if the manifest is not one of clicks that can be generated again
     */
    public void accept(ClickView click) {
        captured++;
        checker().accept(click, "", "", () -> "captured click " + captured);
    }

    /**
     * Takes notice of a captured record that is no click.
     *
     * @param place where it was found, such as {@code clicks.json:17}
     * @param problem what is wrong with it, in one line
     */
    public void malformed(String place, String problem) {
        malformed()
                .add(
                        Deviation.MALFORMED,
                        () -> new Finding(
                                Deviation.MALFORMED, place, problem, Optional.empty(), Optional.empty(), List.of()));
    }

    /** Returns what was found out so far; more may follow. */
    public CheckReport report() {
        return checker().report(malformed(), ordered);
    }

    private Checker checker() {
        if (checker == null) {
            checker = new ClickChecker(expected, maxExamples);
        }
        return checker;
    }

    private Findings malformed() {
        if (malformed == null) {
            malformed = new Findings(maxExamples);
        }
        return malformed;
    }
}
