package io.descent.app.picture;

import io.descent.core.calibration.internal.LearntCalibration;
import io.descent.core.calibration.internal.Reliability;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Draws how often predictions of a confidence are right, before and after calibration. On the diagonal, probabilities
 * are what they say.
 */
final class ReliabilityDiagram {
    private static final BasicStroke STROKE = new BasicStroke(3, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);

    private ReliabilityDiagram() {}

    /**
     * Draws the picture.
     *
     * @param set the name of the set of examples
     * @return the bytes of a PNG file
     */
    static byte[] png(LearntCalibration.Quality quality, String set) {
        XYChart chart = new XYChart(ChartStyle.WIDTH, 1100);
        chart.setTitle(String.format(
                Locale.ROOT,
                "Reliability on the %s set: error %.4f, calibrated %.4f",
                set,
                quality.before().error(),
                quality.after().error()));
        chart.setXAxisTitle("mean probability of the predicted class, in bins of equally many examples");
        chart.setYAxisTitle("share of correct predictions");
        XYStyler styler = chart.getStyler();
        ChartStyle.apply(styler);
        styler.setLegendPosition(Styler.LegendPosition.OutsideS);
        styler.setLegendLayout(Styler.LegendLayout.Horizontal);
        styler.setMarkerSize(12);
        styler.setYAxisLeftWidthHint(150);
        double from = smallest(quality);
        double margin = 0.03 * (1 - from);
        styler.setXAxisMin(from - margin);
        styler.setXAxisMax(1 + margin);
        styler.setYAxisMin(from - margin);
        styler.setYAxisMax(1 + margin);
        styler.setxAxisTickLabelsFormattingFunction(Axis::number);
        styler.setyAxisTickLabelsFormattingFunction(Axis::number);
        XYSeries ideal = chart.addSeries("perfect", new double[] {from, 1}, new double[] {from, 1});
        ideal.setMarker(SeriesMarkers.NONE);
        ideal.setLineColor(Color.GRAY);
        ideal.setLineStyle(new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL, 1, new float[] {8, 8}, 0));
        add(chart, "uncalibrated", quality.before(), 1);
        add(chart, "calibrated", quality.after(), 0);
        return Picture.png(List.of(chart));
    }

    private static void add(XYChart chart, String name, Reliability reliability, int color) {
        XYSeries series = chart.addSeries(
                name,
                reliability.bins().stream()
                        .mapToDouble(Reliability.Bin::predicted)
                        .toArray(),
                reliability.bins().stream()
                        .mapToDouble(Reliability.Bin::observed)
                        .toArray());
        series.setMarker(SeriesMarkers.CIRCLE);
        series.setMarkerColor(ChartStyle.color(color));
        series.setLineColor(ChartStyle.color(color));
        series.setLineStyle(STROKE);
    }

    /** The tenth below every point. */
    private static double smallest(LearntCalibration.Quality quality) {
        double smallest = 0.9;
        for (Reliability each : List.of(quality.before(), quality.after())) {
            for (Reliability.Bin bin : each.bins()) {
                smallest = Math.min(smallest, Math.min(bin.predicted(), bin.observed()));
            }
        }
        return Math.floor(10 * smallest) / 10;
    }
}
