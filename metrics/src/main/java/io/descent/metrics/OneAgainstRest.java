package io.descent.metrics;

import io.descent.api.Predictions;
import io.descent.api.Reweighted;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;

/** One class against all others, with examples ranked by the probability of the class. */
final class OneAgainstRest {
    /** For each rank, from the smallest probability, the weight of the examples of the class. */
    final double[] positives;
    /** For each rank, the weight of all other examples. */
    final double[] negatives;

    private OneAgainstRest(double[] positives, double[] negatives) {
        this.positives = positives;
        this.negatives = negatives;
    }

    static OneAgainstRest of(Predictions predictions, int index) {
        return of(predictions, index, rank(predictions, index), predictions::weight);
    }

    private static Ranking rank(Predictions predictions, int index) {
        return Ranking.of(predictions.size(), i -> predictions.probability(i, index));
    }

    private static OneAgainstRest of(Predictions predictions, int index, Ranking ranking, IntToDoubleFunction weight) {
        return new OneAgainstRest(
                ranking.weights(i -> predictions.label(i) == index ? weight.applyAsDouble(i) : 0),
                ranking.weights(i -> predictions.label(i) == index ? 0 : weight.applyAsDouble(i)));
    }

    /**
     * Returns the score of the positive class of two. For more classes, returns the mean score of each class against
     * the rest; classes whose score is NaN are left out.
     */
    static double score(Predictions predictions, String positive, ToDoubleFunction<OneAgainstRest> score) {
        int classes = predictions.labels().classes().size();
        if (classes == 2) {
            return score.applyAsDouble(of(predictions, PositiveClass.index(predictions.labels(), positive)));
        }
        double[] scores = new double[classes];
        Arrays.setAll(scores, c -> score.applyAsDouble(of(predictions, c)));
        return WeightedMean.ofDefined(scores, c -> 1);
    }

    /** Returns the score as {@link #score} does, as a function of the weights. Examples are ranked once. */
    static Reweighted reweighted(Predictions predictions, String positive, ToDoubleFunction<OneAgainstRest> score) {
        int classes = predictions.labels().classes().size();
        if (classes == 2) {
            int index = PositiveClass.index(predictions.labels(), positive);
            Ranking ranking = rank(predictions, index);
            return weights -> Undefined.orNull(score.applyAsDouble(of(predictions, index, ranking, i -> weights[i])));
        }
        Ranking[] rankings = new Ranking[classes];
        Arrays.setAll(rankings, c -> rank(predictions, c));
        return weights -> {
            double[] scores = new double[classes];
            Arrays.setAll(scores, c -> score.applyAsDouble(of(predictions, c, rankings[c], i -> weights[i])));
            return Undefined.orNull(WeightedMean.ofDefined(scores, c -> 1));
        };
    }

    /** Returns the number of ranks. */
    int size() {
        return positives.length;
    }
}
