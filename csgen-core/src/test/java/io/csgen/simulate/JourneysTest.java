package io.csgen.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.click.ClickType;
import io.csgen.click.ClickUrl;
import io.csgen.model.ShopModel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Users who search, fill the cart and buy. */
class JourneysTest {
    private static final ShopModel SHOP = Streams.roomy().with("shop-journeys", "on");

    private static Map<Long, List<Click>> sessions(ShopModel model, long seed, int count) {
        Map<Long, List<Click>> sessions = new HashMap<>();
        ClickGenerator.of(model, seed, Streams.START)
                .sessions(count)
                .forEach(c -> sessions.computeIfAbsent(c.sessionId(), id -> new ArrayList<>())
                        .add(c));
        return sessions;
    }

    private static long count(Map<Long, List<Click>> sessions, ClickType type) {
        return sessions.values().stream()
                .flatMap(List::stream)
                .filter(c -> c.type() == type)
                .count();
    }

    @Test
    void theClassicStoreKnowsNothingOfIt() {
        assertThat(ClickGenerator.of(ShopModel.classic(), 1, Streams.START).clicks(100_000))
                .allMatch(c -> c.type() == ClickType.GROUP_VIEW || c.type() == ClickType.PRODUCT_VIEW);
    }

    @Test
    void aCartFollowsAViewOfItsProductAndAPurchaseFollowsACart() {
        sessions(SHOP, 1, 20_000).values().forEach(clicks -> {
            List<Integer> inCart = new ArrayList<>();
            for (int i = 0; i < clicks.size(); i++) {
                Click click = clicks.get(i);
                switch (click.type()) {
                    case SEARCH -> assertThat(i).isZero();
                    case ADD_TO_CART -> {
                        Click view = clicks.get(i - 1);
                        assertThat(view.type()).isEqualTo(ClickType.PRODUCT_VIEW);
                        assertThat(view.productId()).isEqualTo(click.productId());
                        assertThat(view.groupId()).isEqualTo(click.groupId());
                        inCart.add(click.productId());
                    }
                    case PURCHASE ->
                        assertThat(inCart.remove((Integer) click.productId())).isTrue();
                    default -> assertThat(clicks.subList(0, i)).noneMatch(c -> c.type() == ClickType.PURCHASE);
                }
            }
        });
    }

    @Test
    void theyHappenAsOftenAsTheModelSays() {
        Map<Long, List<Click>> sessions = sessions(SHOP, 2, 100_000);
        double views = count(sessions, ClickType.PRODUCT_VIEW);
        double carts = count(sessions, ClickType.ADD_TO_CART);

        // 436,000 views, 20,000 carts and 100,000 sessions: the standard errors of the shares are 0.0003,
        // 0.0034 and 0.0011; the bounds are five of them.
        assertThat(carts / views).isCloseTo(0.045, within(0.0016));
        assertThat(count(sessions, ClickType.PURCHASE) / carts).isCloseTo(0.345, within(0.017));
        assertThat(count(sessions, ClickType.SEARCH) / 1e5).isCloseTo(0.15, within(0.0056));
    }

    @Test
    void browsingIsTheSameWithAndWithoutThem() {
        Map<Long, List<Click>> with = sessions(SHOP, 3, 1_000);
        Map<Long, List<Click>> without = sessions(Streams.roomy(), 3, 1_000);
        List<Integer> common = new ArrayList<>();
        without.forEach((id, clicks) -> {
            if (with.containsKey(id)) {
                assertThat(with.get(id).stream().filter(JourneysTest::isPage).map(Click::productId))
                        .containsExactlyElementsOf(
                                clicks.stream().map(Click::productId).toList());
                common.add(clicks.size());
            }
        });

        assertThat(common).hasSizeGreaterThan(900);
    }

    private static boolean isPage(Click click) {
        return click.type() == ClickType.GROUP_VIEW || click.type() == ClickType.PRODUCT_VIEW;
    }

    @Test
    void theRateIsThatOfAllClicks() {
        ShopModel model = SHOP.with("clicks-per-second", "20").with("customer-id-max", "100000");
        long clicks =
                ClickGenerator.of(model, 4, Streams.START)
                        .startingWarm()
                        .until(Streams.START.plusSeconds(36_000))
                        .stream()
                        .count();

        // 720,000 clicks expected; as sessions come whole, the standard error is some 4 times that of
        // Poisson, 3,400; five of them are 17,000.
        assertThat(clicks).isBetween(703_000L, 737_000L);
    }

    @Test
    void theirUrlsReadBack() {
        ClickEncoder encoder = SHOP.encoder(ClickFormat.URL);
        ClickUrl.Parser parser =
                ClickUrl.Parser.of(SHOP.storeUrl(), SHOP.catalog().groupNames());
        Map<ClickType, String> examples = new HashMap<>();
        ClickGenerator.of(SHOP, 5, Streams.START).clicks(50_000).forEach(click -> {
            String url = new String(encoder.encode(click), StandardCharsets.UTF_8);
            assertThat(parser.parse(url)).isEqualTo(ClickUrl.of(click));
            examples.putIfAbsent(click.type(), url.replaceAll("\\d+", "1"));
        });

        assertThat(examples)
                .containsEntry(ClickType.ADD_TO_CART, "https://webstore.demo.com/api/cart?productid=1&userid=1")
                .containsEntry(ClickType.PURCHASE, "https://webstore.demo.com/api/order/1?userid=1")
                .hasEntrySatisfying(
                        ClickType.SEARCH,
                        url -> assertThat(url)
                                .matches("https://webstore.demo.com/api/search\\?q=(Books|Movies)&userid=1"));
    }
}
