package io.descent.benchmarks.search;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Draws panels of curves on logarithmic axes, as SVG. */
final class CurvesPicture {
    private static final List<String> COLORS =
            List.of("#2166ac", "#d95f02", "#228833", "#aa3377", "#555555", "#b8a000");
    private static final int COLUMNS = 3;
    private static final int WIDTH = 300;
    private static final int HEIGHT = 220;
    private static final int LEFT = 46;
    private static final int TOP = 28;
    private static final int BOTTOM = 30;
    private static final int LEGEND = 40;

    private final StringBuilder svg = new StringBuilder();

    /** Draws one panel per title. All panels must have the same curve names in the same order. */
    String draw(Map<String, List<Curve>> panels) {
        int rows = (panels.size() + COLUMNS - 1) / COLUMNS;
        add(
                "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' font-family='sans-serif' font-size='12'>",
                COLUMNS * WIDTH, rows * HEIGHT + LEGEND);
        add("<rect width='100%%' height='100%%' fill='white'/>");
        int i = 0;
        for (Map.Entry<String, List<Curve>> panel : panels.entrySet()) {
            add("<g transform='translate(%d,%d)'>", i % COLUMNS * WIDTH, i / COLUMNS * HEIGHT);
            panel(panel.getKey(), panel.getValue());
            add("</g>");
            i++;
        }
        List<Curve> names = panels.values().iterator().next();
        for (int c = 0; c < names.size(); c++) {
            int x = 20 + c * (COLUMNS * WIDTH - 40) / names.size();
            int y = rows * HEIGHT + LEGEND / 2;
            add("<line x1='%d' y1='%d' x2='%d' y2='%d' stroke='%s' stroke-width='3'/>", x, y, x + 24, y, COLORS.get(c));
            add("<text x='%d' y='%d'>%s</text>", x + 30, y + 4, names.get(c).name());
        }
        add("</svg>");
        return svg.toString();
    }

    private void panel(String title, List<Curve> curves) {
        double low = Double.POSITIVE_INFINITY;
        double high = 0;
        int trials = curves.get(0).medians().size();
        for (Curve curve : curves) {
            for (int n = 3; n <= trials; n++) {
                if (Double.isFinite(curve.after(n))) {
                    low = Math.min(low, curve.after(n));
                    high = curve.name().equals("grid")
                            ? high
                            : Math.max(high, curve.after(n)); // a grid may be far above the others
                }
            }
        }
        double from = Math.log10(low);
        double to = Math.log10(high);
        int right = WIDTH - 14;
        int bottom = HEIGHT - BOTTOM;
        add("<text x='%d' y='18' text-anchor='middle' font-size='13'>%s</text>", (LEFT + right) / 2, title);
        add(
                "<rect x='%d' y='%d' width='%d' height='%d' fill='none' stroke='#888'/>",
                LEFT, TOP, right - LEFT, bottom - TOP);
        for (double power = Math.ceil(from); power <= to; power++) {
            double y = bottom - (bottom - TOP) * (power - from) / (to - from);
            add("<line x1='%d' y1='%.1f' x2='%d' y2='%.1f' stroke='#ddd'/>", LEFT, y, right, y);
            if (bottom - y > 14) { // leaves room for the label of the minimum
                add("<text x='%d' y='%.1f' text-anchor='end'>%s</text>", LEFT - 4, y + 4, label(Math.pow(10, power)));
            }
        }
        add("<text x='%d' y='%d' text-anchor='end'>%s</text>", LEFT - 4, bottom + 4, label(low));
        for (int n : new int[] {1, 20, 40, trials}) {
            add("<text x='%.1f' y='%d' text-anchor='middle'>%d</text>", x(n, trials), HEIGHT - 14, n);
        }
        for (int c = 0; c < curves.size(); c++) {
            StringBuilder points = new StringBuilder();
            for (int n = 1; n <= trials; n++) {
                double value = curves.get(c).after(n);
                if (Double.isFinite(value)) {
                    double place = Math.min(1, (Math.log10(value) - from) / (to - from));
                    points.append(
                            String.format(Locale.ROOT, "%.1f,%.1f ", x(n, trials), bottom - (bottom - TOP) * place));
                }
            }
            add("<polyline points='%s' fill='none' stroke='%s' stroke-width='2'/>", points, COLORS.get(c));
        }
    }

    private static double x(int n, int trials) {
        return LEFT + (WIDTH - 14.0 - LEFT) * (n - 1) / (trials - 1);
    }

    private static String label(double value) {
        return value >= 0.001 && value < 10_000
                ? Double.toString(Double.parseDouble(String.format(Locale.ROOT, "%.2g", value)))
                        .replaceAll("\\.0$", "")
                : String.format(Locale.ROOT, "%.0e", value);
    }

    private void add(String format, Object... arguments) {
        svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }
}
