package io.descent.inference.spec;

/**
 * A section that files may also give as a single word or number. The class is a record with the static method
 * {@code parse(String)}, which throws {@link IllegalArgumentException} for invalid values. It is written as a section.
 */
public interface Shorthand {}
