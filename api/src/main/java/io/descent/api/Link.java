package io.descent.api;

/**
 * How the activation of an output layer relates its pre-activation z to a prediction. A loss whose link is the same is
 * computed from z directly, where nothing overflows and the gradient with respect to z is (a - y) / m.
 */
public enum Link {
    /** No known relation: the loss is computed from the activation. */
    NONE,
    /** a = z. */
    IDENTITY,
    /** a = 1 / (1 + e^-z), a probability. */
    LOGIT,
    /** a = e^z / sum of e^z over the units, probabilities that sum to 1. */
    SOFTMAX
}
