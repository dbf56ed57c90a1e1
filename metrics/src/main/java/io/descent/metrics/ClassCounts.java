package io.descent.metrics;

import io.descent.api.Labels;
import io.descent.api.Predictions;
import java.util.Arrays;

/** The weights of examples by class, summed in the order of the examples. Sums of counts never exceed their total. */
final class ClassCounts {
    /** For each class, the weight of its examples that are predicted as this class. */
    final double[] correct;
    /** For each class, the weight of its examples. */
    final double[] labelled;
    /** For each class, the weight of the examples that are predicted as this class. */
    final double[] predicted;
    /** The weight of all correctly predicted examples. */
    final double allCorrect;
    /** The weight of all examples. */
    final double all;

    /** A score of one class, or of all classes together. */
    interface Score {
        /** Returns the score; NaN if it is undefined. */
        double of(double correct, double labelled, double predicted);
    }

    ClassCounts(Predictions predictions) {
        int classes = predictions.labels().classes().size();
        correct = new double[classes];
        labelled = new double[classes];
        predicted = new double[classes];
        double allCorrect = 0;
        double all = 0;
        for (int i = 0; i < predictions.size(); i++) {
            int y = (int) predictions.label(i);
            int guess = predictions.predictedClass(i);
            double w = predictions.weight(i);
            labelled[y] += w;
            predicted[guess] += w;
            all += w;
            if (y == guess) {
                correct[y] += w;
                allCorrect += w;
            }
        }
        this.allCorrect = allCorrect;
        this.all = all;
    }

    /** Returns the score of each class. */
    double[] scores(Score score) {
        double[] scores = new double[labelled.length];
        Arrays.setAll(scores, c -> score.of(correct[c], labelled[c], predicted[c]));
        return scores;
    }

    /** Returns the score of the positive class or the average over classes; NaN if it is undefined. */
    static double score(Predictions predictions, String positive, Average average, Score score) {
        ClassCounts counts = new ClassCounts(predictions);
        Labels labels = predictions.labels();
        return switch (average) {
            case AUTO ->
                labels.classes().size() == 2
                        ? counts.scores(score)[PositiveClass.index(labels, positive)]
                        : WeightedMean.ofDefined(counts.scores(score), c -> 1);
            case MACRO -> WeightedMean.ofDefined(counts.scores(score), c -> 1);
            case MICRO -> score.of(counts.allCorrect, counts.all, counts.all);
            case WEIGHTED -> WeightedMean.ofDefined(counts.scores(score), c -> counts.labelled[c]);
        };
    }
}
