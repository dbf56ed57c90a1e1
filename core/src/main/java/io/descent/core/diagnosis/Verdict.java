package io.descent.core.diagnosis;

/** What is wrong with a trained network, if anything. */
public enum Verdict {
    /** It does not fit its training set. */
    HIGH_BIAS,
    /** It fits its training set, but not the dev set. */
    HIGH_VARIANCE,
    /** It does not fit its training set, and fits the dev set even worse. */
    BOTH,
    /** It fits both. */
    NEITHER,
    /** The sets are too small to say. */
    NOT_ENOUGH_EXAMPLES
}
