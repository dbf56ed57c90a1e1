package io.descent.core.search;

/**
 * Numbers 10^r with uniformly distributed exponents r, so that every order of magnitude is equally likely: the scale of
 * learning rates. One minus such a number is the scale of decay rates near 1.
 *
 * @param from the exponent at 0
 * @param to the exponent at 1
 */
public record LogRange(double from, double to) {
    /** Checks that both are finite. */
    public LogRange {
        if (!Double.isFinite(from) || !Double.isFinite(to)) {
            throw new IllegalArgumentException("exponents from " + from + " to " + to + "; both must be finite");
        }
    }

    /**
     * The exponent at a place of the range.
     *
     * @param u from 0 to 1
     */
    public double exponent(double u) {
        return from + (to - from) * u;
    }

    /**
     * The number at a place of the range.
     *
     * @param u from 0 to 1
     */
    public double at(double u) {
        return StrictMath.pow(10, exponent(u));
    }
}
