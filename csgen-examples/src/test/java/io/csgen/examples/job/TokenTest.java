package io.csgen.examples.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenTest {
    /** SHA-256 of "abc", from FIPS 180-2, appendix B.1. */
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void theHashIsTheSha256OfTheToken() {
        assertThat(Token.of("abc").hash()).isEqualTo(ABC);
    }

    @Test
    void onlyTheTokenOfTheHashMatches() {
        Token token = Token.ofHash(ABC.toUpperCase(java.util.Locale.ROOT)).orElseThrow();

        assertThat(token.matches("abc")).isTrue();
        assertThat(token.matches("abd")).isFalse();
        assertThat(token.matches("")).isFalse();
        assertThat(token.matches(ABC)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "-1234567", "za7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"})
    void otherTextsAreNoHash(String text) {
        assertThat(Token.ofHash(text)).isEmpty();
    }

    @Test
    void randomTokensDifferAndNeedNoEscapes() {
        assertThat(Stream.generate(Token::random).limit(100).distinct())
                .hasSize(100)
                .allMatch(token -> token.matches("[0-9a-f]{40}"));
    }
}
