package io.csgen.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RankedCountsTest {
    private static List<Long> counts(RankedCounts<Integer> ranked) {
        return ranked.top().stream().map(RankedCounts.Count::count).toList();
    }

    @Test
    void nothingIsCountedAtFirst() {
        assertThat(new RankedCounts<String>(3, 10).top()).isEmpty();
    }

    @Test
    void thoseCountedMostComeFirst() {
        RankedCounts<String> ranked = new RankedCounts<>(2, 10);
        for (String thing : "a b b c c c".split(" ")) {
            ranked.add(thing);
        }

        assertThat(ranked.top()).containsExactly(new RankedCounts.Count<>("c", 3), new RankedCounts.Count<>("b", 2));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void theRankingIsThatOfAllCounts(long seed) {
        Random random = new Random(seed);
        RankedCounts<Integer> ranked = new RankedCounts<>(5, 1_000);
        Map<Integer, Long> all = new HashMap<>();
        for (int i = 0; i < 5_000; i++) {
            int thing = (int) (50 * random.nextDouble() * random.nextDouble());
            ranked.add(thing);
            all.merge(thing, 1L, Long::sum);

            assertThat(counts(ranked))
                    .isEqualTo(all.values().stream()
                            .sorted(Comparator.reverseOrder())
                            .limit(5)
                            .toList());
        }
        ranked.top().forEach(count -> assertThat(count.count()).isEqualTo(all.get(count.thing())));
    }

    @Test
    void beyondItsCapacityNothingNewIsCounted() {
        RankedCounts<Integer> ranked = new RankedCounts<>(5, 2);
        for (int thing : new int[] {1, 2, 3, 3, 2}) {
            ranked.add(thing);
        }

        assertThat(counts(ranked)).containsExactly(2L, 1L);
    }

    @Test
    void allCountsCanBeForgotten() {
        RankedCounts<Integer> ranked = new RankedCounts<>(5, 2);
        ranked.add(1);
        ranked.clear();
        ranked.add(2);

        assertThat(ranked.top()).containsExactly(new RankedCounts.Count<>(2, 1));
    }
}
