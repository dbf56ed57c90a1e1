package io.descent.core.experiment;

import io.descent.api.ActivationMask;
import io.descent.api.Regularizer;
import io.descent.core.data.DataSummary;
import io.descent.core.network.LayerSpec;
import io.descent.core.network.internal.Criterion;
import io.descent.inference.limit.internal.Limits;
import io.descent.inference.limit.internal.Memory;
import io.descent.inference.network.internal.ForwardPass;
import io.descent.inference.network.internal.InputParts;
import io.descent.inference.problem.InvalidInputException;
import java.util.ArrayList;
import java.util.List;

/**
 * An estimate of the memory that a training takes, in bytes. It counts the arrays whose size depends on the experiment.
 *
 * @param parameters parameters, gradients, slots of the optimizer, and the parameters of the best epoch
 * @param activations what a batch computes, when training and when evaluating
 * @param examples the encoded examples, and the outputs that metrics are computed from
 * @param widest the key of the largest layer, which needs most parameters
 */
record TrainingMemory(double parameters, double activations, double examples, String widest) {
    private static final int EVALUATED = 128;
    /** Parameters and their gradients. */
    private static final int PARAMETERS_AND_GRADIENTS = 2;
    /** Pre-activations, activations and their gradients. */
    private static final int TRAINED_BUFFERS = 3;

    private static final int EVALUATED_BUFFERS = 2;
    /** What batch norm needs for each batch in addition. */
    private static final int NORM_BUFFERS = 3;
    /** Outputs of a trainable input layer, before and after they are scaled, and their gradient. */
    private static final int INPUT_BUFFERS = 3;
    /** Pre-activations, activations and labels in float64, from which losses are computed, and one scratch. */
    private static final int LOSS_BUFFERS = 4;
    /** Gamma and beta, running mean and variance. */
    private static final int NORM_PARAMETERS = 4;

    /** Estimates the memory of a training. */
    static TrainingMemory of(ResolvedExperiment experiment, DataSummary found) {
        ResolvedTraining training = experiment.training();
        double number = experiment.precision().bytes();
        double batch = Math.min(training.batchSize().examples(), found.train());
        int outputs = Criterion.outputs(experiment.network().loss(), found.labels());
        List<LayerSpec> hidden = experiment.network().hidden();
        List<Integer> units =
                new ArrayList<>(hidden.stream().map(LayerSpec::units).toList());
        units.add(outputs);
        double evaluated = Math.min(ForwardPass.batch(widest(found.inputs().dense(), units), EVALUATED), found.train());
        InputParts parts = found.inputParts(experiment.network().input());
        double inputs = (parts == null ? found.inputs() : parts.outputs()).inputs();
        double dense = found.inputs().dense();
        double parameters = parts == null ? 0 : parts.parameters();
        double most = parameters;
        String widest = parts == null ? "data.columns" : "network.input";
        double buffers = (batch + evaluated) * (dense + (parts == null ? 0 : INPUT_BUFFERS * (double) parts.width()));
        for (int layer = 0; layer < units.size(); layer++) {
            double width = units.get(layer);
            boolean hasNorm = layer < hidden.size() && hidden.get(layer).batchNorm() != null;
            long masks = layer < hidden.size()
                    ? masks(hidden.get(layer).regularizers()) + masks(training.regularizers())
                    : 0;
            double count = (inputs + (hasNorm ? NORM_PARAMETERS : 1)) * width;
            parameters += count;
            if (count > most) {
                most = count;
                widest = layer == hidden.size()
                        ? "network.hidden[%d].units or the number of classes".formatted(Math.max(0, layer - 1))
                        : inputs > width && layer > 0
                                ? "network.hidden[%d].units".formatted(layer - 1)
                                : "network.hidden[%d].units".formatted(layer);
            }
            int norm = hasNorm ? NORM_BUFFERS : 0;
            buffers += batch * width * (TRAINED_BUFFERS + norm + (masks == 0 ? 0 : masks + 1));
            buffers += evaluated * width * (EVALUATED_BUFFERS + norm);
            inputs = width;
        }
        double vectors = PARAMETERS_AND_GRADIENTS + slots(training) + (training.earlyStopping() == null ? 0 : 1);
        double losses = (batch + evaluated) * outputs * LOSS_BUFFERS * Double.BYTES;
        double all = (double) found.train() + found.dev() + found.test();
        double kept = Math.min((double) found.train() * outputs, Limits.KEPT_OUTPUTS);
        double perExample = dense * number
                + found.inputs().blocks() * (double) Integer.BYTES
                + found.schema().labels().size() * (double) Double.BYTES;
        return new TrainingMemory(
                parameters * number * vectors, buffers * number + losses, all * perExample + kept * number, widest);
    }

    private static int widest(int dense, List<Integer> units) {
        return units.stream().reduce(dense, Math::max);
    }

    private static long masks(List<Regularizer> regularizers) {
        return regularizers.stream().filter(ActivationMask.class::isInstance).count();
    }

    private static int slots(ResolvedTraining training) {
        try {
            return training.optimizer().slots().size();
        } catch (Throwable e) {
            return 0; // the training itself tells what is wrong with the plugin
        }
    }

    /** The memory of several networks that are trained at once, each with examples of its own. */
    TrainingMemory times(int networks) {
        return new TrainingMemory(parameters * networks, activations * networks, examples * networks, widest);
    }

    /** The memory of several shards and of the network that is their average; each example is in two of them. */
    TrainingMemory inShards(int shards) {
        return new TrainingMemory(parameters * (shards + 1), activations * (shards + 1), examples * 2, widest);
    }

    double bytes() {
        return parameters + activations + examples;
    }

    /**
     * Compares the estimate with the largest heap of the JVM.
     *
     * @throws InvalidInputException if the training cannot fit
     */
    void require() {
        require((double) Runtime.getRuntime().maxMemory());
    }

    void require(double heap) {
        if (bytes() <= heap) {
            return;
        }
        throw new InvalidInputException(
                "the training needs about %s of memory, but the JVM may use %s: %s for parameters, gradients and the optimizer, %s for a batch, %s for examples; reduce %s, or %s"
                        .formatted(
                                Memory.size(bytes()),
                                Memory.size(heap),
                                Memory.size(parameters),
                                Memory.size(activations),
                                Memory.size(examples),
                                toReduce(),
                                Memory.more(bytes())));
    }

    private String toReduce() {
        if (parameters >= activations && parameters >= examples) {
            return widest;
        }
        return activations >= examples ? "training.batch-size" : "the rows or columns of data";
    }
}
