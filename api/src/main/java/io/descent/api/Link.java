package io.descent.api;

/**
 * The relation between the pre-activation z of an output layer and its prediction. A loss with the same link is
 * computed directly from z, so that it cannot overflow.
 */
public enum Link {
    /** No known relation; the loss is computed from the activation. */
    NONE,
    /** a = z. */
    IDENTITY,
    /** a = 1 / (1 + e^-z), a probability. */
    LOGIT,
    /** a = e^z / sum of e^z over the units, probabilities that sum to 1. */
    SOFTMAX,
    /** a = e^z, positive. */
    LOG
}
