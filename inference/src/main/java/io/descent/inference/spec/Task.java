package io.descent.inference.spec;

/** What a model predicts. */
public enum Task {
    /** One of several classes. */
    CLASSIFICATION,
    /** A number. */
    REGRESSION
}
