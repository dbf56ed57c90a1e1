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
 * @param scale of the factors of {@code network.input.scale}
 * @param periodic of the parameters of periodic features
 * @param embedding of the vectors of categories
 * @param activation of the mixes of parametric activations
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
        double output,

        @Default("1") @Hyperparameter(min = 0, help = "factor of the learning rate of the factors of the inputs")
        double scale,

        @Default("1") @Hyperparameter(min = 0, help = "factor of the learning rate of periodic features")
        double periodic,

        @Default("1") @Hyperparameter(min = 0, help = "factor of the learning rate of embeddings")
        double embedding,

        @Default("1") @Hyperparameter(min = 0, help = "factor of the learning rate of parametric activations")
        double activation) {
    /** All factors are 1. */
    public static final Rates ALIKE = new Rates(1, 1, 1, 1, 1);

    /** Checks the ranges. */
    public Rates {
        double[] all = {weight, bias, norm, input, output, scale, periodic, embedding, activation};
        for (double each : all) {
            if (!(each >= 0) || Double.isInfinite(each)) {
                throw new IllegalArgumentException(
                        "a factor of the learning rate is " + each + "; it must be at least 0 and finite");
            }
        }
    }

    /** Factors for a network without a trainable input layer and parametric activations. */
    public Rates(double weight, double bias, double norm, double input, double output) {
        this(weight, bias, norm, input, output, 1, 1, 1, 1);
    }
}
