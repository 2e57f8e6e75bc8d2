package io.csgen.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class RandomStreamTest {

    @Test
    void givesTheKnownNumbersOfSplitMix64() {
        RandomStream stream = new RandomStream(1234567);

        // The first numbers for this seed in public test suites of the algorithm.
        assertThat(Long.toUnsignedString(stream.next())).isEqualTo("6457827717110365317");
        assertThat(Long.toUnsignedString(stream.next())).isEqualTo("3203168211198807973");
        assertThat(Long.toUnsignedString(stream.next())).isEqualTo("9817491932198370423");
        assertThat(Long.toUnsignedString(stream.next())).isEqualTo("4593380528125082431");
        assertThat(Long.toUnsignedString(stream.next())).isEqualTo("16408922859458223821");
    }

    @Test
    void givesTheNumbersOfAnIndependentImplementation() {
        long seed = -42;
        RandomStream stream = new RandomStream(seed);
        var oracle = RandomSource.SPLIT_MIX_64.create(seed);

        for (int i = 0; i < 10_000; i++) {
            assertThat(stream.next()).isEqualTo(oracle.nextLong());
        }
    }

    @Test
    void takesProbabilitiesZeroAndOneExactly() {
        RandomStream stream = new RandomStream(1);

        for (int i = 0; i < 100_000; i++) {
            assertThat(stream.happens(RandomStream.threshold(0))).isFalse();
            assertThat(stream.happens(RandomStream.threshold(1))).isTrue();
        }
    }

    @Test
    void scalesTheWholeRangeOfNumbersToTheBound() {
        assertThat(RandomStream.below(0, 7)).isZero();
        assertThat(RandomStream.below(-1, 7)).isEqualTo(6);
        assertThat(RandomStream.below(-1, Integer.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE - 1);
        assertThat(RandomStream.below(Long.MIN_VALUE, 10)).isEqualTo(5);
    }

    @Test
    void everyMixtureCanBeTakenApart() {
        RandomStream stream = new RandomStream(3);

        for (int i = 0; i < 10_000; i++) {
            long number = stream.next();
            assertThat(RandomStream.unmix(RandomStream.mix(number))).isEqualTo(number);
            assertThat(RandomStream.mix(RandomStream.unmix(number))).isEqualTo(number);
        }
    }

    @Test
    void keepsConcernsApart() {
        long first = RandomStream.of(1, Concern.LENGTH).next();

        assertThat(RandomStream.of(1, Concern.PACE).next()).isNotEqualTo(first);
        assertThat(RandomStream.of(2, Concern.LENGTH).next()).isNotEqualTo(first);
        assertThat(RandomStream.of(1, Concern.LENGTH).next()).isEqualTo(first);
    }
}
