package io.descent.core.check.internal;

/**
 * One element of a gradient, compared with a finite difference.
 *
 * @param row of the parameter, from 0
 * @param column of the parameter, from 0
 * @param analytic the gradient under test
 * @param numeric the two-sided difference of the function
 * @param floor largest error of the numeric value that rounding alone explains
 * @param kink whether the function has a kink there, so that finite differences do not give its derivative
 */
public record CheckedEntry(int row, int column, double analytic, double numeric, double floor, boolean kink) {
    /** How far gradient and difference are apart beyond what rounding explains. */
    double excess() {
        return Math.abs(analytic - numeric) - floor;
    }

    /**
     * Whether gradient and difference disagree by more than the relative threshold plus rounding, or are not finite.
     */
    boolean isWrong(double threshold) {
        double allowed = threshold * (Math.abs(analytic) + Math.abs(numeric));
        return !kink && !(excess() <= allowed && Double.isFinite(allowed));
    }
}
