package io.descent.app;

import io.descent.core.search.Outcome;
import io.descent.core.search.Space;
import io.descent.core.search.StudyListener;
import io.descent.core.search.StudyResult;
import io.descent.core.search.Trial;
import io.descent.core.tune.StudySpec;
import io.descent.inference.text.internal.Decimal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Shows the progress of a study: a table that is redrawn on a terminal, one line per round elsewhere. */
final class TuneProgress implements StudyListener {
    private static final int BEST = 5;
    private static final int WIDEST = 200;
    private static final long REDRAW_NANOS = 100_000_000;

    /** The least number of seconds between two lines. */
    private static final double INTERVAL = 0.5;

    private final PrintWriter out;
    private final StudySpec spec;
    private final String metric;
    private final boolean terminal;
    private @Nullable StudyResult soFar;
    private int round;
    private int evaluations;
    private int done;
    private int failed;
    private int drawn;
    private long drawnAt;
    private double printedAt = -INTERVAL;

    TuneProgress(PrintWriter out, StudySpec spec, String metric, boolean terminal) {
        this.out = out;
        this.spec = spec;
        this.metric = metric;
        this.terminal = terminal;
    }

    @Override
    public void onRound(int newRound, int newEvaluations) {
        round = newRound;
        evaluations = newEvaluations;
        done = 0;
    }

    @Override
    public void onOutcome(int trial, int repeat, Outcome outcome) {
        done++;
        failed += outcome.failure() == null ? 0 : 1;
        if (terminal && System.nanoTime() - drawnAt > REDRAW_NANOS) {
            redraw();
        }
    }

    @Override
    public void onRoundEnd(StudyResult result) {
        soFar = result;
        boolean last = result.trials().size() == spec.trials();
        if (terminal) {
            if (last || System.nanoTime() - drawnAt > REDRAW_NANOS) {
                redraw();
            }
        } else if (result.trials().size() == spec.trials() || result.seconds() - printedAt >= INTERVAL) {
            printedAt = result.seconds();
            out.println(state(result)
                    + result.best().map(best -> "  best " + describe(best)).orElse(""));
            out.flush();
        }
    }

    private String state(StudyResult result) {
        return String.format(
                Locale.ROOT,
                "round %d  %,d of %,d trials%s  %.1f s",
                round,
                result.trials().size(),
                spec.trials(),
                failed == 0 ? "" : String.format(Locale.ROOT, ", %,d failed", failed),
                result.seconds());
    }

    private String describe(Trial best) {
        List<String> values = new ArrayList<>();
        List<String> names = names(best.point().space());
        for (int i = 0; i < names.size(); i++) {
            if (best.point().isActive(i)) {
                values.add(names.get(i) + " " + text(best.point().value(i)));
            }
        }
        return "%s %s (trial %d: %s)"
                .formatted(metric, MetricsTable.number(best.value()), best.number(), String.join(", ", values));
    }

    private void redraw() {
        drawnAt = System.nanoTime();
        StringWriter text = new StringWriter();
        PrintWriter lines = new PrintWriter(text);
        lines.printf("round %d, %d of %d trainings%n", round, done, evaluations);
        if (soFar != null) {
            lines.println(state(soFar));
            TextTable.print(table(soFar, metric, BEST), lines);
        }
        lines.flush();
        if (drawn > 0) {
            Terminal.control(
                    out, "\u001b[" + drawn + "A\u001b[J"); // moves up to the start of the last table and clears it
        }
        drawn = 0;
        for (String line : text.toString().lines().toList()) {
            out.println(line.length() > WIDEST ? line.substring(0, WIDEST) : line);
            drawn++;
        }
        out.flush();
    }

    /** The rows of a table of the best trials with their hyperparameters. */
    static List<List<String>> table(StudyResult result, String metric, int most) {
        List<List<String>> rows = new ArrayList<>();
        boolean margins =
                result.trials().stream().anyMatch(trial -> trial.margin().isPresent());
        List<String> head = new ArrayList<>(List.of("trial", metric));
        if (margins) {
            head.add("+-");
        }
        head.add("epochs");
        head.addAll(names(result.space()));
        rows.add(head);
        for (Trial trial : result.ranked().stream().limit(most).toList()) {
            List<String> row = new ArrayList<>(List.of(
                    Integer.toString(trial.number()),
                    trial.isFailed() ? "failed" : MetricsTable.number(trial.value())));
            if (margins) {
                row.add(
                        trial.margin().isPresent()
                                ? MetricsTable.number(trial.margin().getAsDouble())
                                : "-");
            }
            row.add(Integer.toString(trial.last().repeats().get(0).epochs()));
            IntStream.range(0, result.space().size())
                    .mapToObj(
                            i -> trial.point().isActive(i) ? text(trial.point().value(i)) : "-")
                    .forEach(row::add);
            rows.add(row);
        }
        return rows;
    }

    /** The names, shortened to their last part if no other hyperparameter has the same one. */
    private static List<String> names(Space space) {
        List<String> whole =
                space.dimensions().stream().map(dimension -> dimension.name()).toList();
        List<String> last = whole.stream()
                .map(name -> name.substring(name.lastIndexOf('.') + 1))
                .toList();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < whole.size(); i++) {
            String name = last.get(i);
            names.add(last.stream().filter(name::equals).count() == 1 ? name : whole.get(i));
        }
        return names;
    }

    /** A value as text; numbers have four significant digits. */
    static String text(Object value) {
        return value instanceof Double number ? Decimal.rounded(number, 4) : value.toString();
    }
}
