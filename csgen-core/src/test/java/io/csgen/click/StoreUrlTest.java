package io.csgen.click;

import static io.csgen.Rejections.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoreUrlTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://webstore.demo.com",
                "http://localhost:8080",
                "https://webstore.demo.com/shop/en",
                "HTTPS://xn--mller-kva.example",
                "http://[::1]:3000",
                "https://shop.example/a,b;c=d%20e",
            })
    void acceptsWebAddresses(String text) {
        assertThat(new StoreUrl(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://a.example/", "https://a.example///", " https://a.example ", "https://a.example/ "})
    void cutsSlashesAndBlanks(String text) {
        assertThat(new StoreUrl(text)).isEqualTo(new StoreUrl("https://a.example"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "webstore.demo.com|web-store-url must begin with http:// or https://: webstore.demo.com",
                "ftp://a.example|web-store-url must begin with http:// or https://: ftp://a.example",
                "//a.example|web-store-url must begin with http:// or https://: //a.example",
                "''|web-store-url must begin with http:// or https://: \"\"",
                "https://a.example/?|web-store-url must have no query: https://a.example/?",
                "https://a.example/x?y=1|web-store-url must have no query: https://a.example/x?y=1",
                "https://a.example/#top|web-store-url must have no fragment: https://a.example/#top",
                "https:a.example|web-store-url must name a host: https:a.example",
                "https:///shop|web-store-url must name a host: https:///shop",
                "https://under_score|web-store-url must name a host: https://under_score",
                "https://|web-store-url must be a URL: https://",
                "https://a b|web-store-url must be a URL: https://a b",
                "https://a\"b|web-store-url must be a URL: https://a\"b",
                "https://a\\b|web-store-url must be a URL: https://a\\b",
                "https://a/%zz|web-store-url must be a URL: https://a/%zz",
                ":|web-store-url must be a URL: :",
                "https://müller.example|web-store-url must be ASCII (use punycode): https://müller.example",
                "https://a.example/ü|web-store-url must be ASCII (use punycode): https://a.example/ü",
            })
    void refusesAllElse(String text, String problem) {
        assertThat(problemsOf(() -> new StoreUrl(text))).containsExactly(problem);
    }

    @Test
    void namesAllThatIsWrong() {
        assertThat(problemsOf(() -> new StoreUrl("https://a.example?b#c")))
                .containsExactly(
                        "web-store-url must have no query: https://a.example?b#c",
                        "web-store-url must have no fragment: https://a.example?b#c");
    }
}
