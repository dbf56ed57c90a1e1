package io.descent.core.experiment;

/** What a training records beside its metrics. */
public enum Watch {
    /** Nothing. */
    NOTHING,
    /** Norms of gradients, activations and weights of every layer, and how many units and weights do nothing. */
    LAYERS
}
