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
    NOT_ENOUGH_EXAMPLES,
    /** It predicts values worse than their mean does. */
    WORSE_THAN_MEAN,
    /** It classifies no better than the answer that is right most often. */
    NO_BETTER_THAN_MAJORITY,
    /** It fits both sets as a whole, but never predicts one of the classes. */
    CLASS_NEVER_PREDICTED
}
