package io.descent.app.picture;

import io.descent.core.metrics.ConfusionMatrix;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.internal.chartpart.Annotation;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.HeatMapStyler;
import org.knowm.xchart.style.Styler;

/** Draws a confusion matrix: one row per true class, each cell with its count and shaded by its share of the row. */
final class Confusion {
    /** With more classes, the picture would not be legible. */
    private static final int MOST_CLASSES = 20;

    private static final int LONGEST_NAME = 16;
    private static final Color FULL = new Color(0x2166AC);

    private Confusion() {}

    /**
     * Draws the picture.
     *
     * @param set the name of the set of examples
     * @return the bytes of a PNG file; null if there are too many classes
     */
    static byte @Nullable [] png(ConfusionMatrix confusion, String set) {
        int classes = confusion.classes().size();
        if (classes > MOST_CLASSES) {
            return null;
        }
        List<String> names = confusion.classes().stream().map(Confusion::label).toList();
        HeatMapChart chart = new HeatMapChart(ChartStyle.WIDTH, 1100, Styler.ChartTheme.XChart);
        chart.setTitle(
                String.format(Locale.ROOT, "Confusion matrix of the %s set: accuracy %.4f", set, confusion.accuracy()));
        chart.setXAxisTitle("predicted class (shade: share of the true class)");
        chart.setYAxisTitle("true class");
        HeatMapStyler styler = chart.getStyler();
        ChartStyle.apply(styler);
        styler.setLegendVisible(false);
        styler.setRangeColors(new Color[] {Color.WHITE, FULL});
        styler.setMin(0);
        styler.setMax(1);
        boolean wide = names.stream().mapToInt(String::length).max().orElse(0) > 80 / classes;
        if (wide) {
            styler.setXAxisLabelRotation(45);
            styler.setXAxisLabelAlignment(AxesChartStyler.TextAlignment.Right);
        }
        List<String> upwards = new ArrayList<>(names);
        Collections.reverse(upwards);
        List<Number[]> cells = new ArrayList<>();
        for (int i = 0; i < classes; i++) {
            for (int j = 0; j < classes; j++) {
                cells.add(new Number[] {j, classes - 1 - i, share(confusion, i, j)});
            }
        }
        chart.addSeries("confusion", names, upwards, cells);
        chart.addAnnotation(new Counts(confusion));
        return Picture.png(List.of(chart));
    }

    private static double share(ConfusionMatrix confusion, int row, int column) {
        return confusion.counts().get(row).get(column) / Math.max(1.0, confusion.support(row));
    }

    /** A class name as label: not empty, and shortened in the middle if it is long. */
    private static String label(String name) {
        if (name.isEmpty()) {
            return " ";
        }
        return name.length() <= LONGEST_NAME
                ? name
                : name.substring(0, LONGEST_NAME / 2) + "..." + name.substring(name.length() - LONGEST_NAME / 2 + 3);
    }

    /** Draws the counts: the cells of the chart are shares, so it cannot show counts itself. */
    private static final class Counts extends Annotation {
        private final ConfusionMatrix confusion;

        Counts(ConfusionMatrix confusion) {
            super(false);
            this.confusion = confusion;
        }

        @Override
        public void paint(Graphics2D graphics) {
            int classes = confusion.classes().size();
            double left = getXAxisScreenValueForMin();
            double top = getYAxisScreenValueForMin();
            double width = (getXAxisScreenValueForMax() - left) / classes;
            double height = (getYAxisScreenValueForMax() - top) / classes;
            graphics.setFont(font(graphics, width));
            for (int i = 0; i < classes; i++) {
                for (int j = 0; j < classes; j++) {
                    graphics.setColor(Color.LIGHT_GRAY);
                    graphics.draw(new Rectangle2D.Double(left + j * width, top + i * height, width, height));
                    String count = text(i, j);
                    Rectangle2D box = graphics.getFont()
                            .createGlyphVector(graphics.getFontRenderContext(), count)
                            .getVisualBounds();
                    graphics.setColor(share(confusion, i, j) > 0.5 ? Color.WHITE : Color.BLACK);
                    graphics.drawString(count, (float) (left + (j + 0.5) * width - box.getCenterX()), (float)
                            (top + (i + 0.5) * height - box.getCenterY()));
                }
            }
        }

        private String text(int row, int column) {
            return String.format(Locale.ROOT, "%,d", confusion.counts().get(row).get(column));
        }

        /** The largest font in which the longest number fits into a cell. */
        private Font font(Graphics2D graphics, double cell) {
            String longest = IntStream.range(0, confusion.classes().size())
                    .boxed()
                    .flatMap(i -> IntStream.range(0, confusion.classes().size()).mapToObj(j -> text(i, j)))
                    .reduce("", (a, b) -> a.length() >= b.length() ? a : b);
            int size = 36;
            while (size > 8 && graphics.getFontMetrics(ChartStyle.font(size)).stringWidth(longest) > 0.85 * cell) {
                size--;
            }
            return ChartStyle.font(size);
        }
    }
}
