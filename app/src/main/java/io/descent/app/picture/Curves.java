package io.descent.app.picture;

import io.descent.core.diagnosis.LearningCurvePoint;
import io.descent.core.run.RunRecord;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler;

/** Draws curves of costs and metrics. Each method returns the bytes of a PNG file. */
public final class Curves {
    private static final int LEGEND_LINE = 44;

    private Curves() {}

    /**
     * Draws costs, headline metric and learning rate of a run by epoch.
     *
     * @param penalties whether the training cost includes penalties
     * @return the bytes of a PNG file; null if the run has completed no epoch
     */
    public static byte @Nullable [] ofRun(RunRecord run, boolean penalties) {
        SortedMap<Integer, Double> rates = run.history("learningRate");
        if (rates.isEmpty()) {
            return null;
        }
        List<XYChart> charts = new ArrayList<>();
        String metric = run.headline();
        int last = rates.lastKey();
        add(
                charts,
                540,
                title(run, metric, last),
                "cost",
                new Line(penalties ? "train, penalties included" : "train", run.history("train.cost")),
                new Line("dev", run.history("dev.cost")));
        if (!run.history("dev." + metric).isEmpty()) {
            Double reached = run.result("metrics.train." + metric);
            add(
                    charts,
                    420,
                    "",
                    metric,
                    new Line("train, at the end", new TreeMap<>(reached == null ? Map.of() : Map.of(last, reached))),
                    new Line("dev", run.history("dev." + metric)));
        }
        add(charts, 300, "", "learning rate", new Line("learning rate", rates));
        XYChart lowest = charts.get(charts.size() - 1);
        lowest.setXAxisTitle("epoch");
        lowest.getStyler().setLegendVisible(false);
        lowest.getSeriesMap().values().forEach(series -> {
            series.setLineColor(Color.DARK_GRAY);
            series.setMarkerColor(Color.DARK_GRAY);
        });
        return Picture.png(charts);
    }

    private static void add(List<XYChart> charts, int height, String title, String y, Line... lines) {
        List<Line> drawn =
                Stream.of(lines).filter(line -> !line.points().isEmpty()).toList();
        if (!drawn.isEmpty()) {
            charts.add(LineChart.of(title, "", y, height, drawn));
        }
    }

    private static String title(RunRecord run, String metric, int epochs) {
        String set = run.result("metrics.dev." + metric) == null ? "train" : "dev";
        return String.format(
                Locale.ROOT,
                "Learning curve: %s %s %.4f after %,d %s",
                set,
                metric,
                run.result("metrics." + set + "." + metric),
                epochs,
                epochs == 1 ? "epoch" : "epochs");
    }

    /**
     * Draws a metric of several runs by epoch.
     *
     * @param runs for each name in the legend, the values of a run by epoch
     * @return the bytes of a PNG file; null if no run has a finite value
     */
    public static byte @Nullable [] ofRuns(String metric, Map<String, SortedMap<Integer, Double>> runs) {
        List<Line> lines = runs.entrySet().stream()
                .map(run -> new Line(run.getKey(), run.getValue()))
                .filter(line -> !line.points().isEmpty())
                .toList();
        if (lines.isEmpty()) {
            return null;
        }
        XYChart chart = LineChart.of(metric + " by epoch", "epoch", metric, 720 + LEGEND_LINE * lines.size(), lines);
        chart.getStyler().setLegendLayout(Styler.LegendLayout.Vertical);
        return Picture.png(List.of(chart));
    }

    /**
     * Draws errors by number of training examples, at equal distances, because the numbers grow by a constant factor.
     *
     * @param points at least two
     */
    public static byte[] bySize(List<LearningCurvePoint> points) {
        SortedMap<Integer, Double> train = new TreeMap<>();
        SortedMap<Integer, Double> dev = new TreeMap<>();
        for (int i = 0; i < points.size(); i++) {
            train.put(i, points.get(i).trainError().value());
            dev.put(i, points.get(i).devError().value());
        }
        XYChart chart = LineChart.of(
                "Learning curve by number of training examples",
                "training examples",
                "error",
                720,
                List.of(new Line("train", train), new Line("dev", dev)));
        chart.getStyler()
                .setxAxisTickLabelsFormattingFunction(
                        place -> String.format(Locale.ROOT, "%,d", examples(points, place)));
        return Picture.png(List.of(chart));
    }

    /** The number of examples at a place between two points, on a logarithmic scale. */
    private static long examples(List<LearningCurvePoint> points, double place) {
        int i = (int) Math.max(0, Math.min(points.size() - 2, Math.floor(place)));
        double from = points.get(i).examples();
        double to = points.get(i + 1).examples();
        return Math.round(from * Math.pow(to / from, place - i));
    }
}
