package io.csgen.lake.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.csgen.click.ClickType;
import io.csgen.examples.testing.CapturedTerminal;
import io.csgen.lake.sql.ShopRun;
import io.csgen.truth.Counts.Dimension;
import io.csgen.truth.Manifest;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The command {@code dashboard}, on a lake in a directory. */
class DashboardCommandTest {
    private static final String EVENT =
            "{\"timestamp\":\"2026-01-05T10:00:0%d.000Z\",\"user_id\":7,\"type\":\"view_item\",\"event_id\":\"%d\"}";

    @TempDir
    private Path dir;

    private final CapturedTerminal terminal = new CapturedTerminal();

    private Path lake() {
        return dir.resolve("lake");
    }

    private Path page() {
        return dir.resolve("page.html");
    }

    private int run() {
        return terminal.run("dashboard", lake().toString(), "--out", page().toString());
    }

    private void write(String name, byte[] content) throws IOException {
        Path file = lake().resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    private static byte[] events(int... numbers) throws IOException {
        return ShopRun.gzip(
                Arrays.stream(numbers).mapToObj(n -> String.format(EVENT, n, n)).toList());
    }

    /** The page is XML as well, so that a parser of the JDK finds what is open or not escaped. */
    private Document parsed() throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(Files.readString(page()))));
    }

    private static Stream<Element> elements(Element in, String tag) {
        NodeList found = in.getElementsByTagName(tag);
        return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i));
    }

    /** Returns the numbers of a table, by the first column. */
    private static Map<String, List<String>> table(Document page, String about) {
        Element table = elements(page.getDocumentElement(), "table")
                .filter(each -> each.getAttribute("aria-label").equals(about))
                .findFirst()
                .orElseThrow();
        Map<String, List<String>> rows = new TreeMap<>();
        elements((Element) table.getElementsByTagName("tbody").item(0), "tr")
                .forEach(row -> rows.put(
                        elements(row, "th").findFirst().orElseThrow().getTextContent(),
                        elements(row, "td")
                                .filter(cell -> cell.getAttribute("class").startsWith("number"))
                                .map(Element::getTextContent)
                                .toList()));
        return rows;
    }

    private static Map<String, String> totals(Document page) {
        Map<String, String> totals = new TreeMap<>();
        elements((Element) page.getElementsByTagName("dl").item(0), "div")
                .forEach(total -> totals.put(
                        total.getElementsByTagName("dt").item(0).getTextContent(),
                        total.getElementsByTagName("dd").item(0).getTextContent()));
        return totals;
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static Map<String, Long> counts(Manifest manifest, Dimension dimension) {
        Map<String, Long> counts = new TreeMap<>();
        manifest.counts(dimension).listed().forEach((key, count) -> counts.put(dimension.text(key), count));
        return counts;
    }

    private static <K> Map<K, String> first(Map<K, List<String>> rows) {
        Map<K, String> first = new TreeMap<>();
        rows.forEach((key, cells) -> first.put(key, cells.get(0)));
        return first;
    }

    @Test
    void eachNumberIsThatOfTheManifest() throws Exception {
        ShopRun run = ShopRun.generate();
        Manifest manifest = run.manifest();
        run.writeTo(lake());

        assertThat(run()).as(terminal.err()).isZero();

        Document page = parsed();
        assertThat(page.getElementsByTagName("title").item(0).getTextContent())
                .isEqualTo("Clicks in " + lake() + ": " + number(manifest.clicks()) + " events, "
                        + minute(manifest.first().orElseThrow().toString()) + " to "
                        + minute(manifest.last().orElseThrow().toString()) + " UTC");
        assertThat(totals(page))
                .containsEntry("Events", number(manifest.clicks()))
                .containsEntry("Sessions", number(manifest.sessions()))
                .containsEntry("Users", number(manifest.users().orElseThrow()))
                .containsEntry("Purchases", number(manifest.clicksOf(ClickType.PURCHASE)))
                .containsEntry(
                        "Events per session",
                        String.format(Locale.ROOT, "%.2f", (double) manifest.clicks() / manifest.sessions()))
                .containsEntry(
                        "Sessions of one event",
                        String.format(
                                Locale.ROOT,
                                "%.1f %%",
                                100.0 * manifest.sessionsByLength().get(1) / manifest.sessions()))
                .hasSize(8);
        assertThat(table(page, "Funnel")).containsEntry("session", List.of(number(manifest.sessions()), "100.0 %"));

        Map<String, String> lengths = new TreeMap<>();
        manifest.sessionsByLength().forEach((length, count) -> lengths.put(length.toString(), number(count)));
        assertThat(first(table(page, "Sessions by their number of events"))).isEqualTo(lengths);

        Map<String, String> types = new TreeMap<>();
        counts(manifest, Dimension.TYPE).forEach((type, count) -> types.put(type, number(count)));
        assertThat(first(table(page, "Types of events"))).isEqualTo(types);

        Map<String, Long> days = new TreeMap<>();
        Map<String, Long> hours = new TreeMap<>();
        counts(manifest, Dimension.MINUTE).forEach((minute, count) -> {
            days.merge(minute.substring(0, 10), count, Long::sum);
            hours.merge(Integer.parseInt(minute.substring(11, 13)) + " h", count, Long::sum);
        });
        assertThat(first(table(page, "Days"))).isEqualTo(numbers(days));
        assertThat(first(table(page, "Events by the hour of the day"))).isEqualTo(numbers(hours));

        Map<String, String> groups = new TreeMap<>();
        Map<String, String> names = Map.of("1", "Books (1)", "2", "Movies (2)");
        counts(manifest, Dimension.GROUP).forEach((group, count) -> groups.put(names.get(group), number(count)));
        assertThat(first(table(page, "Top product groups"))).isEqualTo(groups);

        Map<String, Long> views = new TreeMap<>();
        run.clicks().stream()
                .filter(click -> click.type() == ClickType.PRODUCT_VIEW)
                .forEach(click -> views.merge(
                        names.get(Integer.toString(click.groupId())) + " " + click.productId(), 1L, Long::sum));
        Map<String, String> products = first(table(page, "Top products"));
        assertThat(numbers(views)).containsAllEntriesOf(products);
        assertThat(products.values().stream().sorted().toList())
                .isEqualTo(views.values().stream()
                        .sorted((a, b) -> Long.compare(b, a))
                        .limit(10)
                        .map(DashboardCommandTest::number)
                        .sorted()
                        .toList());

        assertThat(table(page, "What the lake holds"))
                .containsExactly(
                        Map.entry("copy", List.of(number(run.lines().size() - manifest.clicks()))),
                        Map.entry("event", List.of(number(manifest.clicks()))));
        assertThat(terminal.err())
                .endsWith(page() + ": events: " + manifest.clicks() + ", copies left out: "
                        + (run.lines().size() - manifest.clicks()) + ", objects: " + objects() + "\n");
    }

    private static String minute(String time) {
        return time.substring(0, 10) + " " + time.substring(11, 16);
    }

    private static Map<String, String> numbers(Map<String, Long> counts) {
        Map<String, String> numbers = new TreeMap<>();
        counts.forEach((key, count) -> numbers.put(key, number(count)));
        return numbers;
    }

    private long objects() throws IOException {
        try (Stream<Path> files = Files.walk(lake())) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    @Test
    void funnelAndRetentionAreThoseOfTheEvents() throws Exception {
        String event = "{\"timestamp\":\"2026-01-%02dT10:00:00Z\",\"user_id\":%d,\"type\":\"%s\",\"event_id\":\"%s\"}";
        write(
                "events/dt=2026-01-05/hour=10/a.json.gz",
                ShopRun.gzip(List.of(
                        String.format(event, 5, 1, "view_item", "a"),
                        String.format(event, 5, 1, "add_to_cart", "b"),
                        String.format(event, 5, 1, "purchase", "c"),
                        String.format(event, 5, 2, "view_item_list", "d"),
                        String.format(event, 6, 2, "view_item", "e"),
                        String.format(event, 7, 2, "add_to_cart", "f"),
                        String.format(event, 7, 3, "view_item", "g"))));

        assertThat(run()).as(terminal.err()).isZero();

        assertThat(table(parsed(), "Funnel"))
                .containsOnly(
                        Map.entry("session", List.of("5", "100.0 %")),
                        Map.entry("product view", List.of("4", "80.0 %")),
                        Map.entry("add to cart", List.of("2", "40.0 %")),
                        Map.entry("purchase", List.of("1", "20.0 %")));
        assertThat(table(parsed(), "Retention"))
                .containsOnly(
                        Map.entry("2026-01-05", List.of("2", "50.0 %", "50.0 %")),
                        Map.entry("2026-01-07", List.of("1")));
        assertThat(totals(parsed())).containsEntry("Sessions that bought", "20.0 %");
    }

    @Test
    void anObjectThatCameTwiceCountsOnce() throws Exception {
        write("events/dt=2026-01-05/hour=10/a.json.gz", events(1, 2));
        write("events/dt=2026-01-05/hour=10/b.json.gz", events(1, 2));
        write("events/dt=2026-01-06/hour=10/a.json.gz", events(1, 2));

        assertThat(run()).as(terminal.err()).isZero();

        assertThat(totals(parsed())).containsEntry("Events", "2");
        assertThat(terminal.err()).isEqualTo(page() + ": events: 2, copies left out: 4, objects: 3\n");
    }

    @Test
    void ofAnObjectThatBreaksOffTheLinesBeforeCount() throws Exception {
        byte[] whole = ShopRun.gzip(IntStream.range(0, 5_000)
                .mapToObj(n -> String.format(EVENT, n % 10, n))
                .toList());
        String broken = "events/dt=2026-01-05/hour=10/b.json.gz";
        write("events/dt=2026-01-05/hour=10/a.json.gz", events(1, 2));
        write(broken, Arrays.copyOf(whole, whole.length / 2));

        assertThat(run()).isEqualTo(1);

        assertThat(terminal.err())
                .containsPattern("^\\Q" + broken + " in " + lake()
                        + "\\E must be gzip to its end: [1-4]\\d\\d\\d lines before it breaks off\n");
        assertThat(elements(parsed().getDocumentElement(), "p")
                        .filter(p -> p.getAttribute("class").equals("problem"))
                        .map(Element::getTextContent))
                .singleElement()
                .asString()
                .startsWith(broken + " in " + lake() + " must be gzip to its end: ");

        // When it comes again as a whole, nothing counts twice.
        write("events/dt=2026-01-05/hour=10/c.json.gz", whole);
        assertThat(run()).isEqualTo(1);
        assertThat(totals(parsed())).containsEntry("Events", "5,000");
    }

    @Test
    void anObjectThatIsNoGzipIsNamed() throws Exception {
        write("events/dt=2026-01-05/hour=10/a.json.gz", events(1));
        write("events/dt=2026-01-05/hour=10/b.json.gz", new byte[0]);
        write("events/dt=2026-01-05/hour=10/c.json.gz", "hello".getBytes(StandardCharsets.UTF_8));

        assertThat(run()).isEqualTo(1);

        String place = "events/dt=2026-01-05/hour=10/";
        assertThat(terminal.err().lines())
                .containsExactly(
                        place + "b.json.gz in " + lake() + " must be gzip: 0 bytes that are not",
                        place + "c.json.gz in " + lake() + " must be gzip: 5 bytes that are not",
                        page() + ": events: 1, copies left out: 0, objects: 3");
    }

    @Test
    void linesThatAreNoEventsAreCountedAndLeftOut() throws Exception {
        write(
                "events/dt=2026-01-05/hour=10/a.json.gz",
                ShopRun.gzip(List.of(
                        String.format(EVENT, 1, 1),
                        "",
                        "  ",
                        "{\"user_id\":7,\"type\":\"view_item\",\"event_id\":\"2\"}",
                        "<html>",
                        "x".repeat(LakeLines.MAX_LINE_BYTES + 1))));

        assertThat(run()).isEqualTo(1);

        assertThat(terminal.err().lines())
                .containsExactly(
                        lake() + " must have lines of at most 1048576 bytes: 1 longer ones",
                        lake() + " must have only events: 3 of 4 lines (no event 2, no time 1)",
                        page() + ": events: 1, copies left out: 0, objects: 1");
        assertThat(table(parsed(), "What the lake holds"))
                .containsOnly(
                        Map.entry("event", List.of("1")),
                        Map.entry("no event", List.of("2")),
                        Map.entry("no time", List.of("1")));
    }

    @Test
    void eventsWithoutAnIdAreTold() throws Exception {
        write(
                "events/dt=2026-01-05/hour=10/a.json",
                "{\"timestamp\":\"2026-01-05T10:00:00Z\",\"user_id\":7,\"type\":\"search\"}"
                        .getBytes(StandardCharsets.UTF_8));

        assertThat(run()).as(terminal.err()).isZero();

        assertThat(terminal.err()).startsWith("events without an id, whose copies cannot be told: 1\n");
    }

    @Test
    void aLakeWithoutEventsHasNoPage() throws Exception {
        assertThat(run()).isEqualTo(2);
        assertThat(terminal.err()).isEqualTo(lake() + " must have events in events/: no objects\n");

        write("events/dt=2026-01-05/hour=10/a.json.gz", ShopRun.gzip(List.of()));
        assertThat(run()).isEqualTo(2);
        assertThat(terminal.err()).endsWith(lake() + " must have events in events/: 1 objects without lines\n");

        write("events/dt=2026-01-05/hour=10/b.json.gz", ShopRun.gzip(List.of("{\"user_id\":7}", "hello")));
        assertThat(run()).isEqualTo(2);
        assertThat(terminal.err())
                .endsWith(lake() + " must have events in events/: 2 other lines (no event 1, no time 1)\n");
        assertThat(page()).doesNotExist();
    }

    @Test
    void whatIsBeingWrittenAndDeadLettersAreNotRead() throws Exception {
        write("events/dt=2026-01-05/hour=10/a.json.gz", events(1));
        write("events/dt=2026-01-05/hour=10/.b.json.gz", events(2));
        write("events/_temporary/dt=2026-01-05/hour=10/c.json.gz", events(3));
        write("dead-letters/dt=2026-01-05/hour=10/d.json.gz", events(4));

        assertThat(run()).as(terminal.err()).isZero();

        assertThat(totals(parsed())).containsEntry("Events", "1");
    }

    @Test
    void theDirectoryOfTheEventsCanBeNamedItself() throws Exception {
        write("dt=2026-01-05/hour=10/a.json.gz", events(1));

        assertThat(run()).as(terminal.err()).isZero();

        assertThat(totals(parsed())).containsEntry("Events", "1");
    }

    @Test
    void textsOfEventsCannotBecomeMarkup() throws Exception {
        write(
                "events/dt=2026-01-05/hour=10/a.json.gz",
                ShopRun.gzip(List.of("{\"timestamp\":\"2026-01-05T10:00:00Z\",\"user_id\":7,"
                        + "\"type\":\"<script>alert('1')</script>\\u0001\",\"event_id\":\"1\",\"group_id\":1,"
                        + "\"group_name\":\"\\\"><img src='x'>&\",\"product_id\":1}")));

        assertThat(run()).as(terminal.err()).isZero();

        Document page = parsed();
        assertThat(page.getElementsByTagName("script").getLength()).isZero();
        assertThat(page.getElementsByTagName("img").getLength()).isZero();
        assertThat(table(page, "Types of events")).containsOnlyKeys("<script>alert('1')</script>\ufffd");
        assertThat(table(page, "Top product groups")).containsOnlyKeys("\"><img src='x'>& (1)");
    }

    @Test
    void aWrongClockDoesNotSqueezeTheDays() throws Exception {
        String event = "{\"timestamp\":\"%s\",\"user_id\":7,\"type\":\"search\",\"event_id\":\"%s\"}";
        List<String> lines = IntStream.range(0, 5_000)
                .mapToObj(n -> String.format(event, "2026-01-0" + (1 + n % 9) + "T10:00:00Z", n))
                .collect(Collectors.toCollection(ArrayList::new));
        lines.add(String.format(event, "1970-01-01T00:00:00Z", "early"));
        lines.add(String.format(event, "2036-01-01T00:00:00Z", "late"));
        write("events/dt=2026-01-05/hour=10/a.json.gz", ShopRun.gzip(lines));

        assertThat(run()).as(terminal.err()).isZero();

        Element days = elements(parsed().getDocumentElement(), "section")
                .filter(section -> section.getTextContent().startsWith("Days"))
                .findFirst()
                .orElseThrow();
        assertThat(elements(days, "rect")).hasSize(9);
        assertThat(days.getTextContent()).contains("Before and after these days there are 2 more\n");
        assertThat(first(table(parsed(), "Days")))
                .hasSize(11)
                .containsEntry("1970-01-01", "1")
                .containsEntry("2036-01-01", "1");
    }

    @Test
    void aLakeInABucketIsFetched() throws Exception {
        Map<String, byte[]> objects = Map.of("shop/events/dt=2026-01-05/hour=10/a.json.gz", events(1, 2));
        HttpServer s3 = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        s3.createContext("/", exchange -> answer(exchange, objects));
        s3.start();
        System.setProperty("aws.accessKeyId", "key");
        System.setProperty("aws.secretAccessKey", "secret");
        try {
            String endpoint = "http://127.0.0.1:" + s3.getAddress().getPort();

            assertThat(terminal.run(
                            "dashboard",
                            "s3://lake/shop",
                            "--s3-endpoint",
                            endpoint,
                            "--s3-region",
                            "eu-west-1",
                            "--out",
                            page().toString()))
                    .as(terminal.err())
                    .isZero();
        } finally {
            s3.stop(0);
            System.clearProperty("aws.accessKeyId");
            System.clearProperty("aws.secretAccessKey");
        }

        assertThat(totals(parsed())).containsEntry("Events", "2");
        assertThat(parsed().getElementsByTagName("h1").item(0).getTextContent()).startsWith("Clicks in s3://lake/shop");
    }

    /** Lists the objects of a bucket, or gives one. */
    private static void answer(HttpExchange exchange, Map<String, byte[]> objects) throws IOException {
        byte[] object = objects.get(exchange.getRequestURI().getPath().replaceFirst("/lake/", ""));
        String listed = objects.keySet().stream()
                .filter(name -> exchange.getRequestURI().getQuery() != null
                        && exchange.getRequestURI().getQuery().contains("prefix=shop/events"))
                .map(name -> "<Contents><Key>" + name + "</Key><Size>1</Size></Contents>")
                .collect(Collectors.joining());
        byte[] answer = object != null
                ? object
                : ("<ListBucketResult><IsTruncated>false</IsTruncated>" + listed + "</ListBucketResult>")
                        .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    @Test
    void thePageNeedsNothingFromElsewhere() throws Exception {
        write("events/dt=2026-01-05/hour=10/a.json.gz", events(1));

        assertThat(run()).isZero();

        assertThat(Files.readString(page())).doesNotContain("http", "url(", "@import", "src=", "<link", "<script");
    }

    @Test
    void aPageThatCannotBeWrittenIsToldBeforeTheLakeIsRead() throws Exception {
        write("events/dt=2026-01-05/hour=10/a.json.gz", events(1));

        assertThat(terminal.run("dashboard", lake().toString(), "--out", dir.toString()))
                .isEqualTo(2);

        assertThat(terminal.err()).isEqualTo("--out must be a file that can be written: " + dir + " (a directory)\n");
    }

    @Test
    void anInterruptEndsIt() throws Exception {
        write("events/dt=2026-01-05/hour=10/a.json.gz", events(1));

        Thread.currentThread().interrupt();
        assertThat(run()).isEqualTo(130);

        assertThat(Thread.interrupted()).isFalse();
        assertThat(page()).doesNotExist();
    }
}
