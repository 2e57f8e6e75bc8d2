package io.csgen.truth.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.truth.check.CheckReport.Deviation;
import io.csgen.truth.check.CheckReport.Finding;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FindingsTest {
    private final Findings findings = new Findings(2);

    private static Finding finding(Deviation deviation, int number) {
        return new Finding(deviation, "f:" + number, "", Optional.empty(), Optional.empty(), List.of());
    }

    private void add(Deviation deviation, int... numbers) {
        for (int number : numbers) {
            findings.add(deviation, () -> finding(deviation, number));
        }
    }

    @Test
    void allAreCountedAndTheFirstOfEachKindKept() {
        add(Deviation.FOREIGN, 1, 2, 3);
        add(Deviation.MISSING, 4);

        assertThat(findings.count(Deviation.FOREIGN)).isEqualTo(3);
        assertThat(findings.count(Deviation.MISSING)).isEqualTo(1);
        assertThat(findings.count(Deviation.ALTERED)).isZero();
        assertThat(findings.list()).extracting(Finding::place).containsExactly("f:4", "f:1", "f:2");
    }

    @Test
    void thoseThatAreNotKeptAreNotMade() {
        add(Deviation.FOREIGN, 1, 2);

        findings.add(Deviation.FOREIGN, () -> {
            throw new AssertionError("nobody wants it");
        });

        assertThat(findings.count(Deviation.FOREIGN)).isEqualTo(3);
    }

    @Test
    void countAndExamplesCanComeSeparately() {
        findings.add(Deviation.FOREIGN, 5);
        findings.add(Deviation.FOREIGN, -2);
        findings.keep(Deviation.FOREIGN, () -> finding(Deviation.FOREIGN, 1));

        assertThat(findings.count(Deviation.FOREIGN)).isEqualTo(3);
        assertThat(findings.list()).hasSize(1);
    }

    @Test
    void aCopyGoesOnByItself() {
        add(Deviation.FOREIGN, 1);
        Findings copy = findings.copy();

        add(Deviation.FOREIGN, 2);
        copy.add(Deviation.MISSING, 7);

        assertThat(copy.maxExamples()).isEqualTo(2);
        assertThat(copy.count(Deviation.FOREIGN)).isEqualTo(1);
        assertThat(copy.list()).extracting(Finding::place).containsExactly("f:1");
        assertThat(findings.count(Deviation.MISSING)).isZero();
    }

    @Test
    void whereNoneIsWantedNoneIsKept() {
        Findings none = new Findings(0);

        none.add(Deviation.MISSING, () -> {
            throw new AssertionError("nobody wants it");
        });

        assertThat(none.count(Deviation.MISSING)).isEqualTo(1);
        assertThat(none.list()).isEmpty();
    }
}
