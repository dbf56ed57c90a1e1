package io.descent.app.picture;

import io.descent.core.data.Examples;
import io.descent.core.data.TrainingData;
import io.descent.inference.Model;
import io.descent.inference.Prediction;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws the predictions of a network over the plane of its two features, with the examples on top. */
final class DecisionBoundary {
    /** More classes cannot be told apart by colour. */
    private static final int MOST_CLASSES = 20;

    /** Of larger sets, only some examples are drawn. */
    private static final int MOST_POINTS = 2000;

    /** Multiplications for the whole grid: about a second. */
    private static final double WORK = 1e9;

    private static final int FINEST = 160;
    private static final int COARSEST = 40;

    private final Model model;
    private final TrainingData data;
    private final double[] from = new double[2];
    private final double[] to = new double[2];
    private final XYChart chart = new XYChart(ChartStyle.WIDTH, 1100);

    private DecisionBoundary(Model model, TrainingData data) {
        this.model = model;
        this.data = data;
    }

    /**
     * Draws the picture.
     *
     * @param data the data on which the network was trained, normalised or not
     * @return the bytes of a PNG file; null if there are not two features, no classes, or more than
     *     20 classes
     */
    static byte @Nullable [] png(Model model, TrainingData data) {
        Schema schema = model.schema();
        boolean drawable = schema.task() == Task.CLASSIFICATION
                && schema.features().size() == 2
                && schema.classes().size() <= MOST_CLASSES
                && data.encoding().isPlain();
        return drawable ? new DecisionBoundary(model, data).png() : null;
    }

    private byte[] png() {
        Schema schema = model.schema();
        chart.setTitle("Predicted " + schema.label() + ", paler where it is less certain");
        chart.setXAxisTitle(schema.features().get(0));
        chart.setYAxisTitle(schema.features().get(1));
        XYStyler styler = chart.getStyler();
        ChartStyle.apply(styler);
        styler.setLegendPosition(Styler.LegendPosition.OutsideE);
        styler.setDefaultSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        styler.setMarkerSize(9);
        styler.setxAxisTickLabelsFormattingFunction(Axis::number);
        styler.setyAxisTickLabelsFormattingFunction(Axis::number);
        for (int j = 0; j < 2; j++) {
            setRange(j);
        }
        styler.setXAxisMin(from[0]);
        styler.setXAxisMax(to[0]);
        styler.setYAxisMin(from[1]);
        styler.setYAxisMax(to[1]);
        XYSeries regions = chart.addSeries("regions", new double[] {from[0]}, new double[] {to[1]});
        regions.setMarker(new Regions());
        regions.setShowInLegend(false);
        addPoints("train", data.train(), SeriesMarkers.CIRCLE);
        if (data.dev() != null) {
            addPoints("dev", data.dev(), SeriesMarkers.DIAMOND);
        }
        return Picture.png(List.of(chart));
    }

    /** A feature of an example, in the units of the data source. */
    private double feature(Examples set, int example, int feature) {
        return data.encoding().scalings()[feature].invert(set.input(example, feature));
    }

    private void setRange(int feature) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (Examples set : data.dev() == null ? List.of(data.train()) : List.of(data.train(), data.dev())) {
            for (int i = 0; i < set.size(); i++) {
                min = Math.min(min, feature(set, i, feature));
                max = Math.max(max, feature(set, i, feature));
            }
        }
        double margin = min == max ? 1 : (max - min) / 15;
        from[feature] = min - margin;
        to[feature] = max + margin;
    }

    private void addPoints(String name, Examples set, Marker marker) {
        int stride = (set.size() + MOST_POINTS - 1) / MOST_POINTS;
        List<String> classes = model.schema().classes();
        for (int c = 0; c < classes.size(); c++) {
            List<Double> x = new ArrayList<>();
            List<Double> y = new ArrayList<>();
            for (int i = 0; i < set.size(); i += stride) {
                if (set.label(i) == c) {
                    x.add(feature(set, i, 0));
                    y.add(feature(set, i, 1));
                }
            }
            if (!x.isEmpty()) {
                XYSeries series = chart.addSeries(classes.get(c) + ", " + name, x, y);
                series.setMarker(marker);
                series.setMarkerColor(ChartStyle.color(c));
            }
        }
    }

    /** Paints the plane as the marker of a point in the upper left corner, which is drawn before the examples. */
    private final class Regions extends Marker {
        private final int nodes = (int) Math.max(
                COARSEST,
                Math.min(
                        FINEST,
                        Math.sqrt(WORK
                                / model.parts().network().parameters().layout().size())));
        private final double[][] probabilities = new double[nodes * nodes][];

        private final int[] colors = IntStream.range(0, model.schema().classes().size())
                .map(c -> ChartStyle.color(c).getRGB())
                .toArray();

        Regions() {
            double[][] grid = new double[nodes * nodes][];
            for (int i = 0; i < grid.length; i++) {
                double right = (double) (i % nodes) / (nodes - 1);
                double up = (double) Math.floorDiv(i, nodes) / (nodes - 1);
                grid[i] = new double[] {from[0] + right * (to[0] - from[0]), from[1] + up * (to[1] - from[1])};
            }
            List<Prediction> predictions = model.predict(grid);
            for (int i = 0; i < grid.length; i++) {
                probabilities[i] = predictions.get(i).probabilities().values().stream()
                        .mapToDouble(Double::doubleValue)
                        .toArray();
            }
        }

        @Override
        public void paint(Graphics2D graphics, double left, double top, int size) {
            int width = (int) Math.round(chart.getScreenXFromChart(to[0]) - left);
            int height = (int) Math.round(chart.getScreenYFromChart(from[1]) - top);
            BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
            int[] pixels = Picture.pixels(image);
            double[] p = new double[probabilities[0].length];
            for (int i = 0; i < height; i++) {
                for (int j = 0; j < width; j++) {
                    interpolate((j + 0.5) / width, 1 - (i + 0.5) / height, p);
                    pixels[i * width + j] = color(p);
                }
            }
            graphics.drawImage(image, (int) Math.round(left), (int) Math.round(top), null);
        }

        /** Interpolates bilinearly between the nodes around a place. */
        private void interpolate(double right, double up, double[] p) {
            double x = right * (nodes - 1);
            double y = up * (nodes - 1);
            int column = Math.min((int) x, nodes - 2);
            int row = Math.min((int) y, nodes - 2);
            int node = row * nodes + column;
            for (int c = 0; c < p.length; c++) {
                double below = (1 - (x - column)) * probabilities[node][c] + (x - column) * probabilities[node + 1][c];
                double above = (1 - (x - column)) * probabilities[node + nodes][c]
                        + (x - column) * probabilities[node + nodes + 1][c];
                p[c] = (1 - (y - row)) * below + (y - row) * above;
            }
        }

        private int color(double[] p) {
            int best = 0;
            for (int c = 1; c < p.length; c++) {
                best = p[c] > p[best] ? c : best;
            }
            double certainty = (p[best] - 1.0 / p.length) / (1 - 1.0 / p.length);
            // outputs that are not probabilities may exceed the range
            return ChartStyle.mixed(colors[best], 0.12 + 0.38 * Math.max(0, Math.min(1, certainty)));
        }
    }
}
