package io.descent.app;

import io.descent.core.calibration.internal.LearntCalibration;
import io.descent.core.calibration.internal.Threshold;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.training.CalibrationReport;
import io.descent.core.training.TrainingResult;
import io.descent.inference.model.internal.Calibration;
import io.descent.inference.model.internal.Residuals;
import io.descent.inference.spec.Schema;
import io.descent.inference.text.internal.Decimal;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Prints what was learnt about predictions. */
final class CalibrationText {
    private static final int DIGITS = 4;
    private static final int MOST_LABELS = 5;
    private static final String AT_HALF = " at 0.5";

    private CalibrationText() {}

    /** Prints what the training has learnt, in the lines of its summary. */
    static void print(TrainingResult result, PrintWriter out) {
        CalibrationReport report = result.calibration();
        if (report == null) {
            return;
        }
        LearntCalibration learnt = report.learnt();
        if (!learnt.sets().isEmpty()) {
            out.printf(
                    Locale.ROOT,
                    "calibration      temperature %s, from %,d %s%n",
                    Decimal.rounded(learnt.calibration().temperature(), DIGITS),
                    learnt.examples(),
                    examples(result));
            line(
                    out,
                    "log loss",
                    learnt.sets().entrySet().stream()
                            .map(set -> change(
                                    set.getKey(),
                                    set.getValue().logLossBefore(),
                                    set.getValue().logLossAfter()))
                            .toList());
            line(
                    out,
                    "calibration error",
                    learnt.sets().entrySet().stream()
                            .map(set -> change(
                                    set.getKey(),
                                    set.getValue().before().error(),
                                    set.getValue().after().error()))
                            .toList());
        }
        Threshold threshold = learnt.threshold();
        if (threshold != null) {
            out.printf(
                    "threshold        %s%n%s",
                    rule(result.model().schema(), threshold.value()),
                    threshold.atValue() == null
                            ? ""
                            : "                 %s: %s on the %s, %s at 0.5%n"
                                    .formatted(
                                            threshold.goal(),
                                            MetricsTable.number(threshold.atValue()),
                                            result.dev() == null ? "held-out examples" : "dev set",
                                            MetricsTable.number(threshold.atHalf())));
        }
        List<Residuals> intervals = learnt.calibration().intervals();
        if (!intervals.isEmpty()) {
            out.printf(
                    Locale.ROOT,
                    "intervals        from %,d %s%s%n",
                    learnt.examples(),
                    examples(result),
                    intervals.get(0).folds() > 1
                            ? " in " + intervals.get(0).folds() + " folds"
                            : isDivided(result.experiment()) ? " that did not choose the epoch" : "");
            widths(result.model().schema(), intervals, out);
        }
        learnt.notes().forEach(note -> out.println("note: " + note));
    }

    /** What the examples are: without a dev set, rows that are held out from the networks of folds. */
    private static String examples(TrainingResult result) {
        return result.dev() == null ? "held-out examples" : "examples of the dev set";
    }

    /** Whether a part of the dev set chooses the epoch, and another one gives intervals. */
    private static boolean isDivided(ResolvedExperiment experiment) {
        return experiment.training().folds() == null && experiment.devSetDecides();
    }

    private static void line(PrintWriter out, String name, List<String> changes) {
        out.printf("                 %s: %s%n", name, String.join(", ", changes));
    }

    private static String change(String set, double before, double after) {
        return "%s %s -> %s".formatted(set, MetricsTable.number(before), MetricsTable.number(after));
    }

    private static String rule(Schema schema, double threshold) {
        return "'%s' if its probability is above %s"
                .formatted(ColumnsTable.shortened(schema.classes().get(1), 40), Decimal.rounded(threshold, DIGITS));
    }

    private static void widths(Schema schema, List<Residuals> intervals, PrintWriter out) {
        for (int k = 0; k < Math.min(MOST_LABELS, intervals.size()); k++) {
            Residuals residuals = intervals.get(k);
            if (residuals.folds() > 1 || residuals.size() < 9) {
                continue; // the width depends on the example, or there are too few for a level of 0.9
            }
            out.printf(
                    "                 %s: the prediction +- %s in 90 %% of cases%n",
                    ColumnsTable.shortened(schema.labels().get(k), 40),
                    Decimal.rounded(residuals.bounds(0.9).upper(0), DIGITS));
        }
    }

    /** Says, before a training, how the dev set is divided. */
    static void printDivision(ResolvedExperiment experiment, PrintWriter out) {
        if (experiment.calibration() != null && experiment.calibration().interval() && isDivided(experiment)) {
            double share = 100 * experiment.calibration().intervalShare();
            out.printf(
                    "%s %% of the dev set is kept apart for intervals; the rest chooses the epoch%n",
                    Decimal.rounded(share, DIGITS));
        }
    }

    /** Says what calibration a model has. */
    static void print(Schema schema, Calibration calibration, PrintWriter out) {
        if (calibration.temperature() != 1) {
            out.printf("calibrated   temperature %s%n", Decimal.rounded(calibration.temperature(), DIGITS));
        }
        if (calibration.threshold() != Calibration.HALF) {
            out.printf("threshold    %s%n", rule(schema, calibration.threshold()));
        }
        if (!calibration.intervals().isEmpty()) {
            Residuals first = calibration.intervals().get(0);
            out.printf(
                    Locale.ROOT,
                    "intervals    from %,d examples%s; predict --interval 0.9 writes them%n",
                    first.size(),
                    first.folds() == 1 ? "" : " in " + first.folds() + " folds");
            widths(schema, calibration.intervals(), out);
        }
    }

    /** The name of the column with the metrics of a set at the usual threshold. */
    static String atHalf(String set) {
        return set + AT_HALF;
    }

    /** Whether a column has the metrics at the usual threshold. */
    static boolean isAtHalf(String column) {
        return column.endsWith(AT_HALF);
    }
}
