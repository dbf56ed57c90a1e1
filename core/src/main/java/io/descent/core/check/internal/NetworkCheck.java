package io.descent.core.check.internal;

import io.descent.api.ActivationMask;
import io.descent.api.Regularizer;
import io.descent.api.WeightMask;
import io.descent.core.data.TrainingData;
import io.descent.core.network.LayerSpec;
import io.descent.core.network.internal.Criterion;
import io.descent.core.network.internal.TrainableNetwork;
import io.descent.core.network.internal.TrainingPass;
import io.descent.core.random.RandomStreams;
import io.descent.inference.network.internal.ParameterLayout;
import io.descent.inference.network.internal.ParameterVector;
import io.descent.inference.plugin.internal.PluginName;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.tensor.internal.Engine;
import java.util.ArrayList;
import java.util.List;

/**
 * The cost of a mini-batch as a function of a network's parameters: what a training step computes,
 * including penalties and batch norm.
 */
public final class NetworkCheck implements Differentiable {
    private final ParameterVector parameters;
    private final ParameterVector gradients;
    private final TrainingPass pass;

    /**
     * Uses the first examples of the first epoch. Masks stay those of the first step.
     *
     * @param network in float64
     * @param examples number of examples; all if there are fewer
     * @param streams for the order of the examples and the masks
     */
    public NetworkCheck(
            TrainableNetwork network, Criterion criterion, TrainingData data, int examples, RandomStreams streams) {
        this(network, criterion, data, examples, streams, Engine.plain());
    }

    /** As the constructor without an engine, which computes with scalar kernels on the calling thread. */
    public NetworkCheck(
            TrainableNetwork network,
            Criterion criterion,
            TrainingData data,
            int examples,
            RandomStreams streams,
            Engine engine) {
        int m = data.train().size();
        int rows = Math.min(examples, m);
        parameters = network.parameters();
        gradients = new ParameterVector(parameters.layout(), network.network().precision());
        pass = new TrainingPass(network, criterion, rows, m, null, gradients, streams, engine);
        int[] order = streams.order(0, m);
        pass.load(data.train(), order, 0);
    }

    /**
     * Rejects a network with random masks.
     *
     * @throws InvalidInputException if a layer has one; the message names the layer
     */
    public static void requireNoMasks(TrainableNetwork network) {
        for (int i = 0; i < network.layers().size(); i++) {
            LayerSpec layer = network.layers().get(i);
            for (Regularizer regularizer : layer.regularizers()) {
                if (regularizer instanceof ActivationMask || regularizer instanceof WeightMask) {
                    throw new InvalidInputException(
                            ("network.hidden[%d]: %s draws a new mask for every mini-batch, so costs cannot be"
                                            + " compared; keep one mask with --frozen-masks, or remove %s")
                                    .formatted(i, PluginName.of(regularizer), PluginName.of(regularizer)));
                }
            }
        }
    }

    /** Number of examples. */
    public int examples() {
        return pass.rows();
    }

    @Override
    public List<Named> parameters() {
        List<Named> named = new ArrayList<>();
        for (ParameterLayout.Entry entry : parameters.layout().entries()) {
            named.add(new Named(entry.name(), parameters.tensor(named.size())));
        }
        return named;
    }

    @Override
    public double value() {
        return pass.cost(0);
    }

    @Override
    public List<ArrayTensor> gradient() {
        pass.run(0);
        List<ArrayTensor> tensors = new ArrayList<>();
        for (int i = 0; i < gradients.layout().entries().size(); i++) {
            tensors.add(gradients.tensor(i));
        }
        return tensors;
    }
}
