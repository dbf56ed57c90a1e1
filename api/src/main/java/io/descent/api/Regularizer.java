package io.descent.api;

/**
 * Something that holds a network back from fitting its training set too closely. Register a {@link WeightPenalty} or an
 * {@link ActivationMask} as a service of this type.
 */
public sealed interface Regularizer extends Plugin permits WeightPenalty, ActivationMask {}
