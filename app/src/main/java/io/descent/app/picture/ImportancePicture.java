package io.descent.app.picture;

import io.descent.core.importance.Importance;
import io.descent.core.importance.Importance.Dependence;
import io.descent.core.importance.Importance.OfColumn;
import io.descent.core.importance.Importance.Point;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Draws the importance of columns as bars, and the partial dependence of the most important ones as curves. */
public final class ImportancePicture {
    private static final int MOST_BARS = 15;
    private static final int MOST_OUTPUTS = 6;
    private static final int TITLE = 84;
    private static final int BAR = 40;
    private static final int NAMES = 340;
    private static final int MARGIN = 150;
    private static final int PANEL = 420;
    private static final int LEGEND = 56;
    private static final int TEXT = 22;
    /** Room for words at the left of a panel, beyond that for numbers. */
    private static final int WORDS = 90;

    private static final int MOST_WORDS = 12;
    private static final int LONGEST_WORD = 16;
    private static final Color ERROR = new Color(0xD95F02);
    private static final Color FULL = new Color(0x2166AC);

    private final Importance importance;

    private ImportancePicture(Importance importance) {
        this.importance = importance;
    }

    /** Draws the picture and returns the bytes of a PNG file. */
    public static byte[] png(Importance importance) {
        return new ImportancePicture(importance).png();
    }

    private byte[] png() {
        int bars = Math.min(MOST_BARS, importance.columns().size());
        int panels = importance.dependence().size();
        int[] shown = panels == 0 ? new int[0] : shown(importance.dependence());
        int top = TITLE + BAR * bars + BAR;
        int legend = shown.length > 1 ? LEGEND : 0;
        int height = top + legend + PANEL * ((panels + 1) / 2) + 10;
        return Picture.png(ChartStyle.WIDTH, height, graphics -> {
            Panel.smooth(graphics);
            bars(graphics, bars);
            if (legend > 0) {
                legend(graphics, shown, top);
            }
            int width = ChartStyle.WIDTH / 2;
            for (int k = 0; k < panels; k++) {
                curves(
                        graphics,
                        importance.dependence().get(k),
                        shown,
                        k % 2 * width,
                        top + legend + PANEL * (k / 2),
                        width);
            }
        });
    }

    private void bars(Graphics2D graphics, int bars) {
        graphics.setColor(Color.BLACK);
        graphics.setFont(ChartStyle.font(28));
        String title = String.format(
                Locale.ROOT,
                "Growth of the %s (%s) if a column is permuted: %,d %s examples",
                importance.metric().equals("rmse") ? "RMSE" : "log loss",
                Axis.number(rounded(importance.value())),
                importance.rows(),
                importance.set());
        FontMetrics large = graphics.getFontMetrics();
        String fitting = Panel.shortened(title, large, ChartStyle.WIDTH - 40);
        graphics.drawString(fitting, (ChartStyle.WIDTH - large.stringWidth(fitting)) / 2, 50);
        List<OfColumn> columns = importance.columns().subList(0, bars);
        double low = columns.stream()
                .mapToDouble(column -> column.mean() - column.standardDeviation())
                .reduce(0, Math::min);
        double high = columns.stream()
                .mapToDouble(column -> column.mean() + column.standardDeviation())
                .reduce(0, Math::max);
        double span = high > low ? high - low : 1;
        double width = ChartStyle.WIDTH - NAMES - MARGIN;
        double zero = NAMES - width * low / span;
        graphics.setFont(ChartStyle.font(TEXT));
        FontMetrics metrics = graphics.getFontMetrics();
        for (int i = 0; i < bars; i++) {
            OfColumn column = columns.get(i);
            double y = TITLE + (double) BAR * i;
            double end = zero + width * column.mean() / span;
            double error = width * column.standardDeviation() / span;
            String name = Panel.shortened(column.name(), metrics, NAMES - 40);
            graphics.setColor(Color.BLACK);
            graphics.drawString(name, NAMES - 20 - metrics.stringWidth(name), (float) (y + 26));
            graphics.setColor(FULL);
            graphics.fill(new Rectangle2D.Double(Math.min(zero, end), y + 6, Math.abs(end - zero), BAR - 12));
            graphics.setColor(ERROR);
            graphics.setStroke(new BasicStroke(3));
            graphics.draw(new Line2D.Double(end - error, y + BAR / 2.0, end + error, y + BAR / 2.0));
            graphics.setColor(Color.DARK_GRAY);
            graphics.drawString(
                    Axis.number(rounded(column.mean())), (float) (Math.max(zero, end + error) + 12), (float) (y + 26));
        }
        graphics.setColor(Color.GRAY);
        graphics.setStroke(new BasicStroke(1));
        graphics.draw(new Line2D.Double(zero, TITLE, zero, TITLE + (double) BAR * bars));
    }

    private static double rounded(double value) {
        return Double.parseDouble(String.format(Locale.ROOT, "%.3g", value));
    }

    /** The outputs that have curves: the second of two classes, or those that vary most. */
    private static int[] shown(List<Dependence> dependence) {
        int outputs = dependence.get(0).outputs().size();
        if (outputs == 2) {
            return new int[] {1};
        }
        return IntStream.range(0, outputs)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer k) -> -range(dependence, k)))
                .limit(MOST_OUTPUTS)
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
    }

    private static double range(List<Dependence> dependence, int output) {
        return dependence.stream()
                .mapToDouble(each -> {
                    double[] means = each.points().stream()
                            .mapToDouble(point -> point.means().get(output))
                            .sorted()
                            .toArray();
                    return means.length == 0 ? 0 : means[means.length - 1] - means[0];
                })
                .max()
                .orElse(0);
    }

    private void legend(Graphics2D graphics, int[] shown, int top) {
        graphics.setFont(ChartStyle.font(TEXT));
        FontMetrics metrics = graphics.getFontMetrics();
        List<String> outputs = importance.dependence().get(0).outputs();
        int each = (ChartStyle.WIDTH - 80) / shown.length;
        for (int k = 0; k < shown.length; k++) {
            int x = 40 + each * k;
            graphics.setColor(ChartStyle.color(k));
            graphics.setStroke(new BasicStroke(3));
            graphics.draw(new Line2D.Double(x, top + 22, x + 30, top + 22));
            graphics.setColor(Color.BLACK);
            graphics.drawString(
                    Panel.shortened(outputs.get(shown[k]), metrics, each - 50), x + 40, top + 22 + TEXT / 3);
        }
    }

    private static void curves(Graphics2D graphics, Dependence dependence, int[] shown, int x, int y, int width) {
        List<Point> points = dependence.points().stream()
                .filter(point -> !dependence.isOrdered() || point.number() != null)
                .limit(dependence.isOrdered() ? Integer.MAX_VALUE : MOST_WORDS)
                .toList();
        if (points.isEmpty()) {
            return;
        }
        double[] means = points.stream()
                .flatMap(
                        point -> IntStream.of(shown).mapToObj(k -> point.means().get(k)))
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        double margin = means[means.length - 1] > means[0]
                ? 0.08 * (means[means.length - 1] - means[0])
                : Math.max(1e-3, 0.1 * Math.abs(means[0]));
        double low = means[0] - margin;
        double high = means[means.length - 1] + margin;
        String title = shown.length == 1
                ? "mean " + (dependence.outputs().size() == 2 ? "probability of " : "")
                        + dependence.outputs().get(shown[0])
                : "mean prediction";
        Axis values = Axis.linear(dependence.isOrdered() ? "" : title, low, high);
        double[] places = places(dependence, points);
        Axis cells = new Axis(dependence.isOrdered() ? dependence.column() : "", ticks(dependence, points, places));
        Panel panel = dependence.isOrdered()
                ? new Panel(graphics, x, y, width, PANEL, title, cells, values)
                : new Panel(graphics, x + WORDS, y, width - WORDS, PANEL, dependence.column(), values, cells);
        for (int k = 0; k < shown.length; k++) {
            List<double[]> line = new ArrayList<>();
            for (int i = 0; i < points.size(); i++) {
                double value = (points.get(i).means().get(shown[k]) - low) / (high - low);
                line.add(dependence.isOrdered() ? new double[] {places[i], value} : new double[] {value, places[i]});
            }
            if (dependence.isOrdered()) {
                panel.line(line, 3, ChartStyle.color(k));
            }
            for (double[] at : line) {
                panel.point(at[0], at[1], dependence.isOrdered() ? 8 : 14, ChartStyle.color(k));
            }
        }
    }

    /** Where the points are, from 0 to 1: by their numbers, or at equal distances from above. */
    private static double[] places(Dependence dependence, List<Point> points) {
        int last = points.size() - 1;
        return IntStream.rangeClosed(0, last)
                .mapToDouble(i -> {
                    if (!dependence.isOrdered() || last == 0) {
                        return 1 - (i + 0.5) / (last + 1);
                    }
                    double from = number(points.get(0));
                    return 0.02 + 0.96 * (number(points.get(i)) - from) / (number(points.get(last)) - from);
                })
                .toArray();
    }

    private static double number(Point point) {
        Double number = point.number();
        return number == null ? Double.NaN : number;
    }

    /** Round numbers, all words, or some dates. */
    private static List<Axis.Tick> ticks(Dependence dependence, List<Point> points, double[] places) {
        int last = points.size() - 1;
        List<Axis.Tick> ticks = new ArrayList<>();
        if (dependence.isOrdered() && last > 0 && isNumber(points.get(0).cell())) {
            double from = number(points.get(0));
            double to = number(points.get(last));
            for (Axis.Tick tick : Axis.linear("", from, to).ticks()) {
                ticks.add(new Axis.Tick(0.02 + 0.96 * tick.at(), tick.label()));
            }
            return ticks;
        }
        for (int i = 0; i <= last; i++) {
            String cell = points.get(i).cell();
            if (!dependence.isOrdered()) {
                ticks.add(new Axis.Tick(places[i], cell.isEmpty() ? "(missing)" : shortened(cell)));
            } else if (i == 0 || i == last || i == last / 2) {
                ticks.add(new Axis.Tick(places[i], cell));
            }
        }
        return ticks;
    }

    private static String shortened(String cell) {
        return cell.length() <= LONGEST_WORD ? cell : cell.substring(0, LONGEST_WORD - 3) + "...";
    }

    private static boolean isNumber(String cell) {
        try {
            Double.parseDouble(cell);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
