package io.csgen.realism;

import io.csgen.config.Key;
import io.csgen.internal.Chart;
import io.csgen.internal.Resource;
import io.csgen.realism.RealismScore.Figure;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;

/** The page about a score: {@code report.html} with {@code report.css}, filled. */
final class RealismReport {
    private static final String PAGE = Resource.text(RealismReport.class, "report.html");
    private static final String STYLE =
            Resource.text(Chart.class, "page.css") + Resource.text(RealismReport.class, "report.css");
    /** The least value that a scale of factors can show. */
    private static final double TINY = 1e-9;

    private final RealismScore score;
    private final ClickStatistics statistics;

    RealismReport(RealismScore score) {
        this.score = score;
        statistics = score.statistics();
    }

    String html() {
        Drawings drawings = new Drawings(statistics);
        return Resource.fill(
                PAGE,
                Map.ofEntries(
                        Map.entry("style", STYLE),
                        Map.entry("statistics", statistics.toString()),
                        Map.entry("score", text("%.1f", score.score())),
                        Map.entry("summary", score.summary()),
                        Map.entry("cells", cells()),
                        Map.entry("likeness", likeness()),
                        Map.entry("lengths", drawings.lengths()),
                        Map.entry("gaps", drawings.gaps()),
                        Map.entry("popularity", drawings.popularity()),
                        Map.entry("clock", clock()),
                        Map.entry("hours", drawings.hours()),
                        Map.entry("figures", figures())));
    }

    private String cells() {
        return score.scored().stream()
                .map(figure -> text(
                        "<a class='%s' href='#%s' title='%s: %s'>%s</a>",
                        tone(figure), figure, figure.meaning(), score.verdict(figure), figure))
                .collect(Collectors.joining());
    }

    private String likeness() {
        return Shops.KNOWN.all().stream()
                .map(shop -> text(
                        "<span>%s</span><i><b class='%s' style='width:%.1f%%'></b></i><span class='number'>%.1f</span>",
                        shop.name(), shop.id(), score.likeness(shop), score.likeness(shop)))
                .collect(Collectors.joining());
    }

    private String clock() {
        String id = statistics.clock().getId();
        return id.equals("Z") ? "UTC" : "UTC" + id;
    }

    private String figures() {
        return statistics.figures().stream().map(this::row).collect(Collectors.joining());
    }

    private String row(Figure figure) {
        return text(
                "<tr id='%s'><th scope='row'>%s<small>%s</small>%s</th><td class='number'>%s</td>"
                        + "<td class='strip'>%s</td><td>%s<small>%s</small></td><td class='verdict %s'>%s</td></tr>\n",
                figure,
                figure,
                figure.meaning(),
                statistics
                        .missing(figure)
                        .map(why -> "<small>missing: " + why + "</small>")
                        .orElse(""),
                score.value(figure),
                strip(figure),
                RealismScore.band(figure, " – "),
                figure.source(),
                tone(figure),
                score.verdict(figure));
    }

    private String tone(Figure figure) {
        if (statistics.value(figure).isEmpty()) {
            return "none";
        }
        return score.cost(figure) == 0 ? "in" : "out";
    }

    /** Draws a figure on a logarithmic scale that reaches a factor of 3 beyond its band, what lies further at the ends. */
    private String strip(Figure figure) {
        double reach = 3;
        Chart.Axis axis = Chart.Axis.logarithmic(figure.low() / reach, figure.high() * reach);
        DoubleUnaryOperator x = value -> 5 + 210 * Math.max(0, Math.min(1, axis.share(Math.max(value, TINY))));
        StringBuilder marks = new StringBuilder();
        for (Shop shop : Shops.KNOWN.all()) {
            Double value = shop.figures().get(figure);
            if (value != null) {
                marks.append(text(
                        "<rect class='dot %s' x='%.1f' y='3' width='4' height='16' stroke='none'><title>%s: %s</title></rect>",
                        shop.id(), x.applyAsDouble(value) - 2, shop.name(), Key.plain(value)));
            }
        }
        statistics
                .value(figure)
                .ifPresent(value -> marks.append(text(
                        "<circle class='dot stream' cx='%.1f' cy='11' r='5.5'><title>this stream: %s</title></circle>",
                        x.applyAsDouble(value), score.value(figure))));
        double from = x.applyAsDouble(figure.low());
        return text(
                "<svg viewBox='0 0 220 22'><line class='grid' x1='5' x2='215' y1='11' y2='11'/>"
                        + "<rect class='band' x='%.1f' y='3' width='%.1f' height='16' rx='2'/>%s</svg>",
                from, x.applyAsDouble(figure.high()) - from, marks);
    }

    private static String text(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
