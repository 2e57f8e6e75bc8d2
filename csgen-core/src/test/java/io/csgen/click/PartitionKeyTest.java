package io.csgen.click;

import static io.csgen.Rejections.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionKeyTest {
    private static final Click CLICK = click(0xc0ffeeL, 3);

    private static Click click(long sessionId, int ordinal) {
        return new Click(0, 77, sessionId, ordinal, ClickType.PRODUCT_VIEW, 2, 345);
    }

    @ParameterizedTest
    @CsvSource({
        "user, 77",
        "session, 0000000000c0ffee",
        "product-group, 2",
        "constant:all, all",
        "constant:constant:, constant:",
    })
    void isChosenByName(String name, String key) {
        assertThat(PartitionKey.named(name).of(CLICK)).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"user", "session", "random", "product-group", "constant:all"})
    void textIsTheNameInSettings(String name) {
        assertThat(PartitionKey.named(name)).hasToString(name).isEqualTo(PartitionKey.named(name));
    }

    @Test
    void constantMayHave256Characters() {
        String text = "x".repeat(256);

        assertThat(PartitionKey.named("constant:" + text).of(CLICK)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"User", "users", "group", "constant", "constant:", "constant=x"})
    void otherNamesAreRefused(String name) {
        assertThat(problemsOf(() -> PartitionKey.named(name)))
                .containsExactly("partition-key must be one of user, session, random, product-group,"
                        + " constant:TEXT (1 to 256 characters): " + name);
    }

    @Test
    void longerConstantsAreRefused() {
        String name = "constant:" + "x".repeat(257);

        assertThat(problemsOf(() -> PartitionKey.named(name)))
                .containsExactly("partition-key must be one of user, session, random, product-group,"
                        + " constant:TEXT (1 to 256 characters): " + name.substring(0, 120) + "…");
    }

    @Test
    void blankNameIsShownInQuotes() {
        assertThat(problemsOf(() -> PartitionKey.named("")))
                .containsExactly("partition-key must be one of user, session, random, product-group,"
                        + " constant:TEXT (1 to 256 characters): \"\"");
    }

    @Test
    void randomKeyOfAClickIsAlwaysTheSame() {
        assertThat(PartitionKey.random().of(click(1, 2)))
                .isEqualTo(PartitionKey.random().of(click(1, 2)));
        assertThat(PartitionKey.named("random").of(CLICK))
                .isEqualTo(PartitionKey.random().of(CLICK));
    }

    @Test
    void randomKeysDiffer() {
        Set<String> keys = new HashSet<>();
        for (long session = 0; session < 10_000; session++) {
            for (int ordinal = 1; ordinal <= 10; ordinal++) {
                keys.add(PartitionKey.random().of(click(session, ordinal)));
            }
        }

        assertThat(keys).hasSize(100_000).allSatisfy(key -> assertThat(key).matches("[0-9a-f]{1,16}"));
    }

    /**
     * 10,000 neighbouring sessions with 10 clicks each, over 256 cells, looked at from both ends of the
     * hash. For a hash that spreads like chance, each of the two p-values leaves its interval at each end
     * in one of 40,000 cases, so the test would fail for one good hash in 10,000 (4/40,000).
     */
    @ParameterizedTest
    @ValueSource(ints = {0, 56})
    void randomKeysSpreadEvenly(int shift) {
        long[] cells = new long[256];
        for (long session = 0; session < 10_000; session++) {
            for (int ordinal = 1; ordinal <= 10; ordinal++) {
                String key = PartitionKey.random().of(click(session, ordinal));
                cells[(int) (Long.parseUnsignedLong(key, 16) >>> shift) & 255]++;
            }
        }

        assertThat(ChiSquareTest.withDefaults().test(cells).getPValue()).isBetween(0.000025, 0.999975);
    }
}
