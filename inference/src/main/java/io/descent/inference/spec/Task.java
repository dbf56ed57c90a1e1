package io.descent.inference.spec;

/** What is predicted. */
public enum Task {
    /** One of several classes. */
    CLASSIFICATION,
    /** A number. */
    REGRESSION
}
