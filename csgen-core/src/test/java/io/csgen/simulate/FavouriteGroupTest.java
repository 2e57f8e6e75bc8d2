package io.csgen.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.csgen.click.Click;
import io.csgen.click.ClickType;
import io.csgen.config.Settings;
import io.csgen.model.ShopModel;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Users go to their favourite group with probability f, and otherwise to any by its share c; favourites
 * are drawn from c as well. So the groups have their shares all the same, and two visits of one user,
 * however far apart, are to one group with probability f² + (1 − f²) Σ c². One pair of visits for each
 * user makes the pairs independent.
 *
 * <p>6 counts of pairs within 4 standard deviations (p > 0.00006) and 6 tests of shares at p > 0.0001:
 * with seeds taken at random, at least one would fail in 0.1 % of runs. The seeds are fixed.
 */
class FavouriteGroupTest {
    private static final double[] SHARES = {0.5, 0.3, 0.15, 0.05};
    private static final int USERS = 20_000;

    /** Nobody returns to the group just left, so that every group page is a choice. */
    private static ShopModel model(double favourite, double groupPages) {
        StringBuilder text = new StringBuilder("clicks-per-second=2\ncustomer-id-max=" + USERS + "\ngroup-count=4\n");
        for (int g = 1; g <= SHARES.length; g++) {
            text.append("group-name-" + g + "=Group " + g + "\n")
                    .append("group-product-id-min-" + g + "=1\ngroup-product-id-max-" + g + "=9\n")
                    .append("probability-browsing-group-" + g + "=" + SHARES[g - 1] + "\n")
                    .append("probability-browsing-products-in-group-" + g + "=" + SHARES[g - 1] + "\n");
        }
        text.append("probability-browsing-group=" + groupPages + "\nprobability-favourite-group=" + favourite + "\n")
                .append("probability-focused-return=0\nprobability-exploring-return=0\n");
        return ShopModel.of(Settings.parse(text.toString(), "favourites"));
    }

    @ParameterizedTest(name = "f = {0}, {2}")
    @CsvSource({
        "0, 0, PRODUCT_VIEW, 20276",
        "0.35, 0, PRODUCT_VIEW, 20277",
        "1, 0, PRODUCT_VIEW, 20278",
        "0, 0.5, GROUP_VIEW, 20279",
        "0.35, 0.5, GROUP_VIEW, 20280",
        "1, 0.5, GROUP_VIEW, 20281",
    })
    void usersComeToTheirFavouriteGroupAsOftenAsTheModelSays(
            double favourite, double groupPages, ClickType type, long seed) {
        Map<Integer, Click> first = new HashMap<>(); // by user, of the sessions that begin with a page of the type
        Map<Integer, Click> last = new HashMap<>();
        ClickGenerator.of(model(favourite, groupPages), seed, Streams.START)
                .until(Streams.START.plus(Duration.ofDays(8)))
                .stream()
                .filter(click -> click.ordinal() == 1 && click.type() == type)
                .forEach(click -> {
                    first.putIfAbsent(click.userId(), click);
                    last.put(click.userId(), click);
                });
        long[] visits = new long[SHARES.length];
        int pairs = 0;
        int same = 0;
        for (Click click : first.values()) {
            visits[click.groupId() - 1]++;
            Click other = last.get(click.userId());
            if (other != click) {
                pairs++;
                same += other.groupId() == click.groupId() ? 1 : 0;
            }
        }

        double likely = favourite * favourite
                + (1 - favourite * favourite)
                        * Arrays.stream(SHARES).map(c -> c * c).sum();
        assertThat(pairs).isGreaterThan(USERS * 9 / 10);
        assertThat((double) same)
                .isCloseTo(pairs * likely, within(4 * StrictMath.sqrt(pairs * likely * (1 - likely)) + 1e-6));
        assertThat(SamplersTest.pValue(SHARES, visits)).isGreaterThan(1e-4);
    }

    @Test
    void aUserHasTheSameFavouriteWhateverTheStart() {
        Map<Integer, Integer> favourites = favourites(20_282, Streams.START);

        Map<Integer, Integer> later = favourites(20_282, Streams.START.plus(Duration.ofDays(3)));

        later.keySet().retainAll(favourites.keySet());
        assertThat(later).hasSizeGreaterThan(1_000);
        favourites.keySet().retainAll(later.keySet());
        assertThat(later).isEqualTo(favourites);
        Map<Integer, Integer> ofOtherSeed = favourites(20_283, Streams.START);
        ofOtherSeed.keySet().retainAll(favourites.keySet());
        favourites.keySet().retainAll(ofOtherSeed.keySet());
        assertThat(ofOtherSeed).hasSizeGreaterThan(1_000).isNotEqualTo(favourites);
    }

    /** Returns the group of each user who comes within a day, of users who visit no other than their favourite. */
    private static Map<Integer, Integer> favourites(long seed, Instant start) {
        Map<Integer, Integer> groups = new HashMap<>();
        ClickGenerator.of(model(1, 0), seed, start)
                .until(start.plus(Duration.ofDays(1)))
                .forEach(click -> groups.put(click.userId(), click.groupId()));
        return groups;
    }
}
