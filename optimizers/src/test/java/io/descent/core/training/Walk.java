package io.descent.core.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.api.Activation;
import io.descent.api.Optimizer;
import io.descent.api.Scratch;
import io.descent.api.Tensor;
import io.descent.inference.network.internal.Layer;
import io.descent.inference.network.internal.Network;
import io.descent.inference.network.internal.ParameterVector;
import io.descent.inference.parallel.internal.Workers;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * The parameters of a dense layer, which an optimizer moves through {@link ParameterUpdate} along the gradients of a
 * test.
 */
final class Walk {
    private record Unused() implements Activation {
        @Override
        public void forward(Tensor z, Tensor a, Scratch scratch) {}

        @Override
        public void backward(Tensor z, Tensor a, Tensor gradient, Scratch scratch) {}
    }

    private final ParameterVector parameters;
    private final ParameterVector gradients;
    private final ParameterUpdate update;
    private final double rate;
    private int steps;

    /** More steps than any test makes. */
    private static final int STEPS = 1_000_000;

    Walk(Optimizer optimizer, Precision precision, double rate, int inputs, int units, int blockSize) {
        Layer layer = new Layer(units, new Unused(), null);
        parameters = new Network(inputs, List.of(layer), precision).parameters();
        gradients = new ParameterVector(parameters.layout(), precision);
        update = new ParameterUpdate(
                optimizer,
                new Slots(optimizer, parameters.layout(), precision),
                parameters,
                gradients,
                ParameterGroups.alike(parameters.layout()),
                rate,
                10,
                new Workers(1),
                false,
                blockSize);
        this.rate = rate;
    }

    /** Returns all parameters, weights first; a test may set them. */
    ArrayTensor parameters() {
        return parameters.flat();
    }

    void step(DoubleSupplier gradient) {
        assertThat(tryStep(gradient)).isNull();
        assertThat(update.nonFiniteSlot()).isNull();
    }

    /** Returns the divergence that {@link ParameterUpdate#compute} finds; null if there is none. */
    Divergence tryStep(DoubleSupplier gradient) {
        gradients.flat().fill(gradient);
        steps++;
        Divergence divergence = update.compute(steps, steps, STEPS, rate, 0);
        if (divergence == null) {
            update.move();
        }
        return divergence;
    }

    String sha256() {
        return parameters.sha256();
    }
}
