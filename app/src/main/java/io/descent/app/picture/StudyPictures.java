package io.descent.app.picture;

import io.descent.core.search.Goal;
import io.descent.core.search.Outcome.CurvePoint;
import io.descent.core.search.StudyResult;
import io.descent.core.search.Trial;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** Draws the pictures of a study in which at least one trial has a value. */
public final class StudyPictures {
    private static final Color GOOD = new Color(0x2166AC);
    private static final Color POOR = new Color(0xC9CED6);
    private static final Color BEST = new Color(0xD95F02);
    private static final Color FAILED = new Color(0xB2182B);

    /** More lines would be illegible: the best trials are drawn, and every n-th of the others. */
    private static final int MOST_LINES = 300;

    private static final int MOST_POINTS = 5000;
    private static final int MOST_PANELS = 24;
    private static final int MOST_AXES = 10;
    private static final int HEIGHT = 620;

    /** The share of its interval over which the trials with one whole number or option are spread. */
    private static final double SPREAD = 0.6;

    /** The share of trials whose values lie within the axis; the others are drawn at its end. */
    private static final double SHOWN = 0.9;

    /** Relative differences up to this are rounding. */
    private static final double ROUNDING = 1e-9;

    private final StudyResult result;
    private final String metric;
    private final List<Trial> ranked;
    private final Map<String, Double> importance;
    private final Map<Integer, Integer> ranks = new HashMap<>();
    private final double low;
    private final double high;

    /**
     * Prepares the pictures of a study.
     *
     * @param metric the metric by which trials are compared
     */
    public StudyPictures(StudyResult result, String metric) {
        this.result = result;
        this.metric = metric;
        ranked = result.ranked();
        importance = result.importance();
        for (int i = 0; i < ranked.size(); i++) {
            ranks.put(ranked.get(i).number(), i);
        }
        double[] losses = ranked.stream()
                .filter(trial -> !trial.isFailed())
                .mapToDouble(trial -> result.goal().loss(trial.value()))
                .sorted()
                .toArray();
        double best = losses[0];
        double worst = losses[(int) Math.min(losses.length - 1, Math.ceil(SHOWN * losses.length))];
        boolean differ = worst - best > ROUNDING * Math.max(Math.abs(best), Math.abs(worst));
        double margin = differ ? 0.06 * (worst - best) : Math.max(1e-3, 0.1 * Math.abs(best));
        low = result.goal() == Goal.MAXIMIZE ? -worst - margin : best - margin;
        high = result.goal() == Goal.MAXIMIZE ? -best + margin : worst + margin;
    }

    /** All pictures, each as the bytes of a PNG file, by file name. */
    public Map<String, byte[]> all() {
        Map<String, byte[]> pictures = new LinkedHashMap<>();
        pictures.put("objective.png", objective());
        pictures.put("hyperparameters.png", hyperparameters());
        pictures.put("parallel-coordinates.png", parallelCoordinates());
        if (ranked.stream().anyMatch(trial -> !curve(trial).isEmpty())) {
            pictures.put("learning-curves.png", learningCurves());
        }
        return pictures;
    }

    /** A panel that fills the picture, with the metric on the vertical axis. */
    private Panel whole(Graphics2D graphics, String title, Axis across) {
        return new Panel(graphics, 0, 0, ChartStyle.WIDTH, HEIGHT, title, across, values());
    }

    private Axis values() {
        return Axis.linear(metric, low, high);
    }

    /** The place of a value on the axis; values beyond an end are placed at the end. */
    private double place(double value) {
        return Math.max(0, Math.min(1, (value - low) / (high - low)));
    }

    /** The end of the axis at which the worst values lie. */
    private double worst() {
        return result.goal() == Goal.MAXIMIZE ? 0 : 1;
    }

    /** About {@code most} trials at most, the worst first, so that better ones are drawn above them. */
    private List<Trial> poorestFirst(int most) {
        List<Trial> some = new ArrayList<>();
        int half = most / 2;
        int every = 1 + ranked.size() / half;
        for (int i = 0; i < ranked.size(); i++) {
            if (ranked.size() <= most || i < half || i % every == 0) {
                some.add(ranked.get(i));
            }
        }
        Collections.reverse(some);
        return some;
    }

    /** The colour of a trial: from dark for good to pale for poor trials; the chosen one has its own colour. */
    private Color color(Trial trial) {
        int rank = Objects.requireNonNull(ranks.get(trial.number()));
        double share = Math.pow(1 - (double) rank / ranked.size(), 2);
        return rank == 0
                ? BEST
                : new Color(
                        mixed(GOOD.getRed(), POOR.getRed(), share),
                        mixed(GOOD.getGreen(), POOR.getGreen(), share),
                        mixed(GOOD.getBlue(), POOR.getBlue(), share));
    }

    private boolean isBest(Trial trial) {
        return trial.number() == ranked.get(0).number();
    }

    private static int mixed(int first, int second, double share) {
        return (int) Math.round(share * first + (1 - share) * second);
    }

    /** The value of each trial, and the best so far. */
    byte[] objective() {
        int last = result.trials().size() - 1;
        double span = Math.max(1, last);
        return Picture.png(ChartStyle.WIDTH, HEIGHT, graphics -> {
            Panel panel = whole(
                    graphics, "%s of each trial, and the best so far".formatted(metric), Axis.linear("trial", 0, span));
            int every = 1 + last / MOST_POINTS;
            List<double[]> steps = new ArrayList<>();
            double best = Double.POSITIVE_INFINITY;
            int most = ranked.get(0).last().epochs();
            for (Trial trial : result.trials()) {
                double x = trial.number() / span;
                if (trial.isFailed()) {
                    if (trial.number() % every == 0) {
                        panel.cross(x, worst(), FAILED);
                    }
                    continue;
                }
                double loss = result.goal().loss(trial.value());
                if (trial.last().epochs() == most && loss < best) {
                    if (!steps.isEmpty()) {
                        steps.add(new double[] {x, steps.get(steps.size() - 1)[1]});
                    }
                    best = loss;
                    steps.add(new double[] {x, place(trial.value())});
                }
                if (trial.number() % every == 0 || isBest(trial)) {
                    panel.point(x, place(trial.value()), 10, trial.last().epochs() == most ? GOOD : POOR);
                }
            }
            steps.add(new double[] {1, steps.get(steps.size() - 1)[1]});
            panel.line(steps, 3, BEST);
        });
    }

    /** One panel per hyperparameter, the most important first: the metric against its value. */
    byte[] hyperparameters() {
        List<Integer> shown = byImportance(MOST_PANELS);
        int width = ChartStyle.WIDTH / 2;
        int height = 400;
        return Picture.png(ChartStyle.WIDTH, height * ((shown.size() + 1) / 2), graphics -> {
            for (int i = 0; i < shown.size(); i++) {
                int dimension = shown.get(i);
                String name = result.space().dimension(dimension).name();
                Panel panel = new Panel(
                        graphics,
                        i % 2 * width,
                        i / 2 * height,
                        width,
                        height,
                        "%s, importance %.0f %%".formatted(metric, 100 * importance.getOrDefault(name, 0.0)),
                        Axis.of(name, result.space().dimension(dimension).range()),
                        values());
                for (Trial trial : poorestFirst(MOST_POINTS)) {
                    if (trial.point().isActive(dimension)) {
                        double x = shown(trial, dimension);
                        if (trial.isFailed()) {
                            panel.cross(x, worst(), FAILED);
                        } else {
                            boolean best = isBest(trial);
                            panel.point(x, place(trial.value()), best ? 16 : 10, color(trial));
                        }
                    }
                }
            }
        });
    }

    /** The place at which a value is drawn. Trials with the same whole number or option are drawn side by side. */
    private double shown(Trial trial, int dimension) {
        double place = trial.point().place(dimension);
        double middle = result.space().dimension(dimension).range().settle(place);
        return middle + SPREAD * (place - middle);
    }

    private List<Integer> byImportance(int most) {
        List<String> names = new ArrayList<>(importance.keySet());
        return IntStream.range(0, result.space().size())
                .boxed()
                .sorted(Comparator.comparingInt(
                        i -> names.indexOf(result.space().dimension(i).name())))
                .limit(most)
                .toList();
    }

    /** One line per trial across all hyperparameters, ending at its value on the right. */
    byte[] parallelCoordinates() {
        List<Integer> shown = byImportance(MOST_AXES);
        return Picture.png(ChartStyle.WIDTH, HEIGHT, graphics -> {
            List<Axis> axes = new ArrayList<>();
            shown.forEach(i -> axes.add(Axis.of(
                    result.space().dimension(i).name(),
                    result.space().dimension(i).range())));
            axes.add(values());
            ParallelAxes parallel = new ParallelAxes(graphics, axes, HEIGHT);
            for (Trial trial : poorestFirst(MOST_LINES)) {
                double[] places = new double[axes.size()];
                for (int i = 0; i < shown.size(); i++) {
                    places[i] = trial.point().isActive(shown.get(i)) ? shown(trial, shown.get(i)) : Double.NaN;
                }
                places[shown.size()] = trial.isFailed() ? worst() : place(trial.value());
                parallel.line(places, isBest(trial) ? 4 : 1.5f, trial.isFailed() ? FAILED : color(trial));
            }
            parallel.drawAxes();
        });
    }

    private static List<CurvePoint> curve(Trial trial) {
        return trial.rungs().stream()
                .flatMap(rung -> rung.repeats().get(0).curve().stream())
                .filter(point -> Double.isFinite(point.value()))
                .toList();
    }

    /** The metric by epoch, one line per trial. */
    byte[] learningCurves() {
        int epochs = ranked.stream()
                .flatMap(trial -> curve(trial).stream())
                .mapToInt(CurvePoint::epoch)
                .max()
                .orElse(1);
        return Picture.png(ChartStyle.WIDTH, HEIGHT, graphics -> {
            Panel panel = whole(
                    graphics,
                    "%s of all trials by epoch, the chosen one in orange".formatted(metric),
                    Axis.linear("epoch", 0, epochs));
            for (Trial trial : poorestFirst(MOST_LINES)) {
                List<double[]> points = curve(trial).stream()
                        .map(point -> new double[] {(double) point.epoch() / epochs, place(point.value())})
                        .toList();
                if (!points.isEmpty()) {
                    panel.line(points, isBest(trial) ? 4 : 1.5f, color(trial));
                }
            }
        });
    }

    /** Vertical axes side by side. */
    private static final class ParallelAxes {
        private static final int SIDE = 110;
        private static final int TOP = 70;
        private static final int BOTTOM = 50;

        private final Graphics2D graphics;
        private final List<Axis> axes;
        private final int height;

        ParallelAxes(Graphics2D graphics, List<Axis> axes, int height) {
            this.graphics = graphics;
            this.axes = axes;
            this.height = height;
            Panel.smooth(graphics);
        }

        private double x(int axis) {
            return SIDE + (ChartStyle.WIDTH - 2.0 * SIDE) * axis / (axes.size() - 1);
        }

        private double y(double place) {
            return TOP + (height - TOP - BOTTOM) * (1 - place);
        }

        /** Draws a line through the places; those that are NaN are skipped. */
        void line(double[] places, float thickness, Color color) {
            graphics.setColor(color);
            graphics.setStroke(new BasicStroke(thickness, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
            int[] drawn = IntStream.range(0, places.length)
                    .filter(i -> !Double.isNaN(places[i]))
                    .toArray();
            for (int i = 1; i < drawn.length; i++) {
                graphics.draw(
                        new Line2D.Double(x(drawn[i - 1]), y(places[drawn[i - 1]]), x(drawn[i]), y(places[drawn[i]])));
            }
        }

        void drawAxes() {
            double room = (ChartStyle.WIDTH - 2.0 * SIDE) / (axes.size() - 1) - 10;
            for (int i = 0; i < axes.size(); i++) {
                graphics.setColor(Color.DARK_GRAY);
                graphics.setStroke(new BasicStroke(2));
                graphics.draw(new Line2D.Double(x(i), y(0), x(i), y(1)));
                graphics.setFont(ChartStyle.font(18));
                FontMetrics metrics = graphics.getFontMetrics();
                for (Axis.Tick tick : axes.get(i).ticks()) {
                    String label = Panel.shortened(tick.label(), metrics, room);
                    double at = x(i) + 6;
                    double base = y(tick.at()) + 6;
                    graphics.setColor(new Color(255, 255, 255, 200));
                    graphics.fill(new Rectangle2D.Double(at - 2, base - 16, metrics.stringWidth(label) + 4, 20));
                    graphics.setColor(Color.BLACK);
                    graphics.drawString(label, (float) at, (float) base);
                }
                String[] parts = axes.get(i).title().split("\\.", -1);
                List<String> lines = Arrays.asList(parts).subList(Math.max(0, parts.length - 2), parts.length);
                for (int line = 0; line < lines.size(); line++) {
                    String text = Panel.shortened(lines.get(line), metrics, room + 6);
                    graphics.drawString(text, (float) (x(i) - metrics.stringWidth(text) / 2.0), 24 + 22 * line);
                }
            }
        }
    }
}
