package io.csgen.click;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.model.ShopModel;
import io.csgen.simulate.ClickGenerator;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The combined log format against the words of its documentation, and read back. */
class AccessLogTest {
    private static final Store STORE =
            new Store(new Store.Url("https://shop.example/web"), List.of("Books", "Movies & more"));
    private static final long TIME = Instant.parse("2026-11-03T09:30:07.999Z").toEpochMilli();
    private static final ShopModel MODEL =
            ShopModel.classic().with("customer-id-max", "8000").with("shop-journeys", "on");
    private static final List<Click> CLICKS =
            ClickGenerator.of(MODEL, 7, Instant.parse("2026-01-05T00:00:00Z")).clicks(5_000).stream()
                    .toList();

    /** LogFormat "%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-agent}i\"". */
    private static final Pattern COMBINED = Pattern.compile(
            "(\\d+\\.\\d+\\.\\d+\\.\\d+) - - \\[(.+)\\] \"(GET|POST) (\\S+) HTTP/1\\.1\" 200 (\\d+) \"-\" \"(.+)\"");

    private final List<Click> read = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    private static String line(ClickEncoder encoder, Click click) {
        return new String(encoder.encode(click), StandardCharsets.UTF_8);
    }

    private static String line(ClickType type, int product) {
        return line(ClickFormat.ACCESS_LOG.encoder(STORE), new Click(TIME, 77, 1, 1, type, 2, product));
    }

    private static String withoutSize(String line) {
        return line.replaceFirst("200 \\d+", "200 SIZE");
    }

    private ClickReader read(String... lines) throws IOException {
        ClickReader reader = ClickReader.create();
        byte[] text = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
        reader.read(new ByteArrayInputStream(text), "in", read::add, problems::add);
        return reader;
    }

    @Test
    void everyPageIsARequestThatSucceeds() {
        String before = "192.0.2.249 - - [03/Nov/2026:09:30:07 +0000] \"";
        String agent = " \"-\" \"Mozilla/5.0 (csgen)\"";

        assertThat(line(ClickType.GROUP_VIEW, -1)).contains(" HTTP/1.1\" 200 25187 \"-\" ");
        assertThat(withoutSize(line(ClickType.GROUP_VIEW, -1)))
                .isEqualTo(before + "GET /web/api/group/2?userid=77 HTTP/1.1\" 200 SIZE" + agent);
        assertThat(withoutSize(line(ClickType.PRODUCT_VIEW, 345)))
                .isEqualTo(before + "GET /web/api/group/2/product/345?userid=77 HTTP/1.1\" 200 SIZE" + agent);
        assertThat(withoutSize(line(ClickType.SEARCH, -1)))
                .isEqualTo(before + "GET /web/api/search?q=Movies+%26+more&userid=77 HTTP/1.1\" 200 SIZE" + agent);
        assertThat(withoutSize(line(ClickType.ADD_TO_CART, 345)))
                .isEqualTo(before + "POST /web/api/cart?productid=345&userid=77 HTTP/1.1\" 200 SIZE" + agent);
        assertThat(withoutSize(line(ClickType.PURCHASE, 345)))
                .isEqualTo(before + "POST /web/api/order/345?userid=77 HTTP/1.1\" 200 SIZE" + agent);
    }

    @Test
    void usersKeepTheirAddressAndPagesTheirSize() {
        DateTimeFormatter time = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH);
        ClickEncoder encoder = MODEL.encoder(ClickFormat.ACCESS_LOG);
        Map<Integer, Set<String>> addresses = new HashMap<>();
        Map<String, Set<Integer>> sizes = new HashMap<>();
        for (Click click : CLICKS) {
            Matcher parts = COMBINED.matcher(line(encoder, click));
            assertThat(parts.matches()).as(line(encoder, click)).isTrue();
            assertThat(OffsetDateTime.parse(parts.group(2), time).toEpochSecond())
                    .isEqualTo(click.timestampMillis() / 1_000);
            addresses.computeIfAbsent(click.userId(), user -> new HashSet<>()).add(parts.group(1));
            sizes.computeIfAbsent(click.groupId() + "/" + click.productId(), page -> new HashSet<>())
                    .add(Integer.valueOf(parts.group(5)));
        }

        assertThat(addresses.values()).allSatisfy(of -> assertThat(of).hasSize(1));
        assertThat(addresses.values().stream().flatMap(Set::stream).distinct())
                .hasSizeGreaterThan(400)
                .allMatch(address -> address.matches("(192\\.0\\.2|198\\.51\\.100|203\\.0\\.113)\\.\\d+"))
                .noneMatch(address -> address.endsWith(".0") || address.endsWith(".255"));
        assertThat(sizes.values()).allSatisfy(of -> assertThat(of).hasSize(1));
        assertThat(sizes.values().stream().flatMap(Set::stream)).allMatch(size -> size >= 4_096 && size < 69_632);
    }

    @Test
    void aDecoderReadsThePageAndNoMore() {
        ClickDecoder decoder = MODEL.decoder();
        ClickEncoder encoder = MODEL.encoder(ClickFormat.ACCESS_LOG);

        assertThat(CLICKS).allSatisfy(click -> {
            byte[] line = encoder.encode(click);
            assertThat(decoder.read(line, 0, line.length)).isEqualTo(ClickDecoder.Line.URL);
            assertThat(decoder.click().userId()).isEqualTo(click.userId());
            assertThat(decoder.click().type()).isEqualTo(click.type());
            assertThat(decoder.click().productId()).isEqualTo(click.productId());
            assertThat(decoder.click().sessionId()).isZero();
        });
    }

    @Test
    void aReaderHasWholeSecondsAndNoSessions() throws IOException {
        ClickEncoder encoder = MODEL.encoder(ClickFormat.ACCESS_LOG);
        ClickReader reader =
                read(CLICKS.stream().map(click -> line(encoder, click)).toArray(String[]::new));

        assertThat(problems).isEmpty();
        assertThat(reader.hasSessions()).isFalse();
        assertThat(read).hasSameSizeAs(CLICKS);
        for (int i = 0; i < read.size(); i++) {
            Click click = CLICKS.get(i);
            boolean hidden = click.type() != ClickType.GROUP_VIEW && click.type() != ClickType.PRODUCT_VIEW;
            assertThat(read.get(i))
                    .isEqualTo(new Click(
                            click.timestampMillis() / 1_000 * 1_000,
                            click.userId(),
                            click.userId(),
                            i + 1,
                            click.type(),
                            hidden ? Integer.MAX_VALUE : click.groupId(),
                            click.productId()));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200|2oo|be a line of the combined log format",
                "\" \"Mozilla|Mozilla|be a line of the combined log format",
                "03/Nov|33/Nov|have a time such as [23/Nov/2026:09:30:00 +0000]",
                "/api/|/images/|request a page under /api/",
                "userid=77|userid=x|have a user id from 0 to 2147483647 without leading zeros at position 20",
            })
    void aBadLineIsSaidToBe(String from, String to, String rule) throws IOException {
        String line = line(ClickType.GROUP_VIEW, -1);

        read(line, line.replace(from, to), line);

        assertThat(read).hasSize(2);
        assertThat(problems).singleElement().asString().startsWith("in:2 must " + rule + ": ");
    }

    @Test
    void otherZonesAreUnderstood() throws IOException {
        read(line(ClickType.GROUP_VIEW, -1).replace("09:30:07 +0000", "10:30:07 +0100"));

        assertThat(read).extracting(Click::timestampMillis).containsExactly(TIME / 1_000 * 1_000);
    }
}
