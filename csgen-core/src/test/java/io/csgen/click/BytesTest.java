package io.csgen.click;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.RandomCases;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BytesTest {
    private static final DateTimeFormatter ISO =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final int OFFSET = 3;
    private static final TimestampText TIMES = new TimestampText();

    private final byte[] target = new byte[OFFSET + TimestampText.LENGTH + Bytes.SLACK];

    private String written(int end) {
        return new String(target, OFFSET, end - OFFSET, StandardCharsets.US_ASCII);
    }

    private int number(int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = 10 * number + target[OFFSET + i] - '0';
        }
        return number;
    }

    private void assertTimestamp(long epochMillis) {
        assertThat(written(TIMES.put(epochMillis, target, OFFSET)))
                .isEqualTo(ISO.format(Instant.ofEpochMilli(epochMillis)));
    }

    @Test
    void timestampsAreThoseOfJavaTime() {
        RandomCases.check(100_000, random -> assertTimestamp(RandomClicks.timestamp(random)));
    }

    @Test
    void everyDayFromYear1To9999HasItsDate() {
        long last = LocalDate.of(9999, 12, 31).toEpochDay();
        for (long day = LocalDate.of(1, 1, 1).toEpochDay(); day <= last; day++) {
            TIMES.put(day * 86_400_000L, target, OFFSET);
            LocalDate date = LocalDate.ofEpochDay(day);
            // Compared as numbers, as millions of texts take seconds; the whole texts are compared elsewhere.
            boolean same = number(0, 4) == date.getYear()
                    && number(5, 7) == date.getMonthValue()
                    && number(8, 10) == date.getDayOfMonth();
            if (!same) {
                assertTimestamp(day * 86_400_000L);
                throw new AssertionError("digits must be those of " + date);
            }
        }
        assertThat(written(TIMES.put(last * 86_400_000L, target, OFFSET))).isEqualTo("9999-12-31T00:00:00.000Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0001-01-01T00:00:00.000Z",
                "1582-10-04T23:59:59.999Z",
                "1900-02-28T23:59:59.999Z",
                "1969-12-31T23:59:59.999Z",
                "1970-01-01T00:00:00.000Z",
                "2000-02-29T12:34:56.789Z",
                "2024-02-29T23:59:59.999Z",
                "2100-02-28T23:59:59.999Z",
                "9999-12-31T23:59:59.999Z",
            })
    void timestampsAtTheEdgesAreExact(String timestamp) {
        int end = TIMES.put(Instant.parse(timestamp).toEpochMilli(), target, OFFSET);

        assertThat(written(end)).isEqualTo(timestamp);
    }

    @Test
    void numbersAreDecimal() {
        RandomCases.check(100_000, random -> {
            int number = RandomClicks.number(random, 0);
            assertThat(written(Bytes.putInt(number, target, OFFSET))).isEqualTo(Integer.toString(number));
        });
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0,
                1,
                9,
                10,
                99,
                100,
                999,
                1_000,
                1_001,
                999_999,
                1_000_000,
                1_001_000,
                999_999_999,
                1_000_000_000,
                Integer.MAX_VALUE
            })
    void numbersAtTheEdgesAreDecimal(int number) {
        assertThat(written(Bytes.putInt(number, target, OFFSET))).isEqualTo(Integer.toString(number));
    }

    @Test
    void hexHas16LowerCaseDigits() {
        RandomCases.check(10_000, random -> {
            long value = random.nextLong() >>> random.nextInt(64);
            assertThat(written(Bytes.putHex(value, target, OFFSET)))
                    .isEqualTo(HexFormat.of().toHexDigits(value));
        });
    }
}
