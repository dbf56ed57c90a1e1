package io.descent.inference.spec;

/** What the cells of a column are. */
public enum ColumnKind {
    /** Numbers. */
    NUMERIC,
    /** Words, or numbers that stand for words. */
    CATEGORICAL,
    /** One of two words, such as yes and no. */
    BOOLEAN,
    /** Dates, with or without a time of day. */
    DATE,
    /** Not a feature. */
    IGNORE
}
