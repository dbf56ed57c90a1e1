package io.descent.core.check.internal;

/**
 * One element of a gradient and what finite differences make of it.
 *
 * @param row of the parameter, from 0
 * @param column of the parameter, from 0
 * @param analytic the gradient under test
 * @param numeric the two-sided difference of the function
 * @param floor how far rounding alone may move the numeric value
 * @param kink whether the function has a kink there, so that no difference tells its derivative
 */
public record CheckedEntry(int row, int column, double analytic, double numeric, double floor, boolean kink) {
    /** How far the two are apart beyond what rounding explains. */
    double excess() {
        return Math.abs(analytic - numeric) - floor;
    }

    /** Whether gradient and difference are apart by more than a relative threshold and rounding, or are not finite. */
    boolean isWrong(double threshold) {
        double allowed = threshold * (Math.abs(analytic) + Math.abs(numeric));
        return !kink && !(excess() <= allowed && Double.isFinite(allowed));
    }
}
