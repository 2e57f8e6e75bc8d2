package io.csgen.realism;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.model.ShopModel;
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

    private static String html(ClickCollector collector, ZoneOffset clock) {
        return RealismReport.of(RealismScore.of(collector.statistics(ClickCollector.Sessions.GIVEN, clock)))
                .html();
    }

    private static ClickCollector generated() {
        ClickCollector collector = ClickCollector.create();
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
        ClickCollector collector = generated();
        RealismScore score = RealismScore.of(collector.statistics());

        String text =
                parse(html(collector, ZoneOffset.UTC)).getDocumentElement().getTextContent();

        assertThat(text)
                .contains(
                        String.format(Locale.ROOT, "%.1f of 100", score.score()),
                        score.statistics().toString());
        for (Figure figure : Figure.values()) {
            assertThat(text).contains(figure.meaning(), score.value(figure), score.verdict(figure));
        }
        for (Shop shop : Shop.values()) {
            assertThat(text).contains(shop.publishedName());
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
        long computed = IntStream.range(0, Figure.values().length)
                .filter(i -> statistics.value(Figure.values()[i]).isPresent())
                .count();

        Document page = parse(html(generated(), ZoneOffset.UTC));

        assertThat(elements(page, "circle", "dot stream")).hasSize((int) computed);
    }

    @Test
    void showsAnEmptyStream() throws Exception {
        String text = parse(html(ClickCollector.create(), ZoneOffset.UTC))
                .getDocumentElement()
                .getTextContent();

        assertThat(text)
                .contains("0.0 of 100", "needs 101 gaps of at most 30 minutes, has 0")
                .doesNotContain("NaN");
    }

    @Test
    void needsNothingFromElsewhere() {
        assertThat(html(generated(), ZoneOffset.UTC))
                .doesNotContainIgnoringCase("http", "src=", "<link", "@import", "url(", "<script")
                .contains("prefers-color-scheme");
    }
}
