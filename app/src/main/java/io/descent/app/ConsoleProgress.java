package io.descent.app;

import io.descent.core.metrics.Evaluation;
import io.descent.core.training.EpochReport;
import io.descent.core.training.TrainingListener;
import io.descent.core.training.TrainingRun;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Shows the progress of a training: a bar on a terminal, one line per reported epoch elsewhere. */
final class ConsoleProgress implements TrainingListener {
    private static final long REDRAW_NANOS = 100_000_000;
    private static final int BAR = 24;

    /** The relative decrease from which a cost counts as falling. */
    private static final double FALL = 1e-3;
    /** A plateau is reported after a fifth of the training without a fall, but at least this many epochs. */
    private static final int FEWEST = 10;

    private static final int PATIENCE_SHARE = 5;

    private final PrintWriter out;
    private final boolean terminal;
    private long start;
    private long drawn;
    private int width;
    private double cost = Double.NaN;
    private double lowest = Double.POSITIVE_INFINITY;
    private int lowestEpoch;
    private boolean told;
    private @Nullable Evaluation dev;

    ConsoleProgress(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public void onStart(TrainingRun run) {
        start = System.nanoTime();
    }

    @Override
    public void onStep(TrainingRun run) {
        if (terminal && System.nanoTime() - drawn > REDRAW_NANOS) {
            draw(run);
        }
    }

    @Override
    public void onEpoch(TrainingRun run, EpochReport report) {
        cost = report.trainCost();
        dev = report.dev() == null ? dev : report.dev();
        if (cost < lowest * (1 - FALL)) {
            lowest = cost;
            lowestEpoch = report.epoch();
            told = false;
        }
        boolean last = report.epoch() == run.experiment().training().epochs();
        if (terminal) {
            if (last) {
                draw(run);
                out.println();
                out.flush();
            }
        } else if (report.reported()) {
            out.println(line(run));
            out.flush();
        }
        tellPlateau(run, report);
    }

    /** Reports a plateau of the cost, once until it falls again. */
    private void tellPlateau(TrainingRun run, EpochReport report) {
        int patience = Math.max(FEWEST, run.experiment().training().epochs() / PATIENCE_SHARE);
        if (report.reported() && !told && lowestEpoch > 0 && report.epoch() - lowestEpoch >= patience) {
            told = true;
            out.printf(
                    "%sthe cost has not fallen by %.1f %% since epoch %d (%s)%n",
                    terminal ? "\n" : "", 100 * FALL, lowestEpoch, MetricsTable.number(lowest));
            out.flush();
        }
    }

    private void draw(TrainingRun run) {
        drawn = System.nanoTime();
        int filled = (int) Math.round(BAR * share(run));
        String text = "[%s%s] %s".formatted("=".repeat(filled), " ".repeat(BAR - filled), line(run));
        Terminal.control(out, "\r");
        out.print(text + " ".repeat(Math.max(0, width - text.length())));
        out.flush();
        width = text.length();
    }

    private static double share(TrainingRun run) {
        return (double) run.step() / ((double) run.experiment().training().epochs() * run.stepsPerEpoch());
    }

    private String line(TrainingRun run) {
        int epochs = run.experiment().training().epochs();
        int digits = Integer.toString(epochs).length();
        double seconds = (System.nanoTime() - start) / 1e9;
        double examples =
                (double) run.step() / run.stepsPerEpoch() * run.data().train().size();
        double left = seconds * (1 / Math.max(share(run), 1e-9) - 1);
        StringBuilder line = new StringBuilder()
                .append(String.format(Locale.ROOT, "epoch %" + digits + "d/%d", run.epoch(), epochs));
        double shown = terminal ? run.smoothedCost() : cost;
        if (!Double.isNaN(shown)) {
            line.append("  cost ").append(MetricsTable.number(shown));
        }
        if (dev != null) {
            String metric = dev.headline();
            line.append("  dev ")
                    .append(metric)
                    .append(' ')
                    .append(MetricsTable.number(dev.values().get(metric)));
        }
        return line.append(String.format(Locale.ROOT, "  %,.0f examples/s  %s left", examples / seconds, time(left)))
                .toString();
    }

    private static String time(double seconds) {
        if (seconds < 100) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        long minutes = Math.round(seconds / 60);
        return minutes < 100 ? minutes + " min" : String.format(Locale.ROOT, "%.1f h", seconds / 3600);
    }
}
