package io.descent.core.experiment;

import io.descent.api.Hyperparameter;
import io.descent.inference.spec.Default;

/**
 * Factors of the learning rate by kind of parameter: {@code training.rates} in an experiment file. The factor of a
 * weight is {@code weight}, times {@code input} in the first dense layer, times {@code output} in the output layer. In
 * a network without hidden layers, it is the product of all three. A factor of 0 keeps parameters as they are.
 *
 * @param weight of the weights of all layers
 * @param bias of the biases of all layers
 * @param norm of gamma and beta of batch norm
 * @param input a further factor of the weights of the first layer
 * @param output a further factor of the weights of the output layer
 */
public record Rates(
        @Default("1") @Hyperparameter(min = 0, help = "factor of the learning rate of weights")
        double weight,

        @Default("1") @Hyperparameter(min = 0, help = "factor of the learning rate of biases")
        double bias,

        @Default("1") @Hyperparameter(min = 0, help = "factor of the learning rate of gamma and beta")
        double norm,

        @Default("1") @Hyperparameter(min = 0, help = "further factor of the weights of the first layer")
        double input,

        @Default("1") @Hyperparameter(min = 0, help = "further factor of the weights of the output layer")
        double output) {
    /** Checks the ranges. */
    public Rates {
        for (double each : new double[] {weight, bias, norm, input, output}) {
            if (!(each >= 0) || Double.isInfinite(each)) {
                throw new IllegalArgumentException(
                        "a factor of the learning rate is " + each + "; it must be at least 0 and finite");
            }
        }
    }
}
