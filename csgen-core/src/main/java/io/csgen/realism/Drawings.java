package io.csgen.realism;

import io.csgen.config.Key;
import io.csgen.internal.Chart;
import io.csgen.realism.RealismScore.Figure;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The distributions of a stream beside those of real shops, as drawings with their keys. */
final class Drawings {
    /** Figures that are points of the distribution of gaps, each with the share of gaps up to it. */
    private static final Map<Figure, Double> GAPS =
            byName(Map.of("gap-p10", 0.1, "gap-median", 0.5, "gap-p90", 0.9, "gap-p99", 0.99));

    /** Figures that are points of the distribution of views, each with the share of products it is about. */
    private static final Map<Figure, Double> TOPS =
            byName(Map.of("top-1-percent-products", 0.01, "top-10-percent-products", 0.1));

    private final ClickStatistics statistics;
    private final ClickStatistics.Distributions distributions;

    Drawings(ClickStatistics statistics) {
        this.statistics = statistics;
        distributions = statistics.distributions();
    }

    private static Map<Figure, Double> byName(Map<String, Double> shares) {
        Map<Figure, Double> figures = new LinkedHashMap<>();
        new TreeMap<>(shares).forEach((id, share) -> figures.put(Figure.named(id), share));
        return figures;
    }

    /** Draws the shares of sessions of 1 to 10 product views. */
    String lengths() {
        long[] counts = distributions.lengths();
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
        List<Shop> shops = Shops.KNOWN.all().stream()
                .filter(shop -> !shop.lengths().isEmpty())
                .toList();
        shops.forEach(shop -> chart.line(shop.id(), xs, array(shop.lengths())));
        return chart.svg("Share of sessions of 1 to 10 product views, stream and real shops") + keys(shops);
    }

    /** Draws the share of gaps up to each length. */
    String gaps() {
        Chart chart = new Chart(Chart.Axis.logarithmic(1, 1800), Chart.Axis.linear(0, 1));
        percents(chart);
        chart.markX(1, "1 s").markX(10, "10 s").markX(60, "1 min").markX(600, "10 min");
        chart.markX(1800, "30 min");
        List<Shop> shops = shopsWith(GAPS);
        double[] seconds = distributions.gapPercentiles();
        if (seconds.length > 0) {
            double[] shares =
                    IntStream.rangeClosed(0, 100).mapToDouble(p -> p / 100.0).toArray();
            chart.line("stream", Arrays.stream(seconds).map(s -> Math.max(s, 1)).toArray(), shares);
        }
        shops.forEach(shop -> dots(chart, shop, GAPS, true));
        return chart.svg("Distribution of gaps between product views, stream and real shops") + keys(shops);
    }

    /** Draws the share of views of the most viewed products. */
    String popularity() {
        Chart chart = new Chart(Chart.Axis.logarithmic(0.001, 1), Chart.Axis.linear(0, 1));
        percents(chart);
        chart.markX(0.001, "0.1 %").markX(0.01, "1 %").markX(0.1, "10 %").markX(1, "100 %");
        int[] views = distributions.viewsByProduct();
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
        List<Shop> shops = shopsWith(TOPS);
        shops.forEach(shop -> dots(chart, shop, TOPS, false));
        return chart.svg("Share of views of the top products, stream and real shops") + keys(shops);
    }

    /** Draws the share of views in each hour of the clock. */
    String hours() {
        double[] hours = distributions.hours();
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
        chart.line(
                "average",
                xs,
                Arrays.stream(array(Shops.KNOWN.hours())).map(x -> x / 24).toArray());
        return chart.svg("Share of views in each hour, stream and average of real shops")
                + "<div class='keys'><span class='stream'>this stream</span>"
                + "<span class='average'>average of YOOCHOOSE and REES46</span></div>";
    }

    private static double[] array(List<Double> numbers) {
        return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static void percents(Chart chart) {
        for (double share = 0; share <= 1; share += 0.25) {
            chart.markY(share, percent(share));
        }
    }

    /** Marks what is known of a shop: its figures along one axis, what they are about along the other. */
    private static void dots(Chart chart, Shop shop, Map<Figure, Double> figures, boolean valueIsX) {
        figures.forEach((figure, share) -> {
            Double value = shop.figures().get(figure);
            if (value != null) {
                String title = text("%s, %s: %s", shop.name(), figure.meaning(), Key.plain(value));
                chart.dot(shop.id(), valueIsX ? value : share, valueIsX ? share : value, title);
            }
        });
    }

    private static List<Shop> shopsWith(Map<Figure, Double> figures) {
        return Shops.KNOWN.all().stream()
                .filter(shop -> figures.keySet().stream().anyMatch(shop.figures()::containsKey))
                .toList();
    }

    private static String keys(List<Shop> shops) {
        return shops.stream()
                .map(shop -> text("<span class='%s'>%s</span>", shop.id(), shop.shortName()))
                .collect(Collectors.joining("", "<div class='keys'><span class='stream'>this stream</span>", "</div>"));
    }

    private static String percent(double share) {
        return text("%.0f %%", 100 * share);
    }

    private static String text(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
