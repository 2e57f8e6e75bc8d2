package io.csgen.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.csgen.sink.testing.SinkBackend.Fault;
import io.csgen.sink.testing.SinkTraits;
import io.csgen.sink.testing.SinkTraits.Trait;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SinkTraitsTest {
    private static final SinkTraits PLAIN = SinkTraits.plain();

    @Test
    void eachRuleNeedsItsOwnTraits() {
        assertThat(PLAIN.uncheckedRules()).containsExactly(3, 9, 10, 11, 14, 15, 16, 17, 18);
        assertThat(PLAIN.withHang(4).uncheckedRules()).doesNotContain(3, 16);
        for (Fault transientFault : Set.of(Fault.THROTTLE, Fault.ERROR, Fault.FAIL_SHARE, Fault.LOSE_ANSWER)) {
            assertThat(PLAIN.withFaults(transientFault).uncheckedRules()).doesNotContain(9);
        }
        assertThat(PLAIN.withFaults(Fault.REJECT).uncheckedRules()).doesNotContain(10);
        assertThat(PLAIN.withFaults(Fault.DIE).uncheckedRules()).doesNotContain(10, 17, 18);
        assertThat(PLAIN.withFaults(Fault.CRASH).uncheckedRules()).doesNotContain(17);
        assertThat(PLAIN.withFaults(Fault.LOSE_ANSWER).uncheckedRules()).doesNotContain(11);
        assertThat(PLAIN.withFaults(Fault.FORGET).uncheckedRules()).doesNotContain(11);
        assertThat(PLAIN.with(Trait.CLIENT_OWNED).uncheckedRules()).doesNotContain(14);
        assertThat(PLAIN.with(Trait.CLIENT_PASSED_IN).uncheckedRules()).doesNotContain(14);
        assertThat(PLAIN.with(Trait.LIMITS).uncheckedRules()).doesNotContain(15);
    }

    @Test
    void addsToWhatWasDeclared() {
        SinkTraits traits = PLAIN.withFaults(Fault.DIE)
                .withHang(9)
                .with(Trait.LIMITS)
                .withFaults(Fault.REJECT)
                .with(Trait.CLIENT_OWNED);
        assertThat(traits.faults()).containsExactlyInAnyOrder(Fault.DIE, Fault.HANG, Fault.REJECT);
        assertThat(traits.traits()).containsExactlyInAnyOrder(Trait.LIMITS, Trait.CLIENT_OWNED);
        assertThat(traits.bound()).isEqualTo(9);
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PLAIN.withFaults(Fault.NONE))
                .withMessage("faults must not have the absence of one: NONE");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PLAIN.withHang(3))
                .withMessage("bound must be at least 4: 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SinkTraits(Set.of(), 5, Set.of()))
                .withMessage("bound must be 0 without HANG: 5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PLAIN.with(Trait.CLIENT_OWNED, Trait.CLIENT_PASSED_IN))
                .withMessage("traits must have one kind of client: [CLIENT_PASSED_IN, CLIENT_OWNED]");
    }
}
