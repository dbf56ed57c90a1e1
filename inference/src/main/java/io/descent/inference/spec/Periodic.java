package io.descent.inference.spec;

import io.descent.api.Hyperparameter;

/**
 * Periodic features of a number: p = W' cos(2 pi w x + c) + b, with trainable frequencies w, phases c, map W and offset b,
 * one set per number; the number itself stays an input (PBLD: Holzmueller, Grinsztajn and Steinwart 2024,
 * arXiv:2407.04491, section 3). In an experiment file it is {@code network.input.periodic}.
 *
 * @param frequencies cosines per number
 * @param outputs features per number, besides the number itself
 * @param deviation standard deviation of the initial frequencies
 */
public record Periodic(
        @Default("16") @Hyperparameter(min = 1, max = 1024, help = "cosines per number")
        int frequencies,

        @Default("3") @Hyperparameter(min = 1, max = 1024, help = "features per number, besides the number itself")
        int outputs,

        @Default("0.1") @Hyperparameter(min = 0, help = "standard deviation of the initial frequencies")
        double deviation) {
    private static final int MOST = 1024;

    /** Checks the ranges. */
    public Periodic {
        if (frequencies < 1 || frequencies > MOST || outputs < 1 || outputs > MOST) {
            throw new IllegalArgumentException(
                    "frequencies %d and outputs %d must be from 1 to %d".formatted(frequencies, outputs, MOST));
        }
        if (!(deviation >= 0) || Double.isInfinite(deviation)) {
            throw new IllegalArgumentException("deviation is " + deviation + "; it must be at least 0 and finite");
        }
    }
}
