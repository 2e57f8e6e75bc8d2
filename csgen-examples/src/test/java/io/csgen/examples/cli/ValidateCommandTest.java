package io.csgen.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.config.Key;
import io.csgen.examples.job.ProgramKeys;
import io.csgen.examples.testing.CapturedTerminal;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ValidateCommandTest {
    /** All keys there are, of families the first member. */
    static Stream<Key<?>> keys() {
        return ProgramKeys.all().stream().distinct().map(key -> key.isFamily() ? key.at(1) : key);
    }

    @ParameterizedTest
    @MethodSource("keys")
    void everyKeyOfEveryCommandIsValidated(Key<?> key) {
        CapturedTerminal terminal = new CapturedTerminal();

        assertThat(terminal.run("validate", "--set", key + "= ")).isEqualTo(2);
        assertThat(terminal.err().lines())
                .singleElement()
                .asString()
                .startsWith(key + " must " + key.rule())
                .endsWith(": \"\" (command line)");
        assertThat(terminal.out()).isEmpty();
    }
}
