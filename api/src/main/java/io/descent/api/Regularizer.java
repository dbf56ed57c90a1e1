package io.descent.api;

/**
 * Reduces overfitting, either as a {@link WeightPenalty} or as an {@link ActivationMask}. Register both as services of
 * this type.
 */
public sealed interface Regularizer extends Plugin permits WeightPenalty, ActivationMask {}
