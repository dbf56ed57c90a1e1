package io.descent.core.diagnosis;

import io.descent.core.data.TargetScaling;
import io.descent.core.diagnosis.Finding.Kind;
import io.descent.core.metrics.ConfusionMatrix;
import io.descent.core.metrics.Evaluation;
import io.descent.core.training.EpochReport;
import io.descent.core.training.TrainingResult;
import io.descent.inference.text.internal.Printable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Looks for what bias and variance do not show: useless predictions, and simple causes of errors. */
final class Findings {
    /** Differences within so many standard errors are noise. */
    private static final double NOISE = 1.96;

    /** R2 above this is as good as the mean, if not better. */
    private static final double AS_THE_MEAN = -0.05;

    /** A root mean squared error above this shows labels that are not scaled. */
    private static final double LARGE = 3;

    /** By this factor the last dev cost exceeds the best one if the network has overfit. */
    private static final double RISEN = 1.1;

    private static final int FEWEST_REPORTS = 5;
    private static final int MOST_NAMES = 3;
    private static final int MOST_CHARACTERS = 40;

    private final TrainingResult result;
    private final Evaluation judged;
    private final String name;

    Findings(TrainingResult result) {
        this.result = result;
        Evaluation dev = result.dev();
        judged = dev != null ? dev : result.train();
        name = dev != null ? "dev" : "training";
    }

    /** Why predictions are useless; empty if they are not. */
    List<Finding> symptoms() {
        List<Finding> found = new ArrayList<>();
        worseThanMean().ifPresent(found::add);
        noBetterThanMajority().ifPresent(found::add);
        List<String> names = neverPredicted().stream().map(this::name).toList();
        if (!names.isEmpty()) {
            found.add(new Finding(
                    Kind.CLASS_NEVER_PREDICTED,
                    listed(names) + (names.size() == 1 ? " is" : " are") + " never predicted"));
        }
        return found;
    }

    private Optional<Finding> worseThanMean() {
        Double r2 = judged.values().get("r2");
        return r2 == null || !(r2 < 0)
                ? Optional.empty()
                : Optional.of(new Finding(
                        Kind.WORSE_THAN_MEAN,
                        String.format(
                                Locale.ROOT,
                                "%s than predicting the mean (R2 %.2f on the %s set)",
                                r2 < AS_THE_MEAN ? "worse" : "no better",
                                r2,
                                name)));
    }

    /**
     * Compares the network with the majority class. Class weights trade accuracy for the rare classes, so that such
     * networks are not compared.
     */
    private Optional<Finding> noBetterThanMajority() {
        ConfusionMatrix train = result.train().confusion();
        ConfusionMatrix dev = judged.confusion();
        if (train == null || dev == null || result.experiment().training().classWeights() != null) {
            return Optional.empty();
        }
        int majority = majority();
        boolean hasOthers = dev.support(majority) < judged.examples();
        if (!hasOthers && train.support(majority) == result.train().examples()) {
            return Optional.empty();
        }
        Evaluation set = hasOthers ? judged : result.train();
        ConfusionMatrix confusion = hasOthers ? dev : train;
        Gain gain = Gain.of(confusion, majority);
        if (gain.isClear() || gain.b > gain.c && Gain.of(train, majority).isClear()) {
            return Optional.empty();
        }
        return Optional.of(new Finding(
                Kind.NO_BETTER_THAN_MAJORITY,
                "%s than always predicting %s (right for %s of the %s set)"
                        .formatted(
                                gain.isClearLoss() ? "worse" : "no better",
                                name(majority),
                                Estimate.percent(confusion.support(majority) / (double) set.examples()),
                                hasOthers ? name : "training")));
    }

    /**
     * What a network gains over the answer that is right most often. Of independent pairs, the difference b - c has the
     * variance b + c (McNemar 1947).
     *
     * @param b number of examples that only the network gets right
     * @param c number of examples that only the other answer gets right
     */
    private record Gain(int b, int c) {
        static Gain of(ConfusionMatrix confusion, int majority) {
            int right = confusion.counts().get(majority).get(majority);
            return new Gain(confusion.right() - right, confusion.support(majority) - right);
        }

        private double noise() {
            return NOISE * Math.sqrt(b + (double) c);
        }

        boolean isClear() {
            return b > c && (c == 0 || b - c > noise());
        }

        boolean isClearLoss() {
            return c - b > noise();
        }
    }

    /** The most frequent class of the training set; the first of several. */
    private int majority() {
        ConfusionMatrix train = confusionOfTrain();
        return IntStream.range(0, train.classes().size())
                .boxed()
                .max(Comparator.<Integer>comparingInt(train::support).thenComparing(Comparator.reverseOrder()))
                .orElseThrow();
    }

    private ConfusionMatrix confusionOfTrain() {
        return Objects.requireNonNull(result.train().confusion(), "only for classes");
    }

    /** The classes of the training set that are predicted for no example of the training and the dev set. */
    List<Integer> neverPredicted() {
        ConfusionMatrix train = result.train().confusion();
        ConfusionMatrix other = judged.confusion();
        if (train == null || other == null) {
            return List.of();
        }
        return IntStream.range(0, train.classes().size())
                .filter(k -> train.support(k) > 0 && train.predicted(k) == 0 && other.predicted(k) == 0)
                .boxed()
                .toList();
    }

    /** Number of training examples of a class. */
    int support(int index) {
        return confusionOfTrain().support(index);
    }

    /** Whether a class has less than half of the examples that it would have if all classes were equally frequent. */
    boolean isRare(int index) {
        ConfusionMatrix train = confusionOfTrain();
        return 2L * train.support(index) * train.classes().size()
                < result.train().examples();
    }

    int classes() {
        return confusionOfTrain().classes().size();
    }

    String name(int index) {
        return "'" + Printable.excerpt(confusionOfTrain().classes().get(index), MOST_CHARACTERS) + "'";
    }

    static String listed(List<String> names) {
        String some = names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
        return names.size() <= MOST_NAMES ? some : some + " and %d more".formatted(names.size() - MOST_NAMES);
    }

    /** Labels that were trained as they are although they are large, and are not reached. */
    Optional<Finding> targetScale() {
        Double rmse = judged.values().get("rmse");
        return result.experiment().data().target() == TargetScaling.NONE
                        && worseThanMean().isPresent()
                        && rmse != null
                        && rmse > LARGE
                ? Optional.of(new Finding(Kind.TARGET_SCALE, "labels are not scaled"))
                : Optional.empty();
    }

    /** The report with the lowest dev cost, if that was in the first half and the cost has risen since. */
    Optional<EpochReport> bestBeforeOverfitting() {
        EpochReport best = null;
        EpochReport last = null;
        int reports = 0;
        for (EpochReport report : result.history()) {
            if (!Double.isNaN(cost(report.dev()))) {
                reports++;
                last = report;
                best = best == null || cost(report.dev()) < cost(best.dev()) ? report : best;
            }
        }
        boolean hasRisen = best != null
                && last != null
                && cost(best.dev()) > 0
                && reports >= FEWEST_REPORTS
                && 2 * best.epoch() <= result.epochs()
                && cost(last.dev()) > RISEN * cost(best.dev())
                && result.modelEpoch() == result.epochs();
        return hasRisen ? Optional.ofNullable(best) : Optional.empty();
    }

    private static double cost(@Nullable Evaluation evaluation) {
        return evaluation == null ? Double.NaN : evaluation.cost();
    }

    Optional<Finding> overfitEarly() {
        return bestBeforeOverfitting()
                .map(best -> new Finding(
                        Kind.OVERFIT_EARLY,
                        "overfit early (the dev cost was lowest in epoch %,d of %,d)"
                                .formatted(best.epoch(), result.epochs())));
    }
}
