package io.descent.inference;

/**
 * Where the value of an example lies with a stated probability, in the units of the label.
 *
 * @param lower the lower end
 * @param upper the upper end
 */
public record Interval(double lower, double upper) {}
