package io.csgen.realism;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.csgen.config.ConfigException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShopsTest {
    private static final String HOURS = "hours=" + String.join(" ", Collections.nCopies(24, "1")) + "\n";

    private static List<String> problems(String text) {
        try {
            return List.of("read: " + Shops.parse(text, "shops.properties"));
        } catch (ConfigException e) {
            return e.problems();
        }
    }

    @Test
    void areReadInTheirOrderWithTheirFiguresInThatOfAll() {
        Shops shops = Shops.parse(
                HOURS + "shops=b, a\na-name=A\na-gap-p90=3\na-gap-p10=.5\nb-name=B (2008)\nb-gap-p10=2\n"
                        + "b-lengths=.1 .2 .3 .4 0 0 0 0 0 0\n",
                "x");

        assertThat(shops.all())
                .extracting(Shop::id, Shop::name, Shop::shortName)
                .containsExactly(tuple("b", "B (2008)", "B"), tuple("a", "A", "A"));
        assertThat(shops.all().get(0).lengths()).startsWith(0.1, 0.2, 0.3, 0.4).hasSize(10);
        assertThat(shops.all().get(1).lengths()).isEmpty();
        assertThat(shops.all().get(1).figures().entrySet())
                .extracting(entry -> entry.getKey() + "=" + entry.getValue())
                .containsExactly("gap-p10=0.5", "gap-p90=3.0");
        assertThat(shops.hours()).hasSize(24).containsOnly(1.0);
    }

    @Test
    void knownHaveLengthsThatAreShares() {
        for (Shop shop : Shops.KNOWN.all()) {
            double sum =
                    shop.lengths().stream().mapToDouble(Double::doubleValue).sum();
            assertThat(sum).as(shop.id()).isLessThanOrEqualTo(1);
        }
        // An average of 1 in each hour, to the digits that are given.
        assertThat(Shops.KNOWN.hours().stream()
                        .mapToDouble(Double::doubleValue)
                        .average()
                        .orElseThrow())
                .isBetween(0.99, 1.01);
    }

    @Test
    void thatAreWronglyWrittenAreToldAllAtOnce() {
        assertThat(problems("hours=1 2\nshops=a, b\na-gap-p10=-1\na-name=A\nb-name=B\nb-gap-p10=1\nb-lengths=1 x\n"
                        + "b-gap-p11=1\nc-name=C\n"))
                .containsExactlyInAnyOrder(
                        "a-gap-p10 must be a number above 0: -1 (shops.properties:3)",
                        "a-name must have a figure: a (shops.properties:4)",
                        "hours must be 24 numbers from 0 to 24, separated by blanks: 1 2 (shops.properties:1)",
                        "b-lengths must be 10 numbers from 0 to 1, separated by blanks: 1 x (shops.properties:7)",
                        "b-gap-p11 must be a known key (did you mean b-gap-p10?): 1 (shops.properties:8)",
                        "c-name must be a known key (did you mean a-name?): C (shops.properties:9)");
    }

    @Test
    void thatAreMissingAreTold() {
        assertThat(problems(""))
                .containsExactly(
                        "shops must be set: ids of shops", "hours must be set: views in the hours of the clock");
        assertThat(problems(HOURS + "shops=a, a\n"))
                .containsExactly("shops must be different words, separated by commas: a, a (shops.properties:2)");
        assertThat(problems(HOURS + "shops=a\na-gap-p10=1\n"))
                .containsExactly("a-name must be set: name under which the data set was published");
        assertThat(problems(HOURS + HOURS)).anyMatch(problem -> problem.startsWith("hours must be given once: 1 1 "));
    }
}
