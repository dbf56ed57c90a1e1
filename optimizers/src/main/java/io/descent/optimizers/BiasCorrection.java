package io.descent.optimizers;

/** What makes a running average that began at zero unbiased (Kingma and Ba 2015, section 3). */
final class BiasCorrection {
    private BiasCorrection() {}

    /** The factor 1 / (1 - beta^t) of an average that decays by beta, after t steps. */
    static double of(double beta, int t) {
        // 1 - StrictMath.pow(beta, t) would cancel for beta close to 1, and pow allocates
        return -1 / StrictMath.expm1(t * StrictMath.log(beta));
    }
}
