package io.csgen.model;

import static io.csgen.Rejections.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.csgen.RandomCases;
import io.csgen.click.Click;
import io.csgen.click.ClickFormat;
import io.csgen.click.ClickType;
import io.csgen.click.Store;
import io.csgen.config.Key;
import io.csgen.config.Settings;
import io.csgen.model.Catalog.ProductGroup;
import io.csgen.model.Distribution.Constant;
import io.csgen.model.Distribution.ConstantSpan;
import io.csgen.model.Distribution.Gaussian;
import io.csgen.model.Distribution.LogLogistic;
import io.csgen.model.Distribution.LogNormal;
import io.csgen.model.Distribution.Uniform;
import io.csgen.model.Distribution.Weibull;
import io.csgen.model.Distribution.Zipf;
import io.csgen.model.Navigation.Journeys;
import io.csgen.model.Users.OverlappingSessions;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShopModelTest {
    private static final List<String> ODD_NAMES = List.of(
            " leading blank",
            "trailing blank ",
            "a=b",
            "=",
            ":x",
            "#x",
            "!x",
            "C:\\new\\users",
            "\\",
            "\\u0041",
            "a \"quoted\" name",
            "Bücher und Märchen",
            "本",
            "😀",
            "lone \ud83d surrogate",
            "\ude00\ud83d",
            "\u00a0hard blanks\u00a0",
            "line\u2028separator",
            "\uFEFFmark",
            "<PROVIDE-half",
            "${name}");

    private static ShopModel read(String text) {
        return ShopModel.of(Settings.parse(text, "f"));
    }

    private static Path classicFile() throws URISyntaxException {
        return Path.of(
                ShopModelTest.class.getResource("/classic/csgen.properties").toURI());
    }

    /** Returns settings of groups that are all alike. */
    private static String groups(int count) {
        double share = 1.0 / count;
        return "group-count=" + count + "\n"
                + IntStream.rangeClosed(1, count)
                        .mapToObj(id -> group(id, "Group " + id, 1, 9, share, share))
                        .collect(Collectors.joining());
    }

    private static String group(int id, String name, int min, int max, double groupPages, double productPages) {
        return "group-name-%1$d=%2$s%ngroup-product-id-min-%1$d=%3$d%ngroup-product-id-max-%1$d=%4$d%n"
                        .formatted(id, name, min, max)
                + "probability-browsing-group-" + id + "=" + Key.plain(groupPages) + "\n"
                + "probability-browsing-products-in-group-" + id + "=" + Key.plain(productPages) + "\n";
    }

    @Test
    void classicFileIsReadUnchanged() throws URISyntaxException {
        assertThat(ShopModel.load(classicFile())).isEqualTo(ShopModel.classic());
    }

    @Test
    void classicFileHasAllClassicSettings() throws URISyntaxException {
        assertThat(Settings.ofFile(classicFile()).names())
                .containsExactlyInAnyOrder(
                        "web-store-url",
                        "customer-id-min",
                        "customer-id-max",
                        "group-count",
                        "group-name-1",
                        "group-name-2",
                        "group-product-id-min-1",
                        "group-product-id-max-1",
                        "group-product-id-min-2",
                        "group-product-id-max-2",
                        "probability-browsing-group",
                        "probability-browsing-group-1",
                        "probability-browsing-group-2",
                        "probability-browsing-products-in-group-1",
                        "probability-browsing-products-in-group-2",
                        "clicks-per-second",
                        "poll-server-status-change",
                        "token-as-hash",
                        "url-kinesis-stream-name");
    }

    @Test
    void classicStoreIsThatOfTheClassicGenerator() {
        ShopModel classic = ShopModel.classic();

        assertThat(classic.storeUrl()).hasToString("https://webstore.demo.com");
        assertThat(classic.users()).isEqualTo(new Users(1, 100, new Uniform(), OverlappingSessions.ALLOW));
        assertThat(classic.catalog().groups())
                .containsExactly(
                        new ProductGroup(1, "Books", 2001, 2100, 0.3, 0.15),
                        new ProductGroup(2, "Movies", 1, 1000, 0.7, 0.85));
        assertThat(classic.navigation().groupPageShare()).isEqualTo(0.1);
        assertThat(classic.traffic()).isEqualTo(Traffic.even(3));
    }

    @Test
    void newSettingsHaveTheDocumentedDefaults() {
        ShopModel classic = ShopModel.classic();

        assertThat(classic.navigation())
                .isEqualTo(new Navigation(0.1, 0.17, 0.12, 0.7, 0.8, 0, 0, Navigation.ClickModel.SESSIONS));
        assertThat(classic.sessions())
                .isEqualTo(new Sessions(
                        new Weibull(0.75, 2.8),
                        new LogLogistic(Duration.ofSeconds(46), 1.55),
                        new LogNormal(0.68),
                        Duration.ofMinutes(30)));
        assertThat(classic.catalog().popularity()).isEqualTo(new LogNormal(1.6));
    }

    @Test
    void missingSettingsAreThoseOfTheClassicStore() {
        assertThat(read("")).isEqualTo(ShopModel.classic());
        assertThat(read("group-name-2=Films").catalog().groupNames()).containsExactly("Books", "Films");
        assertThat(read("group-name-2=<PROVIDE-NAME>\ngroup-count=<PROVIDE-COUNT>"))
                .isEqualTo(ShopModel.classic());
    }

    @Test
    void problemsOfAFileAreNamedWithTheirLines(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(
                directory.resolve("shop.properties"),
                "web-store-url=webstore.demo.com\ncustomer-id-min=abc\n\nclicks-per-secnd=3\nsession-pace=fast\n");

        assertThat(problemsOf(() -> ShopModel.load(file)))
                .containsExactly(
                        "clicks-per-secnd must be a known key (did you mean clicks-per-second?): 3 (shop.properties:4)",
                        "web-store-url must begin with http:// or https://: webstore.demo.com (shop.properties:1)",
                        "session-pace must be one of lognormal(SIGMA), constant(VALUE) (expected one of weibull,"
                                + " loglogistic, lognormal, zipf, uniform, gaussian, constant instead of fast,"
                                + " found \"fast\"): fast (shop.properties:5)",
                        "customer-id-min must be a whole number from 0 to 2147483646: abc (shop.properties:2)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "customer-id-min=101|customer-id-min must be at most customer-id-max (100): 101 (f:1)",
                "customer-id-max=0|customer-id-min must be at most customer-id-max (0): 1",
                "group-product-id-min-1=2101"
                        + "|group-product-id-min-1 must be at most group-product-id-max-1 (2100): 2101 (f:1)",
                "probability-browsing-group-1=0.4"
                        + "|probability-browsing-group-N must sum to 1 (within 0.001) over all groups: 1.1 (f:1)",
                "probability-browsing-products-in-group-2=0.5"
                        + "|probability-browsing-products-in-group-N must sum to 1 (within 0.001) over all groups: 0.65 (f:1)",
                "probability-browsing-group=1.5|probability-browsing-group must be a number from 0 to 0.99, or 1: 1.5 (f:1)",
                "group-name-1=|group-name-1 must not be blank: \"\" (f:1)",
                "group-name-1=a\\tb|group-name-1 must have no control characters: a\\u0009b (f:1)",
                "group-count=0|group-count must be a whole number from 1 to 100000: 0 (f:1)",
                "group-count=-1|group-count must be a whole number from 1 to 100000: -1 (f:1)",
                "group-count=100001|group-count must be a whole number from 1 to 100000: 100001 (f:1)",
                "group-name-3=Games|group-name-3 must have a number from 1 to group-count (2): Games (f:1)",
                "clicks-per-second=0|clicks-per-second must be a number from 0.0001 to 10000000: 0 (f:1)",
                "clicks-per-second=3 # quiet"
                        + "|clicks-per-second must be a number from 0.0001 to 10000000: 3 # quiet (f:1)",
                "poll-server-status-change=often"
                        + "|poll-server-status-change must be a whole number from 0 to 2147483647: often (f:1)",
                "web-store-url=https://a.example?x|web-store-url must have no query: https://a.example?x (f:1)",
                "web-store-url=https://a.example#x|web-store-url must have no fragment: https://a.example#x (f:1)",
                "web-store-url=not a url|web-store-url must be a URL: not a url (f:1)",
                "overlapping-sessions=maybe|overlapping-sessions must be one of allow, forbid: maybe (f:1)",
                "session-timeout=999999999999999d|session-timeout must be a time span such as 250ms, 46s, 30m, 2h"
                        + " or 28d, from 1s to 1d: 999999999999999d (f:1)",
                "session-length=weibull(0, -1)|session-length must be one of weibull(SHAPE, SCALE[, SINGLES]), constant(N) with N"
                        + " a whole number from 1 to 500 (weibull shape must be a number above 0: 0.0; weibull scale"
                        + " must be a number above 0: -1.0): weibull(0, -1) (f:1)",
                "session-length=uniform|session-length must be one of weibull(SHAPE, SCALE[, SINGLES]), constant(N) with N a"
                        + " whole number from 1 to 500: uniform (f:1)",
                "think-time=loglogistic(46, 1.55)|think-time must be one of loglogistic(MEDIAN, SHAPE), constant(SPAN)"
                        + " (expected a time span such as 46s as parameter 1, found \"46\"): loglogistic(46, 1.55) (f:1)",
                "product-popularity=zipf|product-popularity must be one of lognormal(SIGMA), zipf(EXPONENT), uniform,"
                        + " gaussian (expected zipf(EXPONENT) with 1 parameters instead of 0, found \"zipf\"): zipf (f:1)",
                "popularity-drift=1|popularity-drift must be a number from 0 to 0.95: 1 (f:1)",
                "popularity-drift=often|popularity-drift must be a number from 0 to 0.95: often (f:1)",
                "probability-favourite-group=1.1|probability-favourite-group must be a number from 0 to 1: 1.1 (f:1)",
                "click-model=none|click-model must be one of sessions, independent: none (f:1)",
                "user-activity=constant(1)|user-activity must be one of lognormal(SIGMA), zipf(EXPONENT), uniform,"
                        + " gaussian: constant(1) (f:1)",
            })
    void eachProblemIsNamedExactly(String line, String problem) {
        assertThat(problemsOf(() -> read(line))).containsExactly(problem);
    }

    @Test
    void driftIsRefusedWherePopularityHasNoSpreadToMove() {
        assertThat(problemsOf(() -> read("product-popularity=zipf(1)\npopularity-drift=0.55")))
                .containsExactly("popularity-drift must be 0 where product-popularity is not lognormal: 0.55 (f:2)");
        assertThat(read("product-popularity=zipf(1)\npopularity-drift=0")
                        .catalog()
                        .drift())
                .isZero();
        assertThat(read("popularity-drift=0.95").catalog().drift()).isEqualTo(0.95);
    }

    @Test
    void groupNeedsAllItsSettingsWhereGroupsAreCounted() {
        assertThat(problemsOf(() -> read(groups(1)).with("group-count", "2")))
                .containsExactly(
                        "group-name-2 must be set: name of product group 2",
                        "group-product-id-min-2 must be set: smallest product id in group 2",
                        "group-product-id-max-2 must be set: greatest product id in group 2",
                        "probability-browsing-group-2 must be set: share of group 2 among group pages; all groups sum"
                                + " to 1",
                        "probability-browsing-products-in-group-2 must be set: share of group 2 among product pages;"
                                + " all groups sum to 1");
    }

    @Test
    void groupWithoutANameIsRefused() {
        assertThat(problemsOf(() -> read(groups(2).replaceFirst("group-name-2=.*\n", ""))))
                .containsExactly("group-name-2 must be set: name of product group 2");
        assertThat(problemsOf(() -> read(groups(2).replaceFirst("group-name-2=.*", "group-name-2=<PROVIDE-NAME>"))))
                .containsExactly("group-name-2 must be set instead of the placeholder: <PROVIDE-NAME> (f:7)");
    }

    @Test
    void doubledKeyAndWrongCountHideNoOtherProblem() {
        String text = "group-count=-2\ngroup-product-id-min-1=few\ncustomer-id-mim=1\nseed-x=1\ncustomer-id-max=9\n"
                + "customer-id-max=8\nclicks-per-second=fast";

        assertThat(problemsOf(() -> read(text)))
                .containsExactly(
                        "customer-id-max must be given once: 8 (f:6, first at f:5)",
                        "customer-id-mim must be a known key (did you mean customer-id-min?): 1 (f:3)",
                        "seed-x must be a known key: 1 (f:4)",
                        "group-count must be a whole number from 1 to 100000: -2 (f:1)",
                        "clicks-per-second must be a number from 0.0001 to 10000000: fast (f:7)",
                        "group-product-id-min-1 must be a whole number from 0 to 2147483646: few (f:2)");
    }

    @Test
    void ofAHundredThousandGroupsWithoutSettingsTheFirstAreNamed() {
        assertThat(problemsOf(() -> read("group-count=100000")))
                .hasSize(51)
                .startsWith("group-name-1 must be set: name of product group 1")
                .endsWith(
                        "probability-browsing-products-in-group-10 must be set: share of group 10 among product pages;"
                                + " all groups sum to 1",
                        "… and 499,950 more");
    }

    @Test
    void longExpressionsAreToldByTheirBeginning() {
        String many = "hold(1s) ".repeat(100_000);

        assertThat(problemsOf(() -> read("stages=" + many + "\nthink-time=x" + many)))
                .allSatisfy(problem -> assertThat(problem).hasSizeLessThan(700));
    }

    @Test
    void groupsMayUseTheSameProductIds() {
        ShopModel model = read("group-count=2\n" + group(1, "A", 1, 10, 0.5, 0.5) + group(2, "A", 5, 15, 0.5, 0.5));

        assertThat(model.catalog().productCount()).isEqualTo(21);
    }

    @Test
    void thirdsOfThreeDigitsSumToOne() {
        String text = "group-count=3\n"
                + IntStream.rangeClosed(1, 3)
                        .mapToObj(id -> group(id, "G", 1, 1, 0.333, 0.333))
                        .collect(Collectors.joining());

        assertThat(read(text).catalog().groups())
                .extracting(ProductGroup::groupPageShare)
                .allSatisfy(share -> assertThat(share).isBetween(0.3333333, 0.3333334));
    }

    /** A cost that grows with the square of the number of groups would take hours. */
    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void aHundredThousandGroupsAreReadAndChangedInTime() {
        ShopModel model = read(groups(100_000));

        assertThat(model.catalog().groups()).hasSize(100_000);
        ShopModel changed = model;
        for (int rate = 1; rate <= 1_000; rate++) {
            changed = changed.with(Traffic.CLICKS_PER_SECOND, (double) rate);
        }
        assertThat(changed.traffic().clicksPerSecond()).isEqualTo(1_000);
        assertThat(changed.catalog()).isSameAs(model.catalog());
        for (int sigma = 1; sigma <= 1_000; sigma++) {
            changed = changed.with(Catalog.POPULARITY, new LogNormal(sigma));
        }
        assertThat(changed.catalog().popularity()).isEqualTo(new LogNormal(1_000));
        assertThat(changed.catalog().groups()).isSameAs(model.catalog().groups());
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void tenThousandProblemsAreNamedInTime() {
        assertThat(problemsOf(() -> read(groups(10_000).replace("=Group", "=\\u0007Group"))))
                .hasSize(51)
                .endsWith("group-name-50 must have no control characters: \\u0007Group 50 (f:247)", "… and 9,950 more");
    }

    @Test
    void slashAfterTheStoreUrlIsCut() {
        assertThat(read("web-store-url=https://webstore.demo.com/")).isEqualTo(ShopModel.classic());
    }

    @Test
    void sharesThatNoWalkCanHaveAreRefused() {
        String apart = "group-count=2\n" + group(1, "Pages", 1, 1, 1, 0) + group(2, "Products", 1, 1, 0, 1);

        assertThat(problemsOf(() -> read(apart)))
                .containsExactly("probability-browsing-group must be 0 or 1 where no group has both a group page and a"
                        + " product page probability above 0: 0.1");
        assertThat(read(apart + "probability-browsing-group=0").navigation().groupPageShare())
                .isZero();
        assertThat(read(apart + "probability-browsing-group=1").navigation().groupPageShare())
                .isOne();
    }

    @Test
    void withChangesOneSetting() {
        ShopModel changed = ShopModel.classic().with("customer-id-max", "1000000");

        assertThat(changed.users()).isEqualTo(new Users(1, 1_000_000, new Uniform(), OverlappingSessions.ALLOW));
        assertThat(changed).isNotEqualTo(ShopModel.classic());
        assertThat(changed.with("customer-id-max", "100")).isEqualTo(ShopModel.classic());
        assertThat(changed.with("group-name-1", "Maps").with("clicks-per-second", "0.5"))
                .isEqualTo(read("customer-id-max=1000000\ngroup-name-1=Maps\nclicks-per-second=0.5"));
    }

    @Test
    void withSetsAValueOfTheTypeOfItsKey() {
        ShopModel changed = ShopModel.classic()
                .with(Users.ID_MAX, 1_000_000)
                .with(Traffic.CLICKS_PER_SECOND, 0.5)
                .with(Sessions.THINK_TIME, new ConstantSpan(Duration.ofSeconds(2)))
                .with(Traffic.STAGES, List.of(new Traffic.Stage(1, 2, Duration.ofMinutes(1))))
                .with(Journeys.ON, true)
                .with(ProductGroup.NAME.at(2), "Films");

        assertThat(changed)
                .isEqualTo(read("customer-id-max=1000000\nclicks-per-second=0.5\nthink-time=constant(2s)\n"
                        + "stages=ramp(1..2, 1m)\nshop-journeys=on\ngroup-name-2=Films"));
    }

    /** Of each key, a value that is not that of the classic store. */
    private static final Map<String, String> OTHERS = Map.ofEntries(
            Map.entry("web-store-url", "http://shop.example"),
            Map.entry("customer-id-min", "7"),
            Map.entry("customer-id-max", "700"),
            Map.entry("group-count", "2"),
            Map.entry("group-name-1", "Maps"),
            Map.entry("group-product-id-min-1", "2050"),
            Map.entry("group-product-id-max-1", "2050"),
            Map.entry("probability-browsing-group-1", "0.3005"),
            Map.entry("probability-browsing-products-in-group-2", "0.8505"),
            Map.entry("probability-browsing-group", "0.3"),
            Map.entry("clicks-per-second", "7"),
            Map.entry("poll-server-status-change", "7"),
            Map.entry("hourly-rates", "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23"),
            Map.entry("weekday-rates", "1 2 3 4 5 6 7"),
            Map.entry("stages", "ramp(0..500, 5m)"),
            Map.entry("rate-response", "sharp"),
            Map.entry("click-model", "independent"),
            Map.entry("session-length", "constant(3)"),
            Map.entry("think-time", "constant(3s)"),
            Map.entry("session-pace", "constant(1)"),
            Map.entry("session-timeout", "1h"),
            Map.entry("product-popularity", "uniform"),
            Map.entry("popularity-drift", "0.5"),
            Map.entry("user-activity", "gaussian"),
            Map.entry("overlapping-sessions", "forbid"),
            Map.entry("probability-same-product", "0.3"),
            Map.entry("probability-earlier-product", "0.3"),
            Map.entry("probability-focused-session", "0.3"),
            Map.entry("probability-focused-return", "0.3"),
            Map.entry("probability-exploring-return", "0.3"),
            Map.entry("probability-favourite-group", "0.3"),
            Map.entry("shop-journeys", "on"),
            Map.entry("probability-search", "0.3"),
            Map.entry("probability-cart", "0.3"),
            Map.entry("probability-purchase", "0.3"));

    @Test
    void eachKeySetsWhatItsSettingSays() {
        for (ShopModel model : List.of(ShopModel.classic(), ShopModel.classic().with(Journeys.ON, true))) {
            OTHERS.forEach((name, text) -> {
                Key<?> key = ShopModel.keys().stream()
                        .<Key<?>>flatMap(declared -> declared.named(name).stream())
                        .findFirst()
                        .orElseThrow();
                ShopModel expected = ShopModel.of(
                        Settings.of(Map.of(name, text), "f").over(Settings.parse(model.toProperties(), "model")));

                assertThat(parsedInto(model, key, text)).as(name).isEqualTo(expected);
                assertThat(model.with(name, text)).as(name).isEqualTo(expected);
            });
        }
        assertThat(OTHERS.keySet())
                .as("of all keys but the preset")
                .extracting(name -> name.replaceFirst("-[12]$", "-N"))
                .containsExactlyInAnyOrderElementsOf(ShopModel.keys().stream()
                        .map(Key::name)
                        .filter(name -> !name.equals("preset"))
                        .toList());
    }

    private static <T> ShopModel parsedInto(ShopModel model, Key<T> key, String text) {
        return model.with(key, key.parse(text));
    }

    @Test
    void withSharesTheCatalogUnlessItChanges() {
        ShopModel model = read(groups(100));

        assertThat(model.with(Traffic.CLICKS_PER_SECOND, 7.0).catalog()).isSameAs(model.catalog());
        assertThat(model.with("clicks-per-second", "7").catalog()).isSameAs(model.catalog());
        assertThat(model.with(Catalog.POPULARITY, new Uniform()).catalog().groups())
                .isSameAs(model.catalog().groups());
        assertThat(model.with(ProductGroup.NAME.at(7), "Maps")
                        .catalog()
                        .groups()
                        .get(7))
                .isSameAs(model.catalog().groups().get(7));
    }

    @Test
    void withRefusesValuesThatBreakARule() {
        ShopModel model = ShopModel.classic();

        assertThat(problemsOf(() -> model.with(Traffic.CLICKS_PER_SECOND, -1.0)))
                .containsExactly("clicks-per-second must be a number from 0.0001 to 10000000: -1");
        assertThat(problemsOf(() -> model.with(Users.ID_MAX, 0)))
                .containsExactly("customer-id-min must be at most customer-id-max (0): 1");
        assertThat(problemsOf(() -> model.with(ProductGroup.NAME.at(1), "a\tb")))
                .containsExactly("group-name-1 must have no control characters: a\\u0009b");
        assertThat(problemsOf(() -> model.with(ProductGroup.NAME.at(3), "Games")))
                .containsExactly("group-name-3 must have a number from 1 to group-count (2): Games");
        assertThat(problemsOf(() -> model.with(ProductGroup.GROUP_PAGE_SHARE.at(1), 0.4)))
                .containsExactly("probability-browsing-group-N must sum to 1 (within 0.001) over all groups: 1.1");
        assertThat(problemsOf(() -> model.with(Catalog.STORE_URL, "ftp://shop.example")))
                .containsExactly("web-store-url must begin with http:// or https://: ftp://shop.example");
        assertThatNullPointerException().isThrownBy(() -> model.with(Users.ID_MAX, null));
    }

    @Test
    void withRefusesKeysThatStandForNoValueOfAModel() {
        ShopModel model = ShopModel.classic();
        Key<?> preset = ShopModel.keys().get(0);

        assertThat(problemsOf(() -> parsedInto(model, preset, "reference")))
                .containsExactly("preset must be chosen first, with ShopModel.preset: reference");
        assertThat(problemsOf(() -> model.with("preset", "reference")))
                .containsExactly("preset must be chosen first, with ShopModel.preset: reference");
        assertThat(problemsOf(() -> model.with(ProductGroup.NAME, "Maps")))
                .containsExactly("group-name-N must be a key of the model: Maps");
        assertThat(problemsOf(() -> model.with(Key.text("sink", "where clicks go"), "kinesis")))
                .containsExactly("sink must be a key of the model: kinesis");
    }

    @Test
    void problemsOfSettingsNameTheOtherValuesByTheirPlaces() {
        ShopModel model = ShopModel.classic();

        assertThat(problemsOf(() -> model.with("group-count", "1")))
                .contains("group-name-2 must have a number from 1 to group-count (1): Movies (model:10)");
        assertThat(problemsOf(() -> model.with("probability-browsing-group-1", "0.4")))
                .containsExactly("probability-browsing-group-N must sum to 1 (within 0.001) over all groups: 1.1"
                        + " (with, model:13)");
        assertThat(problemsOf(() -> model.with("group-name-3", "Games")))
                .containsExactly("group-name-3 must have a number from 1 to group-count (2): Games (with)");
    }

    @Test
    void withAPlaceholderChangesNothing() {
        ShopModel model = ShopModel.classic().with("clicks-per-second", "7");

        assertThat(model.with("clicks-per-second", "<PROVIDE-RATE>")).isEqualTo(model);
    }

    @Test
    void withRefusesWhatAFileMayNotHold() {
        ShopModel model = ShopModel.classic();

        assertThat(problemsOf(() -> model.with("clicks-per-secnd", "7")))
                .containsExactly("clicks-per-secnd must be a known key (did you mean clicks-per-second?): 7 (with)");
        assertThat(problemsOf(() -> model.with("clicks-per-second", "NaN")))
                .containsExactly("clicks-per-second must be a number from 0.0001 to 10000000: NaN (with)");
        assertThat(problemsOf(() -> model.with("customer-id-max", "0")))
                .containsExactly("customer-id-min must be at most customer-id-max (0): 1 (model:2)");
    }

    @Test
    void settingsOfOtherPartsAreLeftToThem() {
        Settings settings = Settings.of(Map.of("sink", "kinesis", "clicks-per-second", "7"), "command line");

        assertThat(ShopModel.read(settings.reader()).orElseThrow().traffic()).isEqualTo(Traffic.even(7));
        assertThat(problemsOf(() -> ShopModel.of(settings)))
                .containsExactly("sink must be a known key: kinesis (command line)");
    }

    @Test
    void encoderKnowsTheStoreAndItsGroups() {
        Click click = new Click(0, 77, 0, 1, ClickType.GROUP_VIEW, 2, Click.NO_PRODUCT);

        assertThat(ShopModel.classic().encoder(ClickFormat.CSV).encode(click))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("1970-01-01T00:00:00.000Z,77,0000000000000000,1,view_item_list,2,Movies,,"
                        + "https://webstore.demo.com/api/group/2?userid=77");
    }

    @Test
    void everyKeyIsDeclaredOnceAndWrittenWithItsValue() {
        List<String> declared = ShopModel.keys().stream().map(Key::name).toList();
        List<String> written = Settings.parse(ShopModel.classic().toProperties(), "f").names().stream()
                .map(name -> name.replaceFirst("-\\d+$", "-N"))
                .distinct()
                .toList();

        assertThat(declared).doesNotHaveDuplicates();
        assertThat(written)
                .containsExactlyInAnyOrderElementsOf(declared.stream()
                        .filter(name ->
                                !List.of("preset", "poll-server-status-change").contains(name))
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"poll-server-status-change", "token-as-hash", "url-kinesis-stream-name"})
    void settingsWithoutMeaningForTheModelDoNotChangeIt(String key) {
        assertThat(ShopModel.classic().with(key, "4")).isEqualTo(ShopModel.classic());
    }

    @Test
    void everyModelReadsBackFromItsProperties() {
        RandomCases.check(1_000, random -> {
            ShopModel model = randomModel(random);
            assertThat(read(model.toProperties())).isEqualTo(model);
            assertThat(read(model.toProperties()).toProperties()).isEqualTo(model.toProperties());
        });
    }

    @Test
    void everyModelReadsBackFromAFile(@TempDir Path directory) {
        Path file = directory.resolve("shop.properties");
        RandomCases.check(200, random -> {
            ShopModel model = randomModel(random);
            try {
                Files.writeString(file, model.toProperties());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            assertThat(ShopModel.load(file)).isEqualTo(model);
        });
    }

    private static ShopModel randomModel(SplittableRandom random) {
        int idMin = random.nextInt(1_000);
        Distribution popularity = randomSpread(random);
        return new ShopModel(
                new Catalog(
                        new Store.Url("https://shop.example/a:b=c!d"),
                        randomGroups(random),
                        popularity,
                        popularity instanceof LogNormal ? random.nextDouble(0.95) : -0.0),
                new Navigation(
                        0.99 * random.nextDouble(),
                        random.nextInt(2),
                        random.nextDouble() * 1e-9,
                        random.nextDouble(),
                        -0.0,
                        0.99 * random.nextDouble(),
                        random.nextInt(2) * random.nextDouble(),
                        Navigation.ClickModel.values()[random.nextInt(2)]),
                new Sessions(
                        random.nextBoolean()
                                ? new Weibull(positive(random), positive(random))
                                : new Constant(1 + random.nextInt(Sessions.MAX_LENGTH)),
                        random.nextBoolean()
                                ? new LogLogistic(
                                        Duration.ofMillis(random.nextLong(1, Long.MAX_VALUE)), positive(random))
                                : new ConstantSpan(Duration.ofMillis(random.nextLong(1, 1_000))),
                        random.nextBoolean()
                                ? new LogNormal(positive(random))
                                : new Constant(random.nextDouble(0.1, 1)),
                        Duration.ofMillis(random.nextLong(1_000, 86_400_001))),
                new Users(
                        idMin,
                        idMin + random.nextInt(1_000_000),
                        randomSpread(random),
                        random.nextBoolean() ? OverlappingSessions.ALLOW : OverlappingSessions.FORBID),
                randomTraffic(random),
                random.nextBoolean()
                        ? Journeys.none()
                        : new Journeys(random.nextDouble(), random.nextDouble(), random.nextDouble()));
    }

    private static Traffic randomTraffic(SplittableRandom random) {
        double rate = random.nextDouble(0.0001, 10_000_000);
        return random.nextBoolean()
                ? Traffic.even(rate)
                : new Traffic(
                        rate,
                        randomFactors(random, 24),
                        randomFactors(random, 7),
                        randomStages(random),
                        Traffic.Response.values()[random.nextInt(2)]);
    }

    private static List<Double> randomFactors(SplittableRandom random, int count) {
        List<Double> factors = new ArrayList<>(List.of(1000.0));
        while (factors.size() < count) {
            factors.add(random.nextBoolean() ? -0.0 : Math.max(0.000001, Math.min(1000, positive(random))));
        }
        return factors;
    }

    private static List<Traffic.Stage> randomStages(SplittableRandom random) {
        return random.ints(random.nextInt(4), 0, Integer.MAX_VALUE)
                .mapToObj(i -> new Traffic.Stage(-0.0, Math.min(1e7, positive(random)), Duration.ofMillis(1L + i)))
                .toList();
    }

    private static List<ProductGroup> randomGroups(SplittableRandom random) {
        double[] groupPages = randomShares(random);
        double[] productPages = new double[groupPages.length];
        productPages[0] = 1;
        List<ProductGroup> groups = new ArrayList<>();
        for (int i = 0; i < groupPages.length; i++) {
            int min = random.nextInt(1_000_000);
            groups.add(new ProductGroup(
                    i + 1,
                    ODD_NAMES.get(random.nextInt(ODD_NAMES.size())),
                    min,
                    min + random.nextInt(1_000_000),
                    groupPages[i],
                    productPages[i]));
        }
        return groups;
    }

    /** Returns shares that sum to 1, or miss it by less than the tolerance. */
    private static double[] randomShares(SplittableRandom random) {
        double[] shares = random.doubles(1 + random.nextInt(6), 0.01, 1).toArray();
        double sum = 0;
        for (double share : shares) {
            sum += share;
        }
        sum *= shares.length == 1 ? 1 : random.nextDouble(0.9995, 1.0005);
        for (int i = 0; i < shares.length; i++) {
            shares[i] /= sum;
        }
        return shares;
    }

    private static Distribution randomSpread(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> new LogNormal(positive(random));
            case 1 -> new Zipf(positive(random));
            case 2 -> new Uniform();
            default -> new Gaussian();
        };
    }

    /** Returns a number of any magnitude. */
    private static double positive(SplittableRandom random) {
        return Math.scalb(1 + random.nextDouble(), random.nextInt(-1_000, 1_000));
    }
}
