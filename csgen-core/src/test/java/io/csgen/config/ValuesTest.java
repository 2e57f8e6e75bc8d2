package io.csgen.config;

import static io.csgen.Rejections.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.csgen.config.ValueSource.Values;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValuesTest {
    private static final Key<Integer> WORKERS =
            Key.integer("workers", 1, 64, "how many work").withDefault(2);
    private static final Key<Integer> QUEUE =
            Key.integer("queue", 1, 1_000, "how much waits").withDerivedDefault(values -> 10 * values.get(WORKERS));
    private static final Key<Duration> LIMIT =
            Key.duration("limit", Duration.ofMillis(1), Duration.ofDays(1), "how long work may take");

    private final Values defaults = Values.of(List.of(WORKERS, QUEUE, LIMIT));

    @Test
    void valuesThatAreNotSetAreDefaults() {
        assertThat(defaults.get(WORKERS)).isEqualTo(2);
        assertThat(defaults.find(LIMIT)).isEmpty();
        assertThatIllegalStateException()
                .isThrownBy(() -> defaults.get(LIMIT))
                .withMessage("key must have a default: limit");
    }

    @Test
    void withSetsOneValueInACopy() {
        Values changed = defaults.with(LIMIT, Duration.ofSeconds(5)).with(WORKERS, 3);

        assertThat(changed.get(WORKERS)).isEqualTo(3);
        assertThat(changed.find(LIMIT)).contains(Duration.ofSeconds(5));
        assertThat(defaults.get(WORKERS)).isEqualTo(2);
        assertThat(defaults.find(LIMIT)).isEmpty();
    }

    @Test
    void defaultMayFollowFromAnotherValueUntilItIsSet() {
        assertThat(defaults.get(QUEUE)).isEqualTo(20);
        assertThat(defaults.with(WORKERS, 7).get(QUEUE)).isEqualTo(70);
        assertThat(defaults.with(QUEUE, 5).with(WORKERS, 7).get(QUEUE)).isEqualTo(5);
    }

    @Test
    void valueMustObeyTheRuleOfItsKey() {
        assertThat(problemsOf(() -> defaults.with(WORKERS, 65)))
                .containsExactly("workers must be a whole number from 1 to 64: 65");
        assertThat(problemsOf(() -> defaults.with(LIMIT, Duration.ofNanos(1_500_000))))
                .containsExactly(
                        "limit must be a time span such as 250ms, 46s, 30m, 2h or 28d, from 1ms to 1d:" + " PT0.0015S");
        assertThatNullPointerException().isThrownBy(() -> defaults.with(WORKERS, null));
    }

    @Test
    void otherKeysAreRefused() {
        Key<Integer> foreign = Key.integer("worker", 1, 9, "of somebody else").withDefault(1);

        assertThat(problemsOf(() -> defaults.with(foreign, 3)))
                .containsExactly("worker must be a known key (did you mean workers?): 3");
        assertThat(problemsOf(() -> defaults.get(foreign)))
                .containsExactly("worker must be a known key (did you mean workers?): nothing");
    }

    @Test
    void textIsThatOfAllValuesThereAre() {
        assertThat(defaults).hasToString("workers=2, queue=20");
        assertThat(defaults.with(LIMIT, Duration.ofMinutes(2))).hasToString("workers=2, queue=20, limit=2m");
    }
}
