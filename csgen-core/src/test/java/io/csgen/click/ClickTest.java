package io.csgen.click;

import static io.csgen.Rejections.problemsOf;
import static io.csgen.click.Click.MAX_TIMESTAMP_MILLIS;
import static io.csgen.click.Click.MIN_TIMESTAMP_MILLIS;
import static io.csgen.click.Click.NO_PRODUCT;
import static io.csgen.click.ClickType.GROUP_VIEW;
import static io.csgen.click.ClickType.PRODUCT_VIEW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClickTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-62135596800001|77|3|GROUP_VIEW|2|-1|timestampMillis must lie in the years 1 to 9999: -62135596800001",
                "253402300800000|77|3|GROUP_VIEW|2|-1|timestampMillis must lie in the years 1 to 9999: 253402300800000",
                "0|-1|3|GROUP_VIEW|2|-1|userId must be at least 0: -1",
                "0|77|0|GROUP_VIEW|2|-1|ordinal must be at least 1: 0",
                "0|77|3|GROUP_VIEW|0|-1|groupId must be at least 1: 0",
                "0|77|3|GROUP_VIEW|2|0|productId must be NO_PRODUCT for a GROUP_VIEW: 0",
                "0|77|3|GROUP_VIEW|2|-2|productId must be NO_PRODUCT for a GROUP_VIEW: -2",
                "0|77|3|PRODUCT_VIEW|2|-1|productId must be at least 0 for a PRODUCT_VIEW: -1",
            })
    void eachValueHasItsBounds(
            long timestampMillis, int userId, int ordinal, ClickType type, int groupId, int productId, String problem) {
        assertThat(problemsOf(() -> new Click(timestampMillis, userId, 1, ordinal, type, groupId, productId)))
                .containsExactly(problem);
    }

    @Test
    void allThatIsWrongIsNamedAtOnce() {
        assertThat(problemsOf(() -> new Click(Long.MIN_VALUE, -7, 1, -3, PRODUCT_VIEW, -2, -345)))
                .containsExactly(
                        "timestampMillis must lie in the years 1 to 9999: -9223372036854775808",
                        "userId must be at least 0: -7",
                        "ordinal must be at least 1: -3",
                        "groupId must be at least 1: -2",
                        "productId must be at least 0 for a PRODUCT_VIEW: -345");
    }

    @Test
    void boundsAreInclusive() {
        assertThatCode(() -> {
                    new Click(MIN_TIMESTAMP_MILLIS, 0, Long.MIN_VALUE, 1, GROUP_VIEW, 1, NO_PRODUCT);
                    new Click(MIN_TIMESTAMP_MILLIS, 0, 0, 1, PRODUCT_VIEW, 1, 0);
                    int most = Integer.MAX_VALUE;
                    new Click(MAX_TIMESTAMP_MILLIS, most, Long.MAX_VALUE, most, PRODUCT_VIEW, most, most);
                })
                .doesNotThrowAnyException();
    }

    @Test
    void timesAreThoseOfTheYears1To9999() {
        assertThat(Instant.ofEpochMilli(MIN_TIMESTAMP_MILLIS)).isEqualTo("0001-01-01T00:00:00Z");
        assertThat(Instant.ofEpochMilli(MAX_TIMESTAMP_MILLIS)).isEqualTo("9999-12-31T23:59:59.999Z");
    }

    @ParameterizedTest
    @CsvSource({
        "0x00c0ffee00c0ffee, 3, 00c0ffee00c0ffee-3",
        "0, 1, 0000000000000000-1",
        "-1, 2147483647, ffffffffffffffff-2147483647",
    })
    void idIsTheSessionInHexAndTheOrdinal(String sessionId, int ordinal, String id) {
        Click click = new Click(0, 77, Long.decode(sessionId), ordinal, GROUP_VIEW, 2, NO_PRODUCT);

        assertThat(click.id()).isEqualTo(id);
        assertThat(click.sessionText()).isEqualTo(id.substring(0, 16));
    }

    @Test
    void urlTellsTypeUserGroupAndProduct() {
        assertThat(ClickUrl.of(new Click(5, 77, 9, 3, PRODUCT_VIEW, 2, 345)))
                .isEqualTo(new ClickUrl(PRODUCT_VIEW, 77, 2, 345));
    }

    @Test
    void urlHasTheBoundsOfAClick() {
        assertThat(problemsOf(() -> new ClickUrl(GROUP_VIEW, -1, 0, 5)))
                .containsExactly(
                        "userId must be at least 0: -1",
                        "groupId must be at least 1: 0",
                        "productId must be NO_PRODUCT for a GROUP_VIEW: 5");
    }

    @Test
    void itsTimeIsAnInstant() {
        Click click = new Click(1_767_571_200_123L, 1, 1, 1, ClickType.PRODUCT_VIEW, 1, 1);

        assertThat(click.timestamp()).isEqualTo(Instant.parse("2026-01-05T00:00:00.123Z"));
    }
}
