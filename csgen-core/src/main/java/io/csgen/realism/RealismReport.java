package io.csgen.realism;

import io.csgen.config.Key;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A page about a {@link RealismScore} for the browser: the score, each figure in its band, and the
 * distributions of the stream beside those of real shops. It is one file of HTML with its drawings in
 * it, needs no network and no scripts, and is light or dark as the reader's system is. Immutable.
 */
public final class RealismReport {
    /** Views per session in real shops: the shares of lengths 1 to 10. */
    private static final Map<Shop, double[]> LENGTHS = Map.of(
            // Measured on all 24,026 sessions.
            Shop.ESHOP, new double[] {.2099, .1382, .1090, .0848, .0665, .0582, .0465, .0389, .0312, .0270},
            // Measured on a raw sample of 2,986 sessions.
            Shop.DIGINETICA, new double[] {.3125, .1762, .1273, .0800, .0693, .0435, .0345, .0328, .0278, .0174},
            // The share of 1 derived from published counts; measured from 2 on, on 21,210 sessions.
            Shop.YOOCHOOSE, new double[] {.1370, .3789, .1650, .1000, .0597, .0405, .0268, .0192, .0144, .0110});

    /**
     * Views in the hours of the clock, times 24: the average of YOOCHOOSE and REES46, measured, with the
     * clock of REES46 shifted by 3 hours so that their nights agree.
     */
    private static final double[] HOURS = {
        .185, .125, .075, .145, .325, .630, .945, 1.235, 1.285, 1.335, 1.430, 1.405, 1.350, 1.315, 1.255, 1.255, 1.345,
        1.540, 1.865, 1.680, 1.495, .970, .550, .275
    };

    private static final String STYLE = """
            :root{color-scheme:light dark;--page:#f6f7f9;--card:#fff;--ink:#1c2430;--dim:#667085;--rule:#e4e7ec;\
            --band:#d5e9df;--bad:#b42318;--good:#067647;--stream:#1f6feb}
            @media(prefers-color-scheme:dark){:root{--page:#0f141b;--card:#171e27;--ink:#e6eaf0;--dim:#95a1b2;\
            --rule:#2a3441;--band:#1f4435;--bad:#ff9189;--good:#6fd6a5;--stream:#6cb0ff}}
            *{box-sizing:border-box}
            body{margin:0;background:var(--page);color:var(--ink);font:15px/1.45 system-ui,sans-serif}
            main{max-width:1120px;margin:0 auto;padding:28px 20px 48px}
            h1{font-size:22px;margin:0 0 4px}h2{font-size:15px;margin:0 0 2px}
            p{margin:0;color:var(--dim)}
            .cards{display:grid;gap:16px;margin-top:16px;grid-template-columns:repeat(auto-fit,minmax(min(100%,420px),1fr))}
            .card{background:var(--card);border:1px solid var(--rule);border-radius:10px;padding:16px 18px}
            .wide{margin-top:16px;overflow-x:auto}
            .score{font-size:60px;font-weight:650;line-height:1.1;letter-spacing:-.02em}
            .score small{font-size:18px;font-weight:400;color:var(--dim);letter-spacing:0}
            .cells{display:grid;grid-template-columns:repeat(12,1fr);gap:4px;margin-top:12px;font-size:12px;text-align:center}
            .cells span{border:1px solid;border-radius:4px;padding:1px 0}.cells .in{background:var(--band)}
            .likeness{display:grid;grid-template-columns:minmax(0,auto) minmax(60px,1fr) auto;gap:7px 12px;align-items:center;margin-top:8px}
            .likeness i{display:block;height:8px;border-radius:4px;background:var(--rule)}
            .likeness b{display:block;height:8px;border-radius:4px;background:var(--c)}
            svg{display:block;width:100%;height:auto}
            svg text{fill:var(--dim);font-size:11px}
            .grid{stroke:var(--rule)}
            .line{fill:none;stroke:var(--c);stroke-width:2}
            .dot{fill:var(--c);stroke:var(--card);stroke-width:1.5}
            .bar{fill:var(--c);opacity:.75}
            .stream{--c:var(--stream)}.line.stream{stroke-width:3}
            .yoochoose{--c:#e69f00}.diginetica{--c:#009e73}.retailrocket{--c:#d55e00}
            .rees46{--c:#cc79a7}.eshop{--c:#8a7df0}.average{--c:var(--dim)}
            .keys{display:flex;flex-wrap:wrap;gap:2px 16px;margin-top:6px;font-size:13px}
            .keys span::before{content:'';display:inline-block;width:10px;height:10px;border-radius:5px;\
            background:var(--c);margin-right:6px}
            table{border-collapse:collapse;width:100%;min-width:820px;margin-top:6px}
            td,th{text-align:left;padding:5px 8px;border-top:1px solid var(--rule);font-weight:400}
            thead th{border:0;color:var(--dim);font-size:13px}
            .number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
            .strip{width:230px;padding-top:2px;padding-bottom:2px}.band{fill:var(--band)}
            .in{color:var(--good)}.out{color:var(--bad)}.none{color:var(--dim)}
            """;

    private final RealismScore score;
    private final ClickStatistics statistics;

    private RealismReport(RealismScore score) {
        this.score = score;
        statistics = score.statistics();
    }

    /** Returns the report about a score. */
    public static RealismReport of(RealismScore score) {
        return new RealismReport(score);
    }

    /** Returns the page, which is to be stored in UTF-8. */
    public String html() {
        return text("""
                <!DOCTYPE html>
                <html lang='en'>
                <head>
                <meta charset='utf-8'/>
                <meta name='viewport' content='width=device-width,initial-scale=1'/>
                <title>How real is this click stream?</title>
                <style>
                %s</style>
                </head>
                <body>
                <main>
                <h1>How real is this click stream?</h1>
                <p>%s</p>
                <div class='cards'>
                %s%s%s%s%s%s</div>
                %s</main>
                </body>
                </html>
                """, STYLE, statistics, summary(), likeness(), lengths(), gaps(), popularity(), hours(), figures());
    }

    private String summary() {
        return card(
                "Realism score",
                "How close its figures are to the bands of real shops",
                text("<div class='score'>%.1f <small>of 100</small></div>", score.score())
                        + text(
                                "<p>%d of 24 figures in band, factor outside %.2f on average. Real shops get 70 to 100 "
                                        + "against the bands of the others.</p>",
                                score.inBand(), score.averageFactor())
                        + Arrays.stream(Figure.values())
                                .filter(Figure::isCore)
                                .map(figure -> text(
                                        "<span class='%s' title='%s: %s'>%s</span>",
                                        tone(figure), figure.meaning(), score.verdict(figure), figure))
                                .collect(Collectors.joining("", "<div class='cells'>", "</div>")));
    }

    private String likeness() {
        String bars = Arrays.stream(Shop.values())
                .map(shop -> text(
                        "<span>%s</span><i><b class='%s' style='width:%.1f%%'></b></i><span class='number'>%.1f</span>",
                        shop.publishedName(), style(shop), score.score(shop), score.score(shop)))
                .collect(Collectors.joining());
        return card("Likeness to one shop", "From 0 to 100", "<div class='likeness'>" + bars + "</div>");
    }

    private String lengths() {
        long[] counts = statistics.lengths();
        double sessions = Math.max(1, statistics.sessions());
        double top = 0.4;
        for (int length = 1; length <= 10; length++) {
            top = Math.max(top, Math.ceil(counts[length] / sessions * 10) / 10);
        }
        Chart chart = new Chart(Chart.Axis.linear(0.4, 10.6), Chart.Axis.linear(0, top));
        for (double share = 0; share <= top + 1e-9; share += 0.1) {
            chart.markY(share, percent(share));
        }
        for (int length = 1; length <= 10; length++) {
            double share = counts[length] / sessions;
            chart.markX(length, Integer.toString(length));
            chart.bar(length - 0.36, length + 0.36, share, text("%d: %.1f %% of sessions", length, 100 * share));
        }
        double[] xs = IntStream.rangeClosed(1, 10).asDoubleStream().toArray();
        List<Shop> shops =
                Arrays.stream(Shop.values()).filter(LENGTHS::containsKey).toList();
        shops.forEach(shop -> chart.line(style(shop), xs, LENGTHS.get(shop)));
        return card(
                "Session length",
                "Share of sessions by product views, 1 to 10",
                chart.svg("Share of sessions of 1 to 10 product views, stream and real shops") + keys(shops));
    }

    private String gaps() {
        Chart chart = new Chart(Chart.Axis.logarithmic(1, 1800), Chart.Axis.linear(0, 1));
        percents(chart);
        chart.markX(1, "1 s").markX(10, "10 s").markX(60, "1 min").markX(600, "10 min");
        chart.markX(1800, "30 min");
        List<Shop> shops = shopsWith(Figure.G1);
        double[] points = {0.1, 0.5, 0.9, 0.99};
        List<Figure> figures = List.of(Figure.G1, Figure.G2, Figure.G3, Figure.G4);
        double[] seconds = statistics.gapPercentiles();
        if (seconds.length > 0) {
            double[] shares =
                    IntStream.rangeClosed(0, 100).mapToDouble(p -> p / 100.0).toArray();
            chart.line("stream", Arrays.stream(seconds).map(s -> Math.max(s, 1)).toArray(), shares);
        }
        for (Shop shop : shops) {
            dots(chart, shop, figures, figure -> shop.figures().get(figure), f -> points[figures.indexOf(f)]);
        }
        return card(
                "Gaps",
                "Share of gaps in a session up to this length",
                chart.svg("Distribution of gaps between product views, stream and real shops") + keys(shops));
    }

    private String popularity() {
        Chart chart = new Chart(Chart.Axis.logarithmic(0.001, 1), Chart.Axis.linear(0, 1));
        percents(chart);
        chart.markX(0.001, "0.1 %").markX(0.01, "1 %").markX(0.1, "10 %").markX(1, "100 %");
        int[] views = statistics.viewsByProduct();
        if (views.length > 0) {
            double[] xs = IntStream.rangeClosed(0, 60)
                    .mapToDouble(i -> Math.pow(10, (i - 60) / 20.0))
                    .filter(x -> x * views.length >= 1)
                    .toArray();
            double[] ys = Arrays.stream(xs)
                    .map(x -> Arrays.stream(views)
                                    .limit(Math.round(x * views.length))
                                    .asLongStream()
                                    .sum()
                            / (double) statistics.productViews())
                    .toArray();
            chart.line("stream", xs, ys);
        }
        List<Shop> shops = shopsWith(Figure.P1);
        for (Shop shop : shops) {
            dots(chart, shop, List.of(Figure.P1, Figure.P2), f -> f == Figure.P1 ? 0.01 : 0.1, shop.figures()::get);
        }
        return card(
                "Popularity",
                "Share of views that the top products have",
                chart.svg("Share of views of the top products, stream and real shops") + keys(shops));
    }

    private String hours() {
        double[] hours = statistics.hours();
        double top = Math.max(0.1, Math.ceil(Arrays.stream(hours).max().orElse(0) * 20) / 20);
        Chart chart = new Chart(Chart.Axis.linear(-0.6, 23.6), Chart.Axis.linear(0, top));
        double step = top > 0.2 ? 0.1 : 0.02;
        for (double share = 0; share <= top + 1e-9; share += step) {
            chart.markY(share, percent(share));
        }
        for (int hour = 0; hour < 24; hour++) {
            if (hour % 3 == 0) {
                chart.markX(hour, hour + " h");
            }
            chart.bar(hour - 0.4, hour + 0.4, hours[hour], text("%d h: %.2f %% of views", hour, 100 * hours[hour]));
        }
        double[] xs = IntStream.range(0, 24).asDoubleStream().toArray();
        chart.line("average", xs, Arrays.stream(HOURS).map(x -> x / 24).toArray());
        return card(
                "Hours of the day",
                text("Share of views by the hour of the clock, %s", clock()),
                chart.svg("Share of views in each hour, stream and average of real shops")
                        + "<div class='keys'><span class='stream'>this stream</span>"
                        + "<span class='average'>average of YOOCHOOSE and REES46</span></div>");
    }

    private String clock() {
        String id = statistics.clock().getId();
        return id.equals("Z") ? "UTC" : "UTC" + id;
    }

    private String figures() {
        String rows = Arrays.stream(Figure.values()).map(this::row).collect(Collectors.joining());
        return text("""
                <div class='card wide'>
                <h2>Figures</h2>
                <p>The bands of real shops with single shops as marks; at the ends of a scale a figure counts as wholly wrong</p>
                <table>
                <thead><tr><th></th><th>Meaning</th><th class='number'>Value</th><th>Band and value</th>\
                <th class='number'>Band</th><th></th></tr></thead>
                <tbody>
                %s</tbody>
                </table>
                </div>
                """, rows);
    }

    private String row(Figure figure) {
        return text(
                "<tr><th>%s</th><td>%s%s</td><td class='number'>%s</td><td class='strip'>%s</td>"
                        + "<td class='number'>%s – %s</td><td class='%s'>%s</td></tr>\n",
                figure,
                figure.meaning(),
                statistics
                        .missing(figure)
                        .map(why -> "<br/><small class='none'>" + why + "</small>")
                        .orElse(""),
                score.value(figure),
                strip(figure),
                Key.plain(figure.low()),
                Key.plain(figure.high()),
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
        ToDoubleFunction<Double> x = value -> 5 + 210 * Math.max(0, Math.min(1, axis.share(Math.max(value, 1e-9))));
        StringBuilder marks = new StringBuilder();
        for (Shop shop : Shop.values()) {
            Double value = shop.figures().get(figure);
            if (value != null) {
                marks.append(text(
                        "<rect class='dot %s' x='%.1f' y='3' width='4' height='16' stroke='none'><title>%s: %s</title></rect>",
                        style(shop), x.applyAsDouble(value) - 2, shop.publishedName(), Key.plain(value)));
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

    private static void percents(Chart chart) {
        for (double share = 0; share <= 1; share += 0.25) {
            chart.markY(share, percent(share));
        }
    }

    private static void dots(
            Chart chart, Shop shop, List<Figure> figures, ToDoubleFunction<Figure> x, ToDoubleFunction<Figure> y) {
        for (Figure figure : figures) {
            String title = text(
                    "%s, %s: %s",
                    shop.publishedName(),
                    figure.meaning(),
                    Key.plain(shop.figures().get(figure)));
            chart.dot(style(shop), x.applyAsDouble(figure), y.applyAsDouble(figure), title);
        }
    }

    private static List<Shop> shopsWith(Figure figure) {
        return Arrays.stream(Shop.values())
                .filter(shop -> shop.figures().containsKey(figure))
                .toList();
    }

    private static String keys(List<Shop> shops) {
        return shops.stream()
                .map(shop -> text(
                        "<span class='%s'>%s</span>",
                        style(shop), shop.publishedName().replaceFirst(" \\(.*", "")))
                .collect(Collectors.joining("", "<div class='keys'><span class='stream'>this stream</span>", "</div>"));
    }

    private static String card(String title, String subtitle, String content) {
        return text("<section class='card'><h2>%s</h2><p>%s</p>%s</section>\n", title, subtitle, content);
    }

    private static String style(Shop shop) {
        return shop.name().toLowerCase(Locale.ROOT);
    }

    private static String percent(double share) {
        return text("%.0f %%", 100 * share);
    }

    private static String text(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
