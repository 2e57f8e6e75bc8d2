package io.csgen.truth.check;

import static io.csgen.truth.check.HashedClicks.State.AGAIN;
import static io.csgen.truth.check.HashedClicks.State.FIRST;
import static io.csgen.truth.check.HashedClicks.State.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HashedClicksTest {
    private final HashedClicks clicks = new HashedClicks();

    @Test
    void eachIsTakenOnce() {
        for (long hash = 100; hash > -100; hash--) {
            clicks.add(hash);
        }

        for (long hash = -99; hash <= 100; hash++) {
            assertThat(clicks.take(hash)).isEqualTo(FIRST);
        }
        assertThat(clicks.take(0)).isEqualTo(AGAIN);
        assertThat(clicks.take(101)).isEqualTo(OTHER);
        assertThat(clicks.take(-100)).isEqualTo(OTHER);
    }

    @Test
    void thoseOfOneHashAreTakenOneAfterAnother() {
        clicks.add(5);
        clicks.add(7);
        clicks.add(5);

        assertThat(clicks.take(5)).isEqualTo(FIRST);
        assertThat(clicks.take(5)).isEqualTo(FIRST);
        assertThat(clicks.take(5)).isEqualTo(AGAIN);
        assertThat(clicks.take(7)).isEqualTo(FIRST);
    }

    @Test
    void ofNoneThereIsNone() {
        assertThat(clicks.take(0)).isEqualTo(OTHER);
    }
}
