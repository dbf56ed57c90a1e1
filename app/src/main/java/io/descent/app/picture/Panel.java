package io.descent.app.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;

/** A rectangle with two axes. Points and lines are drawn in it at places from 0 to 1. */
final class Panel {
    private static final int LEFT = 120;
    private static final int RIGHT = 24;
    private static final int BOTTOM = 84;
    private static final int TOP = 44;
    private static final Color GRID = new Color(0xE4E4E4);
    private static final int TICK_SIZE = 20;
    private static final int TITLE_SIZE = 22;
    private static final int GAP = 14;

    private final Graphics2D graphics;
    private final double left;
    private final double top;
    private final double width;
    private final double height;

    /** Draws the frame. */
    Panel(Graphics2D graphics, int x, int y, int width, int height, String title, Axis across, Axis up) {
        this.graphics = graphics;
        left = x + LEFT;
        top = y + TOP;
        this.width = width - LEFT - RIGHT;
        this.height = height - TOP - BOTTOM;
        smooth(graphics);
        graphics.setStroke(new BasicStroke(1));
        graphics.setFont(ChartStyle.font(TICK_SIZE));
        FontMetrics metrics = graphics.getFontMetrics();
        double free = Double.NEGATIVE_INFINITY;
        for (Axis.Tick tick : across.ticks()) {
            line(GRID, tick.at(), 0, tick.at(), 1);
            String label =
                    shortened(tick.label(), metrics, this.width / across.ticks().size());
            double begin = across(tick.at()) - metrics.stringWidth(label) / 2.0;
            if (begin > free) {
                graphics.setColor(Color.BLACK);
                graphics.drawString(label, (float) begin, (float) (top + this.height + TICK_SIZE + 6));
                free = begin + metrics.stringWidth(label) + GAP;
            }
        }
        for (Axis.Tick tick : up.ticks()) {
            line(GRID, 0, tick.at(), 1, tick.at());
            graphics.setColor(Color.BLACK);
            graphics.drawString(tick.label(), (float) (left - metrics.stringWidth(tick.label()) - 10), (float)
                    (up(tick.at()) + TICK_SIZE / 3.0));
        }
        graphics.setColor(Color.GRAY);
        graphics.draw(new Rectangle2D.Double(left, top, this.width, this.height));
        graphics.setColor(Color.BLACK);
        graphics.setFont(ChartStyle.font(TITLE_SIZE));
        centred(across.title(), left + this.width / 2, top + this.height + TICK_SIZE + 36);
        centred(title.isEmpty() ? up.title() : title, left + this.width / 2, top - GAP);
    }

    static void smooth(Graphics2D graphics) {
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    }

    /** The text, with its end cut off if it is too wide. */
    static String shortened(String text, FontMetrics metrics, double width) {
        String shown = text;
        while (shown.length() > 4 && metrics.stringWidth(shown) > width) {
            shown = shown.substring(0, shown.length() - 4) + "...";
        }
        return shown;
    }

    private void centred(String text, double x, double y) {
        FontMetrics metrics = graphics.getFontMetrics();
        String shown = shortened(text, metrics, width + LEFT);
        graphics.drawString(shown, (float) (x - metrics.stringWidth(shown) / 2.0), (float) y);
    }

    private double across(double place) {
        return left + width * place;
    }

    private double up(double place) {
        return top + height * (1 - place);
    }

    private void line(Color color, double fromX, double fromY, double toX, double toY) {
        graphics.setColor(color);
        graphics.draw(new Line2D.Double(across(fromX), up(fromY), across(toX), up(toY)));
    }

    /** Draws a point. */
    void point(double x, double y, double size, Color color) {
        graphics.setColor(color);
        graphics.fill(new Ellipse2D.Double(across(x) - size / 2, up(y) - size / 2, size, size));
    }

    /** Draws a cross, which marks a failure. */
    void cross(double x, double y, Color color) {
        graphics.setColor(color);
        graphics.setStroke(new BasicStroke(2));
        graphics.draw(new Line2D.Double(across(x) - 5, up(y) - 5, across(x) + 5, up(y) + 5));
        graphics.draw(new Line2D.Double(across(x) - 5, up(y) + 5, across(x) + 5, up(y) - 5));
    }

    /** Draws a line through points, each an array of x and y. */
    void line(List<double[]> points, float thickness, Color color) {
        Path2D path = new Path2D.Double();
        for (int i = 0; i < points.size(); i++) {
            double x = across(points.get(i)[0]);
            double y = up(points.get(i)[1]);
            if (i == 0) {
                path.moveTo(x, y);
            } else {
                path.lineTo(x, y);
            }
        }
        graphics.setColor(color);
        graphics.setStroke(new BasicStroke(thickness, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        graphics.draw(path);
    }
}
