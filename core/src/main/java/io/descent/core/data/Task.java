package io.descent.core.data;

/** What is predicted. */
public enum Task {
    /** One of several classes. */
    CLASSIFICATION,
    /** A number. */
    REGRESSION
}
