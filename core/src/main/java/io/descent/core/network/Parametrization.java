package io.descent.core.network;

/** What the optimizer sees as the weights of a dense layer: {@code network.parametrization} in an experiment file. */
public enum Parametrization {
    /** The weights W of z = W x + b. */
    STANDARD,

    /**
     * The weights W of z = W x / sqrt(d) + b, with d inputs of the layer (neural tangent kernel parametrisation: Jacot,
     * Gabriel and Hongler 2018, arXiv:1806.07572). The network keeps V = W / sqrt(d). The optimizer gets dJ/dW = dJ/dV /
     * sqrt(d), and V changes by its direction / sqrt(d). Learning rates then suit layers of every width. Initializers,
     * penalties, constraints and weight decay work on V.
     */
    NTK
}
