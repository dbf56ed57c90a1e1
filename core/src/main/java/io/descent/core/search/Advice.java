package io.descent.core.search;

import io.descent.inference.text.internal.Decimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Conclusions from a study, in sentences. */
final class Advice {
    /** A hyperparameter of lower importance is reported as hardly mattering. */
    private static final double SLIGHT = 0.05;

    /** A value is near an end of a range if its distance is at most this share of the range. */
    private static final double NEAR = 0.1;

    /** Failures are mentioned if at least this share of trials failed. */
    private static final double MANY = 0.1;

    private Advice() {}

    /** Returns the sentences. */
    static String of(StudyResult result, Map<String, Double> importance) {
        List<String> sentences = new ArrayList<>();
        Optional<Trial> best = result.best();
        if (best.isEmpty()) {
            return result.trials().isEmpty() ? "No trial was run." : "All trials failed.";
        }
        if (result.trials().size() < Importance.FEWEST) {
            sentences.add("%d trials are too few to tell what mattered; at least %d are needed."
                    .formatted(result.trials().size(), Importance.FEWEST));
        } else {
            sentences.add(ranking(importance));
        }
        for (int i = 0; i < result.space().size(); i++) {
            Dimension dimension = result.space().dimension(i);
            double share = importance.getOrDefault(dimension.name(), 0.0);
            if (share >= SLIGHT && best.get().point().isActive(i) && dimension.range() instanceof NumberRange range) {
                end(dimension.name(), range, best.get().point().place(i)).ifPresent(sentences::add);
            }
        }
        long failed = result.trials().stream().filter(Trial::isFailed).count();
        if (failed >= MANY * result.trials().size()) {
            sentences.add("%d of %d trials failed%s."
                    .formatted(failed, result.trials().size(), whereFailed(result, importance)));
        }
        return String.join(" ", sentences);
    }

    private static String ranking(Map<String, Double> importance) {
        List<String> more = new ArrayList<>();
        List<String> slight = new ArrayList<>();
        importance.forEach((name, share) -> (share >= SLIGHT ? more : slight)
                .add(share >= SLIGHT ? "%s (%s)".formatted(name, percent(share)) : name));
        if (more.isEmpty()) {
            return "No single hyperparameter explains which trials did well: widen the ranges, or allow more trials.";
        }
        String sentence = more.get(0) + " mattered most";
        if (more.size() > 1) {
            sentence += ", then " + String.join(", ", more.subList(1, more.size()));
        }
        return slight.isEmpty()
                ? sentence + "."
                : "%s; %s hardly mattered.".formatted(sentence, String.join(", ", slight));
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }

    /** A sentence if the best value is near an end of its range. */
    private static Optional<String> end(String name, NumberRange range, double place) {
        if (range.size() > 0 && range.size() < 1 / NEAR) {
            // in a small range of whole numbers, only the first and the last are near the ends
            place = range.index(place) == 0 ? 0 : range.index(place) == range.size() - 1 ? 1 : 0.5;
        }
        if (place > NEAR && place < 1 - NEAR) {
            return Optional.empty();
        }
        boolean upper = place > 0.5;
        return Optional.of("The best %s, %s, is near the %s end of its range, %s: consider widening the range there."
                .formatted(
                        name,
                        number(range.at(place)),
                        upper ? "upper" : "lower",
                        number(upper ? range.to() : range.from())));
    }

    /** Where most failures are, if that is the upper part of the range of the most important hyperparameter. */
    private static String whereFailed(StudyResult result, Map<String, Double> importance) {
        for (int i = 0; i < result.space().size(); i++) {
            int dimension = i;
            boolean most = importance
                    .keySet()
                    .iterator()
                    .next()
                    .equals(result.space().dimension(i).name());
            if (most && result.space().dimension(i).range() instanceof NumberRange range) {
                double[] failed = result.trials().stream()
                        .filter(trial -> trial.isFailed() && trial.point().isActive(dimension))
                        .mapToDouble(trial -> trial.point().place(dimension))
                        .sorted()
                        .toArray();
                double highestGood = result.trials().stream()
                        .filter(trial -> !trial.isFailed() && trial.point().isActive(dimension))
                        .mapToDouble(trial -> trial.point().place(dimension))
                        .max()
                        .orElse(1);
                if (failed.length > 0 && failed[failed.length / 2] > highestGood) {
                    return ", most of them with a %s above %s: lower the upper end of its range"
                            .formatted(result.space().dimension(i).name(), number(range.at(highestGood)));
                }
            }
        }
        return "";
    }

    /** Three digits, which is enough for advice. */
    static String number(Number value) {
        return value instanceof Integer ? value.toString() : Decimal.rounded(value.doubleValue(), 3);
    }
}
