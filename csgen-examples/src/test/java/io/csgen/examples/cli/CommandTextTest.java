package io.csgen.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CommandTextTest {
    private static byte[] texts(Charset charset, String... texts) {
        return (String.join("\0", texts) + "\0").getBytes(charset);
    }

    private static final byte[] NOTHING = {};

    @Test
    void textThatTheLocaleDoesNotHaveIsToldOneByOne() {
        byte[] arguments = texts(StandardCharsets.UTF_8, "java", "-jar", "ö.jar", "describe", "größe.json", "a?b", "ü");
        byte[] variables = texts(
                StandardCharsets.UTF_8, "HOME=/home/jürgen", "CS_CONFIG_FILE=ü.properties", "CSGEN_SEED=1", "CSGENÜ=ü");

        assertThat(CommandText.problems(arguments, 4, variables, StandardCharsets.US_ASCII))
                .containsExactly(
                        "command line must be in the encoding of the locale, US-ASCII (LC_ALL=C.UTF-8 takes all text):"
                                + " größe.json",
                        "command line must be in the encoding of the locale, US-ASCII (LC_ALL=C.UTF-8 takes all text):"
                                + " ü",
                        "environment variable CS_CONFIG_FILE must be in the encoding of the locale, US-ASCII"
                                + " (LC_ALL=C.UTF-8 takes all text): ü.properties");
    }

    @Test
    void textOfTheLocaleIsAllRight() {
        byte[] utf8 = texts(StandardCharsets.UTF_8, "java", "größe.json");
        byte[] latin1 = texts(StandardCharsets.ISO_8859_1, "java", "größe.json");

        assertThat(CommandText.problems(utf8, 1, NOTHING, StandardCharsets.UTF_8))
                .isEmpty();
        assertThat(CommandText.problems(latin1, 1, NOTHING, StandardCharsets.ISO_8859_1))
                .isEmpty();
    }

    @Test
    void bytesThatAreNoTextAreToldToo() {
        byte[] latin1 = texts(StandardCharsets.ISO_8859_1, "java", "größe.json");

        assertThat(CommandText.problems(latin1, 1, NOTHING, StandardCharsets.UTF_8))
                .containsExactly("command line must be in the encoding of the locale, UTF-8: größe.json");
    }

    @Test
    void theBytesOfThisProcessCanBeRead() {
        assertThat(CommandText.problems(1)).isEmpty();
    }
}
