package io.csgen.click;

import static io.csgen.Rejections.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoreTest {
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
        assertThat(new Store.Url(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://a.example/", "https://a.example///", " https://a.example ", "https://a.example/ "})
    void cutsSlashesAndBlanks(String text) {
        assertThat(new Store.Url(text)).isEqualTo(new Store.Url("https://a.example"));
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
                "https://h:99999|web-store-url must have a port from 1 to 65535: https://h:99999",
                "https://h:0|web-store-url must have a port from 1 to 65535: https://h:0",
                "https://user:pw@h|web-store-url must have no user before the host: https://user:pw@h",
                "https://h/%0d%0aX:1|web-store-url must have no control characters: https://h/%0d%0aX:1",
                "https://h/a//b/|web-store-url must have no two slashes in a row: https://h/a//b/",
                "http://@h|web-store-url must have no user before the host: http://@h",
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
        assertThat(problemsOf(() -> new Store.Url(text))).containsExactly(problem);
    }

    @Test
    void namesAllThatIsWrong() {
        assertThat(problemsOf(() -> new Store.Url("https://a.example?b#c")))
                .containsExactly(
                        "web-store-url must have no query: https://a.example?b#c",
                        "web-store-url must have no fragment: https://a.example?b#c");
    }
}
