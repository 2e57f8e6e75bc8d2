package io.csgen.sink.kinesis.scripted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultScheduleTest {
    private static final List<Fault> FAULTS =
            List.of(Fault.throttle(), Fault.unavailable(), Fault.hang(), Fault.garble(), Fault.truncate());

    @ParameterizedTest
    @ValueSource(ints = {5, 6, 17, 100})
    void drawsEachFaultOnceInEveryBlock(int blockSize) {
        FaultSchedule schedule = new FaultSchedule(7, blockSize, FAULTS);

        for (int block = 0; block < 50; block++) {
            long before = (long) block * blockSize;
            List<Fault> drawn = LongStream.rangeClosed(before + 1, before + blockSize)
                    .mapToObj(schedule::apply)
                    .filter(fault -> fault != Fault.none())
                    .toList();
            assertThat(drawn).containsExactlyInAnyOrderElementsOf(FAULTS);
        }
    }

    @Test
    void dependsOnNothingButSeedAndNumber() {
        List<Fault> forwards = LongStream.rangeClosed(1, 1_000)
                .mapToObj(new FaultSchedule(7, 50, FAULTS)::apply)
                .toList();
        FaultSchedule again = new FaultSchedule(7, 50, FAULTS);

        for (int number = 1_000; number > 0; number--) {
            assertThat(again.apply(number)).isSameAs(forwards.get(number - 1));
        }
        assertThat(LongStream.rangeClosed(1, 1_000)
                        .mapToObj(new FaultSchedule(8, 50, FAULTS)::apply)
                        .toList())
                .isNotEqualTo(forwards);
        assertThat(forwards.subList(0, 50)).isNotEqualTo(forwards.subList(50, 100));
    }

    @Test
    void needsRoomForEachFault() {
        assertThatThrownBy(() -> new FaultSchedule(7, 4, FAULTS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("blockSize must be at least the number of faults (5): 4");
    }
}
