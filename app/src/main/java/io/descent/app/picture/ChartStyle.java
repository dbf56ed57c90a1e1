package io.descent.app.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.List;
import org.knowm.xchart.style.AxesChartStyler;

/** The style of all charts: black on white, with text that is legible at half the size. */
final class ChartStyle {
    /** The width of all pictures, in pixels. */
    static final int WIDTH = 1200;

    /** Colours that colour-blind readers can tell apart, the first ones best (Tol's bright, then muted scheme). */
    private static final List<Color> COLORS = List.of(
            new Color(0x2166AC),
            new Color(0xD95F02),
            new Color(0x228833),
            new Color(0xAA3377),
            new Color(0x66CCEE),
            new Color(0xB8A000),
            new Color(0x555555),
            new Color(0x882255),
            new Color(0x44AA99),
            new Color(0xEE6677));

    private ChartStyle() {}

    /** The colour of line or class i, from 0. After ten, the colours repeat in a paler shade. */
    static Color color(int i) {
        Color full = COLORS.get(i % COLORS.size());
        return i < COLORS.size() ? full : new Color(mixed(full.getRGB(), 0.5));
    }

    /** Mixes a share of a colour with white: red, green and blue in 24 bits. */
    static int mixed(int color, double share) {
        int mixed = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            mixed |= (int) (255.5 + share * ((color >> shift & 255) - 255)) << shift;
        }
        return mixed;
    }

    static Font font(int size) {
        return new Font(Font.SANS_SERIF, Font.PLAIN, size);
    }

    static void apply(AxesChartStyler styler) {
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBackgroundColor(Color.WHITE);
        styler.setPlotBorderColor(Color.GRAY);
        styler.setChartPadding(24);
        styler.setChartTitleBoxVisible(false);
        styler.setChartTitleFont(font(28));
        styler.setChartTitlePadding(12);
        styler.setLegendFont(font(24));
        styler.setLegendBorderColor(Color.WHITE);
        styler.setLegendPadding(20);
        styler.setLegendSeriesLineLength(40);
        styler.setAxisTitleFont(font(24));
        styler.setAxisTitlePadding(14);
        styler.setAxisTickLabelsFont(font(22));
        styler.setAxisTickPadding(8);
        styler.setAxisTickMarksColor(Color.GRAY);
        styler.setPlotGridLinesColor(new Color(0xE4E4E4));
        styler.setPlotGridLinesStroke(new BasicStroke(1));
        styler.setYAxisLabelAlignment(AxesChartStyler.TextAlignment.Right);
        styler.setXAxisTickMarkSpacingHint(120);
        styler.setYAxisTickMarkSpacingHint(80);
        styler.setPlotContentSize(1); // the ranges include margins
        styler.setPlotMargin(0);
    }
}
