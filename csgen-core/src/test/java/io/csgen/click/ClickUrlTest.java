package io.csgen.click;

import static io.csgen.Rejections.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.RandomCases;
import io.csgen.config.ConfigException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClickUrlTest {
    private static final Store.Url STORE = new Store.Url("https://webstore.demo.com");
    private static final ClickUrl.Parser PARSER = ClickUrl.Parser.of(STORE);
    private static final ClickEncoder ENCODER = ClickFormat.URL.encoder(new Store(STORE, List.of()));

    private static String url(Click click) {
        return new String(ENCODER.encode(click), StandardCharsets.UTF_8);
    }

    private static String url(ClickUrl click) {
        return url(new Click(0, click.userId(), 0, 1, click.type(), click.groupId(), click.productId()));
    }

    @Test
    void readsTheTwoKindsOfPages() {
        assertThat(PARSER.parse("https://webstore.demo.com/api/group/2?userid=77"))
                .isEqualTo(new ClickUrl(ClickType.GROUP_VIEW, 77, 2, Click.NO_PRODUCT));
        assertThat(PARSER.parse("https://webstore.demo.com/api/group/2/product/345?userid=77"))
                .isEqualTo(new ClickUrl(ClickType.PRODUCT_VIEW, 77, 2, 345));
    }

    @Test
    void readsWhatTheEncoderWrites() {
        RandomCases.check(100_000, random -> {
            Click click = RandomClicks.draw(random, Integer.MAX_VALUE);
            assertThat(PARSER.parse(url(click))).isEqualTo(ClickUrl.of(click));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:8080/api/group/1", "https://a.example/product/7"})
    void readsUrlsOfStoresThatLookLikeClicks(String store) {
        Store.Url confusing = new Store.Url(store);
        Click click = new Click(0, 77, 0, 1, ClickType.PRODUCT_VIEW, 2, 345);
        String url = new String(
                ClickFormat.URL.encoder(new Store(confusing, List.of())).encode(click), StandardCharsets.UTF_8);

        assertThat(ClickUrl.Parser.of(confusing).parse(url)).isEqualTo(ClickUrl.of(click));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "''|begin with the store URL https://webstore.demo.com",
                "http://webstore.demo.com/api/group/2?userid=77|begin with the store URL https://webstore.demo.com",
                " https://webstore.demo.com/api/group/2?userid=77|begin with the store URL https://webstore.demo.com",
                "https://WEBSTORE.demo.com/api/group/2?userid=77|begin with the store URL https://webstore.demo.com",
                "https://webstore.demo.com|continue with /api/group/ after the store URL",
                "https://webstore.demo.com//api/group/2?userid=77|continue with /api/group/ after the store URL",
                "https://webstore.demo.com.evil/api/group/2?userid=77|continue with /api/group/ after the store URL",
                "https://webstore.demo.com/api/groups/2?userid=77|continue with /api/group/ after the store URL",
                "/api/group/?userid=77|have a group id from 1 to 2147483647 without leading zeros at position 36",
                "/api/group/0?userid=77|have a group id from 1 to 2147483647 without leading zeros at position 36",
                "/api/group/02?userid=77|have a group id from 1 to 2147483647 without leading zeros at position 36",
                "/api/group/-2?userid=77|have a group id from 1 to 2147483647 without leading zeros at position 36",
                "/api/group/+2?userid=77|have a group id from 1 to 2147483647 without leading zeros at position 36",
                "/api/group/2147483648?userid=7|have a group id from 1 to 2147483647 without leading zeros at position 36",
                "/api/group/99999999999999999999?userid=7"
                        + "|have a group id from 1 to 2147483647 without leading zeros at position 36",
                "/api/group/\u0662?userid=77|have a group id from 1 to 2147483647 without leading zeros at position 36",
                "/api/group/2|continue with /product/ or ?userid= after the group id",
                "/api/group/2x?userid=77|continue with /product/ or ?userid= after the group id",
                "/api/group/2/?userid=77|continue with /product/ or ?userid= after the group id",
                "/api/group/2/Product/5?userid=77|continue with /product/ or ?userid= after the group id",
                "/api/group/2?USERID=77|continue with /product/ or ?userid= after the group id",
                "/api/group/2?x=1&userid=77|continue with /product/ or ?userid= after the group id",
                "/api/group/2/product/?userid=7"
                        + "|have a product id from 0 to 2147483647 without leading zeros at position 46",
                "/api/group/2/product/00?userid=7"
                        + "|have a product id from 0 to 2147483647 without leading zeros at position 46",
                "/api/group/2/product/5|continue with ?userid= after the product id",
                "/api/group/2/product/5/?userid=77|continue with ?userid= after the product id",
                "/api/group/2/product/5/product/6?userid=77|continue with ?userid= after the product id",
                "/api/group/2?userid=|have a user id from 0 to 2147483647 without leading zeros at position 45",
                "/api/group/2?userid=x|have a user id from 0 to 2147483647 without leading zeros at position 45",
                "/api/group/2?userid=077|have a user id from 0 to 2147483647 without leading zeros at position 45",
                "/api/group/2?userid=77 |end after the user id, at position 47",
                "/api/group/2?userid=77&x=1|end after the user id, at position 47",
                "/api/group/2?userid=77#top|end after the user id, at position 47",
                "/api/group/2?userid=7.7|end after the user id, at position 46",
            })
    void saysWhatIsWrongWithAnythingElse(String text, String rule) {
        String url = text.startsWith("/") ? STORE + text : text;

        assertThat(problemsOf(() -> PARSER.parse(url)))
                .containsExactly("click URL must " + rule + ": " + (url.isEmpty() ? "\"\"" : url));
    }

    @Test
    void messageStaysInOneLine() {
        assertThat(problemsOf(() -> PARSER.parse("https://webstore.demo.com/api/group/2?userid=77\n")))
                .containsExactly("click URL must end after the user id, at position 47:"
                        + " https://webstore.demo.com/api/group/2?userid=77\\u000a");
    }

    @Test
    void mutatedUrlsAreReadExactlyOrRefused() {
        int[] read = new int[1];
        RandomCases.check(100_000, random -> {
            String mutated = mutate(url(RandomClicks.draw(random, 100)), random);
            ClickUrl click;
            try {
                click = PARSER.parse(mutated);
            } catch (ConfigException refused) {
                assertThat(refused.getMessage()).startsWith("click URL must ");
                return;
            }
            read[0]++;
            assertThat(url(click)).isEqualTo(mutated);
        });
        assertThat(read[0]).as("mutations that are URLs of other clicks").isBetween(1_000, 99_000);
    }

    /** Inserts, removes or replaces a character, more often one that URLs are made of than not. */
    private static String mutate(String url, SplittableRandom random) {
        String likely = "0123456789/?=productgroupuserid";
        char c = random.nextInt(4) > 0
                ? likely.charAt(random.nextInt(likely.length()))
                : (char) random.nextInt(Character.MAX_VALUE + 1);
        int kind = random.nextInt(3);
        int at = random.nextInt(url.length() + (kind == 0 ? 1 : 0));
        StringBuilder mutated = new StringBuilder(url);
        switch (kind) {
            case 0 -> mutated.insert(at, c);
            case 1 -> mutated.deleteCharAt(at);
            default -> mutated.setCharAt(at, c);
        }
        return mutated.toString();
    }
}
