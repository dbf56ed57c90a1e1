package io.descent.optimizers;

/** Bias correction of a running average that starts at zero (Kingma and Ba 2015, section 3). */
final class BiasCorrection {
    private BiasCorrection() {}

    /** Returns 1 / (1 - beta^t), the correction factor for an average with decay rate beta after t steps. */
    static double of(double beta, int t) {
        // 1 - StrictMath.pow(beta, t) would lose digits to cancellation for beta close to 1, and pow allocates
        return -1 / StrictMath.expm1(t * StrictMath.log(beta));
    }
}
