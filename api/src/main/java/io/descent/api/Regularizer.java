package io.descent.api;

/**
 * Reduces overfitting, as a {@link WeightPenalty}, an {@link ActivationMask}, a {@link WeightMask} or a {@link
 * WeightConstraint}. Register each of them as a service of this type.
 */
public sealed interface Regularizer extends Plugin
        permits WeightPenalty, ActivationMask, WeightMask, WeightConstraint {}
