package io.descent.core.data;

/** How labels with values are scaled before training; predictions are scaled back. */
public enum TargetScaling {
    /** To mean 0 and standard deviation 1 in the training set. */
    STANDARDIZE,
    /** Not at all. */
    NONE,
    /** The natural logarithm of 1 + y, then to mean 0 and standard deviation 1; for labels above -1. */
    LOG,
    /** To the quantiles of a standard normal distribution. */
    QUANTILE
}
