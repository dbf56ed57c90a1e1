package io.descent.core.metrics;

import java.util.Map;

/** The metrics of one data set, computed in prediction mode and without penalties. */
public sealed interface Evaluation permits ClassificationEvaluation, RegressionEvaluation, RecordedEvaluation {
    /** Number of examples. */
    int examples();

    /** Mean loss. */
    double cost();

    /** The metrics that are single numbers, by the names that files use, the cost first. */
    Map<String, Double> values();

    /** The same with metrics beside the built-in ones, by name. */
    Evaluation with(Map<String, Double> scores);

    /** The metric to show where there is room for one: {@code accuracy} or {@code r2}. */
    String headline();
}
