package io.descent.app.report;

import static io.descent.app.report.Html.escaped;

import io.descent.app.picture.Axis;
import io.descent.app.picture.Thinning;
import io.descent.app.picture.ValueRange;
import io.descent.inference.file.internal.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A plot of lines or points, as an SVG figure that carries its values for the script of the page. */
final class Plot {
    private static final int WIDTH = 480;
    private static final int HEIGHT = 280;
    private static final int LEFT = 62;
    private static final int RIGHT = 12;
    private static final int TOP = 10;
    private static final int BOTTOM = 44;
    /** Below an axis of words, which are slanted. */
    private static final int SLANTED = 96;
    /** Lines with at most this many points mark each of them. */
    private static final int FEW = 25;
    /** Lines with more points are thinned. */
    private static final int MOST = 600;

    private static final int COLORS = 8;

    private final String title;
    private final String x;
    private final String y;
    private final List<Series> all = new ArrayList<>();
    private final List<String> words = new ArrayList<>();
    private int bottom = BOTTOM;
    private boolean whole;
    private @Nullable ValueRange across;
    private @Nullable ValueRange up;
    private boolean diagonal;

    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Series(String name, double[] xs, double[] ys, boolean isLine) {}

    Plot(String title, String x, String y) {
        this.title = title;
        this.x = x;
        this.y = y;
    }

    /** Adds a line. Values that are not finite are left out. */
    Plot line(String name, double[] xs, double[] ys) {
        return add(name, xs, ys, true);
    }

    Plot points(String name, double[] xs, double[] ys) {
        return add(name, xs, ys, false);
    }

    private Plot add(String name, double[] xs, double[] ys, boolean isLine) {
        int[] finite = IntStream.range(0, ys.length)
                .filter(i -> Double.isFinite(ys[i]))
                .toArray();
        int[] kept = Arrays.stream(Thinning.kept(at(ys, finite), MOST))
                .map(i -> finite[i])
                .toArray();
        if (kept.length > 0) {
            all.add(new Series(name, at(xs, kept), at(ys, kept), isLine));
        }
        return this;
    }

    private static double[] at(double[] values, int[] places) {
        return Arrays.stream(places).mapToDouble(i -> values[i]).toArray();
    }

    /** Axes from 0 to 1, with the diagonal on which a perfect or a random prediction lies. */
    Plot unit(boolean withDiagonal) {
        across = new ValueRange(0, 1, false);
        up = new ValueRange(0, 1, false);
        diagonal = withDiagonal;
        return this;
    }

    /** The same axis both ways, with the diagonal. */
    Plot square() {
        double[] values = all.stream()
                .flatMapToDouble(series -> DoubleStream.concat(Arrays.stream(series.xs), Arrays.stream(series.ys)))
                .toArray();
        if (values.length > 0) {
            across = new ValueRange(
                    Arrays.stream(values).min().orElse(0),
                    Arrays.stream(values).max().orElse(1),
                    false);
            up = across;
            diagonal = true;
        }
        return this;
    }

    /** An axis that counts, such as epochs. */
    Plot counts() {
        whole = true;
        return this;
    }

    /** Words below the axis instead of numbers, at 0, 1, 2 and so on. */
    Plot words(List<String> names) {
        words.addAll(names);
        bottom = SLANTED;
        across = new ValueRange(-0.5, names.size() - 0.5, false);
        return this;
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** The figure with its caption and legend. */
    String figure() {
        ValueRange xs = across != null ? across : exact(all.stream().flatMapToDouble(s -> Arrays.stream(s.xs)));
        ValueRange ys = up != null
                ? up
                : ValueRange.of(
                        all.stream().flatMapToDouble(s -> Arrays.stream(s.ys)).toArray());
        StringBuilder svg = new StringBuilder();
        svg.append("<figure class=\"plot\"><figcaption>%s</figcaption>\n".formatted(escaped(title)));
        svg.append("<svg viewBox=\"0 0 %d %d\" role=\"img\" tabindex=\"0\" aria-label=\"%s\" data-plot=\"%s\">\n"
                .formatted(WIDTH, HEIGHT, escaped(described()), escaped(Json.line(data(xs, ys)))));
        grid(svg, xs, ys);
        for (int i = 0; i < all.size(); i++) {
            draw(svg, all.get(i), i, xs, ys);
        }
        svg.append("<g class=\"hover\"></g>\n</svg>\n");
        if (all.size() > 1) {
            svg.append("<ul class=\"legend\">");
            for (int i = 0; i < all.size(); i++) {
                svg.append("<li><span class=\"c%d\"></span>%s</li>".formatted(i % COLORS, escaped(all.get(i).name)));
            }
            svg.append("</ul>\n");
        }
        return svg.append("</figure>").toString();
    }

    private static ValueRange exact(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        double from = sorted[0];
        double to = sorted[sorted.length - 1];
        return from == to ? new ValueRange(from - 0.5, to + 0.5, false) : new ValueRange(from, to, false);
    }

    /** What the plot shows, for readers who do not see it. */
    private String described() {
        StringBuilder text = new StringBuilder(title).append(". ");
        for (Series series : all.subList(0, Math.min(COLORS, all.size()))) {
            int last = series.xs.length - 1;
            text.append(
                    series.isLine
                            ? "%s: from %s to %s, %s %s to %s. "
                                    .formatted(
                                            series.name,
                                            Axis.number(series.ys[0]),
                                            Axis.number(series.ys[last]),
                                            x,
                                            name(series.xs[0]),
                                            name(series.xs[last]))
                            : "%s: %d points. ".formatted(series.name, last + 1));
        }
        return text.append("The left and right arrow keys show values.").toString();
    }

    private String name(double value) {
        return words.isEmpty() ? Axis.number(value) : words.get((int) value);
    }

    private Map<String, Object> data(ValueRange xs, ValueRange ys) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("box", List.of(LEFT, TOP, WIDTH - LEFT - RIGHT, HEIGHT - TOP - bottom));
        data.put("x", List.of(xs.from(), xs.to()));
        data.put("y", List.of(ys.from(), ys.to()));
        data.put("log", ys.logarithmic());
        data.put("label", x);
        if (!words.isEmpty()) {
            data.put("words", words);
        }
        List<Object> series = new ArrayList<>();
        for (Series each : all) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", each.name);
            one.put("xs", Arrays.stream(each.xs).boxed().toList());
            one.put("ys", Arrays.stream(each.ys).boxed().toList());
            series.add(one);
        }
        data.put("series", series);
        return data;
    }

    private static double across(ValueRange range, double value) {
        return LEFT + (WIDTH - LEFT - RIGHT) * range.place(value);
    }

    private double up(ValueRange range, double value) {
        return TOP + (HEIGHT - TOP - bottom) * (1 - range.place(value));
    }

    private void grid(StringBuilder svg, ValueRange xs, ValueRange ys) {
        int right = WIDTH - RIGHT;
        int base = HEIGHT - bottom;
        for (Axis.Tick tick : ys.axis(y).ticks()) {
            double at = TOP + (base - TOP) * (1 - tick.at());
            append(svg, "<path class=\"grid\" d=\"M%d %.1fH%d\"/>", LEFT, at, right);
            append(svg, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n", LEFT - 5, at + 4, tick.label());
        }
        List<Axis.Tick> ticks = new ArrayList<>();
        if (words.isEmpty()) {
            xs.axis(x).ticks().stream()
                    .filter(tick -> !whole || tick.label().matches("[0-9,]+"))
                    .forEach(ticks::add);
        } else {
            for (int i = 0; i < words.size(); i++) {
                ticks.add(new Axis.Tick(xs.place(i), shortened(words.get(i), 11)));
            }
        }
        for (Axis.Tick tick : ticks) {
            double at = LEFT + (right - LEFT) * tick.at();
            append(svg, "<path class=\"grid\" d=\"M%.1f %dV%d\"/>", at, TOP, base);
            append(
                    svg,
                    words.isEmpty()
                            ? "<text transform=\"translate(%.1f %d)\" text-anchor=\"middle\">%s</text>\n"
                            : "<text transform=\"translate(%.1f %d) rotate(-40)\" text-anchor=\"end\">%s</text>\n",
                    at,
                    base + 16,
                    escaped(tick.label()));
        }
        append(
                svg,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
                (LEFT + right) / 2,
                HEIGHT - 8,
                escaped(shortened(x, 60)));
        append(
                svg,
                "<text transform=\"translate(12 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>\n",
                (TOP + base) / 2,
                escaped(shortened(y, 36)));
        if (diagonal) {
            append(svg, "<path class=\"diagonal\" d=\"M%d %dL%d %d\"/>\n", LEFT, base, right, TOP);
        }
    }

    private static String shortened(String text, int most) {
        return text.length() <= most ? text : text.substring(0, Math.max(1, most - 1)) + "…";
    }

    private static void append(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }

    private void draw(StringBuilder svg, Series series, int index, ValueRange xs, ValueRange ys) {
        int color = index % COLORS;
        if (series.isLine) {
            svg.append("<path class=\"line c%d%s\" d=\"".formatted(color, index < COLORS ? "" : " dashed"));
            for (int i = 0; i < series.xs.length; i++) {
                append(svg, i == 0 ? "M%.1f %.1f" : "L%.1f %.1f", across(xs, series.xs[i]), up(ys, series.ys[i]));
            }
            svg.append("\"/>\n");
        }
        if (!series.isLine || series.xs.length <= FEW) {
            for (int i = 0; i < series.xs.length; i++) {
                append(
                        svg,
                        "<circle class=\"c%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"%s\"/>",
                        color,
                        across(xs, series.xs[i]),
                        up(ys, series.ys[i]),
                        series.isLine ? "3" : words.isEmpty() ? "2" : "5");
            }
            svg.append('\n');
        }
    }
}
