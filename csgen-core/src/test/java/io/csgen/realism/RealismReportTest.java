package io.csgen.realism;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.internal.Resource;
import io.csgen.model.ShopModel;
import io.csgen.realism.RealismScore.Figure;
import io.csgen.simulate.ClickGenerator;
import java.io.StringReader;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class RealismReportTest {
    private static final ShopModel MODEL = ShopModel.classic().with("customer-id-max", "5000");

    private static String html(ClickStatistics.Collector collector, ZoneOffset clock) {
        return RealismScore.of(collector.statistics(ClickStatistics.Collector.Sessions.GIVEN, clock))
                .html();
    }

    private static ClickStatistics.Collector generated() {
        ClickStatistics.Collector collector = ClickStatistics.Collector.create();
        ClickGenerator.of(MODEL, 1, Views.MONDAY).clicks(20_000).forEach(collector::add);
        return collector;
    }

    /** The page is XML as well, so that a parser of the JDK finds what is open or not escaped. */
    private static Document parse(String html) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(html)));
    }

    private static List<Element> elements(Document page, String tag, String style) {
        NodeList found = page.getElementsByTagName(tag);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> (Element) found.item(i))
                .filter(element -> element.getAttribute("class").equals(style))
                .toList();
    }

    @Test
    void showsTheScoreAndEveryFigure() throws Exception {
        ClickStatistics.Collector collector = generated();
        RealismScore score = RealismScore.of(collector.statistics());

        String text =
                parse(html(collector, ZoneOffset.UTC)).getDocumentElement().getTextContent();

        assertThat(text)
                .contains(
                        String.format(Locale.ROOT, "%.1f of 100", score.score()),
                        score.statistics().toString());
        for (Figure figure : Figure.all()) {
            assertThat(text)
                    .contains(
                            figure.id(), figure.meaning(), figure.source(), score.value(figure), score.verdict(figure));
        }
        for (Shop shop : Shops.KNOWN.all()) {
            assertThat(text).contains(shop.name());
        }
    }

    @Test
    void drawsEachDistributionOfTheStream() throws Exception {
        Document page = parse(html(generated(), ZoneOffset.of("+05:30")));

        // Ten lengths and 24 hours as bars; gaps and popularity as lines.
        assertThat(elements(page, "rect", "bar stream")).hasSize(34);
        assertThat(elements(page, "polyline", "line stream")).hasSize(2);
        assertThat(elements(page, "polyline", "line eshop")).hasSize(1);
        assertThat(elements(page, "polyline", "line average")).hasSize(1);
        assertThat(page.getDocumentElement().getTextContent()).contains("hour of the clock, UTC+05:30");
        for (Element line : elements(page, "polyline", "line stream")) {
            assertThat(line.getAttribute("points")).matches("(\\d+\\.\\d,\\d+\\.\\d ?)+");
        }
    }

    @Test
    void marksTheStreamWhereItsFiguresAre() throws Exception {
        ClickStatistics statistics = generated().statistics();
        long computed = Figure.all().stream()
                .filter(figure -> statistics.value(figure).isPresent())
                .count();

        Document page = parse(html(generated(), ZoneOffset.UTC));

        assertThat(elements(page, "circle", "dot stream")).hasSize((int) computed);
    }

    @Test
    void showsAnEmptyStream() throws Exception {
        String text = parse(html(ClickStatistics.Collector.create(), ZoneOffset.UTC))
                .getDocumentElement()
                .getTextContent();

        assertThat(text)
                .contains("0.0 of 100", "needs 101 gaps of at most 30 minutes, has 0")
                .doesNotContain("NaN");
    }

    @Test
    void leadsFromEachFigureOfTheScoreToItsRow() throws Exception {
        Document page = parse(html(generated(), ZoneOffset.UTC));

        NodeList links = page.getElementsByTagName("a");
        assertThat(IntStream.range(0, links.getLength())
                        .mapToObj(i -> ((Element) links.item(i)).getAttribute("href"))
                        .toList())
                .containsExactlyElementsOf(Figure.all().stream()
                        .filter(Figure::inScore)
                        .map(figure -> "#" + figure)
                        .toList());
        NodeList rows = page.getElementsByTagName("tr");
        assertThat(IntStream.range(1, rows.getLength())
                        .mapToObj(i -> ((Element) rows.item(i)).getAttribute("id"))
                        .toList())
                .containsExactlyElementsOf(Figure.all().stream().map(Figure::id).toList());
    }

    @Test
    void hasAColourForEachShop() {
        String style = Resource.text(RealismReport.class, "report.css");

        for (Shop shop : Shops.KNOWN.all()) {
            assertThat(style).contains("." + shop.id() + " { --c: #");
        }
    }

    @Test
    void needsNothingFromElsewhere() {
        assertThat(html(generated(), ZoneOffset.UTC))
                .doesNotContainIgnoringCase("http", "src=", "<link", "@import", "url(", "<script")
                .contains("prefers-color-scheme");
    }
}
