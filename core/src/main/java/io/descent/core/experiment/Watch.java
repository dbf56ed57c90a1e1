package io.descent.core.experiment;

/** What a run records in addition to its metrics. */
public enum Watch {
    /** Nothing. */
    NOTHING,
    /**
     * Norms of gradients, activations and weights of every layer, and the shares of dead units and of weights near 0.
     */
    LAYERS
}
