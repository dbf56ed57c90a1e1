package io.descent.api;

import org.jspecify.annotations.Nullable;

/**
 * A number that measures predictions, such as an accuracy. It appears in every table and file beside the built-in ones,
 * and it can stop a training, lower its learning rate and steer a study.
 *
 * <pre>{@code
 * public record ErrorRate() implements Metric {
 *     public boolean largerIsBetter() {
 *         return false;
 *     }
 *
 *     public Double of(Predictions predictions) {
 *         double wrong = 0;
 *         double all = 0;
 *         for (int i = 0; i < predictions.size(); i++) {
 *             wrong += predictions.predictedClass(i) == predictions.label(i) ? 0 : predictions.weight(i);
 *             all += predictions.weight(i);
 *         }
 *         return wrong / all;
 *     }
 * }
 * }</pre>
 */
public interface Metric extends Plugin {
    /** Returns whether a larger number is better. */
    boolean largerIsBetter();

    /**
     * Rejects labels that the metric does not apply to. By default, every label is accepted.
     *
     * @throws IllegalArgumentException if the metric does not apply; the message continues "the metric NAME", as in
     *     {@code needs a label with two classes}
     */
    default void check(Labels labels) {}

    /**
     * Returns the metric of a data set; null if it is undefined, such as the precision of a class that is never
     * predicted.
     *
     * @param predictions of at least one example, whose labels {@link #check} accepts
     */
    @Nullable
    Double of(Predictions predictions);

    /**
     * Prepares to compute the metric of the same predictions with many different weights, as bootstrap intervals need it.
     * By default, every call computes {@link #of} again. Override it if a part of the work does not depend on weights,
     * such as sorting or a logarithm per example; the results must be the same.
     *
     * @param predictions as for {@link #of}, but valid for as long as the returned function is used; it ignores their
     *     weights
     */
    default Reweighted reweighted(Predictions predictions) {
        OtherWeights others = new OtherWeights(predictions);
        return weights -> of(others.with(weights));
    }
}
