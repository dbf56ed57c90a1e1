package io.descent.app.picture;

import java.awt.BasicStroke;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A chart of lines over a count, such as epochs or examples. */
final class LineChart {
    /** Lines with at most this many points mark each of them. */
    private static final int FEW = 25;

    private static final BasicStroke STROKE = new BasicStroke(3, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);

    private LineChart() {}

    /**
     * Makes a chart.
     *
     * @param title the title; empty for none
     * @param x the title of the x axis
     * @param y the title of the y axis
     * @param lines at least one line with a point
     */
    static XYChart of(String title, String x, String y, int height, List<Line> lines) {
        XYChart chart = new XYChart(ChartStyle.WIDTH, height);
        chart.setTitle(title);
        chart.setXAxisTitle(x);
        chart.setYAxisTitle(y);
        XYStyler styler = chart.getStyler();
        ChartStyle.apply(styler);
        styler.setChartTitleVisible(!title.isEmpty());
        styler.setLegendPosition(Styler.LegendPosition.OutsideS);
        styler.setLegendLayout(Styler.LegendLayout.Horizontal);
        styler.setMarkerSize(10);
        styler.setxAxisTickLabelsFormattingFunction(count -> String.format(Locale.ROOT, "%,d", Math.round(count)));
        styler.setYAxisLeftWidthHint(150); // aligns charts below each other
        for (int i = 0; i < lines.size(); i++) {
            add(chart, lines.get(i).thinned(), i);
        }
        // the ticks are round numbers only if the ranges are set
        int first =
                lines.stream().mapToInt(line -> line.points().firstKey()).min().orElseThrow();
        int last =
                lines.stream().mapToInt(line -> line.points().lastKey()).max().orElseThrow();
        int span = last - first;
        styler.setXAxisMin(first - (span == 0 ? 1 : 0.013 * span));
        styler.setXAxisMax(last + (span == 0 ? 1 : 0.031 * span));
        ValueRange range = ValueRange.of(lines);
        styler.setYAxisMin(range.from());
        styler.setYAxisMax(range.to());
        styler.setYAxisLogarithmic(range.logarithmic());
        if (!range.logarithmic()) {
            styler.setyAxisTickLabelsFormattingFunction(range::label);
        }
        return chart;
    }

    private static void add(XYChart chart, Line line, int i) {
        XYSeries series = chart.addSeries(
                line.name(),
                line.points().keySet().stream()
                        .mapToDouble(Integer::doubleValue)
                        .toArray(),
                line.points().values().stream().mapToDouble(Double::doubleValue).toArray());
        Marker marker = line.points().size() <= FEW ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE;
        series.setMarker(marker);
        series.setMarkerColor(ChartStyle.color(i));
        series.setLineColor(ChartStyle.color(i));
        series.setLineStyle(STROKE);
    }
}
