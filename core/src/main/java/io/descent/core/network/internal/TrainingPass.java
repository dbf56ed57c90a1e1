package io.descent.core.network.internal;

import io.descent.api.Activation;
import io.descent.api.ActivationMask;
import io.descent.api.Progress;
import io.descent.api.Scratch;
import io.descent.api.WeightMask;
import io.descent.api.WeightPenalty;
import io.descent.core.data.Examples;
import io.descent.core.random.Masks;
import io.descent.core.random.RandomStreams;
import io.descent.inference.network.internal.BatchNormalizer;
import io.descent.inference.network.internal.ForwardPass;
import io.descent.inference.network.internal.InputLayerPass;
import io.descent.inference.network.internal.LayerBuffers;
import io.descent.inference.network.internal.Network;
import io.descent.inference.network.internal.ParameterLayout;
import io.descent.inference.network.internal.ParameterScratch;
import io.descent.inference.network.internal.ParameterVector;
import io.descent.inference.parallel.internal.Workers;
import io.descent.inference.plugin.internal.Lent;
import io.descent.inference.plugin.internal.PluginFailure;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.tensor.internal.Engine;
import io.descent.inference.tensor.internal.MatrixProduct;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Computes the cost of a mini-batch and its gradient by back-propagation (Rumelhart, Hinton and Williams 1986),
 * including batch norm, masks and penalties. Owns the buffers for one mini-batch.
 */
public final class TrainingPass {
    /** Drawing a random number takes about as long as this many simple operations. */
    private static final long DRAWING = 8;

    private final Network network;
    private final Criterion criterion;
    private final boolean isParanoid;
    private final double m;
    private final ParameterVector gradients;
    private final ForwardPass forward;
    private final @Nullable OneHotGradient oneHotGradient;
    private final @Nullable InputLayerPass inputLayer;
    private final ArrayTensor inputGradient;
    private final MatrixProduct product;
    private final Workers workers;
    private final ArrayTensor y;
    private final Costs costs;
    private final BatchOutputs outputs;
    private final double @Nullable [] weights;
    private final double @Nullable [] batchWeights;
    private final double @Nullable [] factors;
    private final ParameterLayout layout;
    private final List<Layer> layers = new ArrayList<>();
    private final Masks masks;
    private double lossSum;
    private double penalty;
    private final ParameterScratch lent;

    /**
     * A random mask of the activations or the weights of one layer.
     *
     * @param parts the values of the mask, split by rows
     * @param count number of pieces in which the values are drawn
     * @param draw draws one piece
     */
    private record Mask(List<ArrayTensor> parts, int count, Workers.Task draw) {}

    /** What one layer needs in addition to its forward buffers. */
    private static final class Layer {
        final LayerBuffers buffers;
        final ArrayTensor gradient;
        /** The input of the next layer: the masked activations. */
        final ArrayTensor output;

        final Mask[] masks; // arrays, because iterating over a list may allocate
        final Workers.Task apply = this::applyMasks;
        final Workers.Task back;
        final List<ArrayTensor> gradients;
        final List<ArrayTensor> outputs;
        final Mask[] weightMasks;
        /** The weights times the masks; without masks, the weights themselves. */
        final ArrayTensor weights;
        /** The trainable mixes of the activation; null without. */
        final @Nullable ArrayTensor alpha;
        /** The derivative of the cost with respect to the mixes, one row per example. */
        final ArrayTensor ofMix;

        private final int mix;
        private final ArrayTensor rest;
        private final List<ArrayTensor> ofMixes;
        private final List<ArrayTensor> rests;

        final WeightPenalty[] penalties;
        final Scratch weightScratch;
        final Scratch biasScratch;

        private final String name;

        Layer(
                TrainableNetwork network,
                int index,
                LayerBuffers buffers,
                ParameterScratch scratch,
                Masks streams,
                boolean isParanoid) {
            name = ParameterLayout.layerName(index);
            this.buffers = buffers;
            gradient = buffers.z.like();
            gradients = gradient.split(LayerBuffers.PART);
            List<Mask> drawn = new ArrayList<>();
            for (ActivationMask mask : network.masks(index)) {
                ArrayTensor values = buffers.z.like();
                List<Runnable> fillers = streams.prepare(mask, values, index + 1, drawn.size());
                drawn.add(new Mask(values.split(LayerBuffers.PART), fillers.size(), (i, worker) -> {
                    try {
                        fillers.get(i).run();
                    } catch (Throwable e) {
                        throw PluginFailure.of(mask, name, e);
                    }
                }));
            }
            masks = drawn.toArray(Mask[]::new);
            output = drawn.isEmpty() ? buffers.a : buffers.z.like();
            outputs = output.split(LayerBuffers.PART);
            Activation activation = network.layers().get(index).activation();
            back = (i, worker) -> back(i, activation, isParanoid);
            penalties = network.penalties(index).toArray(WeightPenalty[]::new);
            ParameterLayout layout = network.parameters().layout();
            mix = layout.mix(index);
            alpha = mix < 0 ? null : network.parameters().tensor(mix);
            ofMix = mix < 0 ? gradient : gradient.like();
            rest = mix < 0 ? gradient : gradient.like();
            ofMixes = ofMix.split(LayerBuffers.PART);
            rests = rest.split(LayerBuffers.PART);
            ArrayTensor given = network.parameters().tensor(layout.weight(index));
            List<Mask> drawnWeights = new ArrayList<>();
            for (WeightMask mask : network.weightMasks(index)) {
                ArrayTensor values = given.like();
                Runnable filler = streams.prepareWeights(mask, values, index + 1, drawnWeights.size());
                drawnWeights.add(new Mask(List.of(values), 1, (i, worker) -> {
                    try {
                        filler.run();
                    } catch (Throwable e) {
                        throw PluginFailure.of(mask, name, e);
                    }
                }));
            }
            weightMasks = drawnWeights.toArray(Mask[]::new);
            weights = drawnWeights.isEmpty() ? given : given.like();
            weightScratch = scratch.of(layout.weight(index));
            biasScratch = scratch.of(layout.bias(index));
        }

        private void applyMasks(int part, int worker) {
            ArrayTensor values = outputs.get(part);
            values.assign(buffers.parts.get(part).a);
            for (Mask mask : masks) {
                values.multiply(mask.parts.get(part));
            }
        }

        private void back(int part, Activation activation, boolean isParanoid) {
            ArrayTensor values = gradients.get(part);
            for (Mask mask : masks) {
                values.multiply(mask.parts.get(part));
            }
            LayerBuffers.Part of = buffers.parts.get(part);
            if (alpha != null) {
                of.unmix(alpha, values, ofMixes.get(part), rests.get(part));
            }
            try {
                if (isParanoid) {
                    Lent lent = new Lent("backward()");
                    activation.backward(lent.copy("z", of.z), lent.copy("a", of.g), values, of);
                    lent.requireUnchanged();
                } else {
                    activation.backward(of.z, of.g, values, of);
                }
            } catch (Throwable e) {
                throw PluginFailure.of(activation, name, e);
            }
            if (alpha != null) {
                values.add(rests.get(part));
            }
        }

        /** Draws the masks and multiplies the weights by them. */
        void maskWeights(ArrayTensor given) {
            if (weightMasks.length > 0) {
                weights.assign(given);
                for (Mask mask : weightMasks) {
                    mask.draw.run(0, 0);
                    weights.multiply(mask.parts.get(0));
                }
            }
        }

        /** Multiplies the gradient of the masked weights by the masks. Overwrites the masked weights. */
        void maskGradient(ArrayTensor weightGradient) {
            if (weightMasks.length > 0) {
                weights.assign(weightGradient);
                for (Mask mask : weightMasks) {
                    weights.multiply(mask.parts.get(0));
                }
                weightGradient.assign(weights);
            }
        }

        boolean hasBias() {
            return buffers.normalizer == null;
        }
    }

    /**
     * Creates a pass over mini-batches of one size.
     *
     * @param rows examples per mini-batch
     * @param m the divisor of the penalties: the sum of the weights of the training set
     * @param weights the weight of each training example, divided by their mean; null if all are equal
     * @param gradients receives the gradient
     * @param streams for drawing masks
     * @param engine runs the computation
     */
    public TrainingPass(
            TrainableNetwork trainable,
            Criterion criterion,
            int rows,
            double m,
            double @Nullable [] weights,
            ParameterVector gradients,
            RandomStreams streams,
            Engine engine) {
        this.network = trainable.network();
        isParanoid = engine.isParanoid();
        this.criterion = isParanoid ? criterion.paranoid() : criterion;
        this.m = m;
        this.weights = weights;
        this.gradients = gradients;
        layout = gradients.layout();
        forward = new ForwardPass(network, rows, engine);
        inputLayer = forward.inputLayer();
        inputGradient = inputLayer == null ? forward.x() : inputLayer.out().like();
        product = engine.product(network.precision());
        workers = engine.workers();
        oneHotGradient = network.denseInputs().blocks() == 0 ? null : new OneHotGradient(network, product, workers);
        y = engine.zeros(network.precision(), rows, criterion.labelColumns());
        costs = new Costs(this.criterion, rows);
        batchWeights = weights == null ? null : new double[rows];
        factors = weights == null ? null : new double[rows];
        masks = streams.masks();
        ParameterScratch scratch = new ParameterScratch(network.parameters().layout(), network.precision());
        lent = new ParameterScratch(network.parameters().layout(), network.precision());
        for (int i = 0; i < network.layers().size(); i++) {
            layers.add(new Layer(trainable, i, forward.layer(i), scratch, masks, isParanoid));
        }
        LayerBuffers last = layers.get(layers.size() - 1).buffers;
        outputs = new BatchOutputs(last.z, last.a, criterion.isLinked(), last);
    }

    /** The dense inputs (rows x dense inputs). Fill them before {@link #run}. */
    public ArrayTensor x() {
        return forward.x();
    }

    /** The one-hot blocks, see {@link ForwardPass#categories}. Fill them before {@link #run}. */
    public int[] categories() {
        return forward.categories();
    }

    /** The labels (rows x label columns). Fill them before {@link #run}. */
    public ArrayTensor y() {
        return y;
    }

    /**
     * Fills inputs and labels.
     *
     * @param order positions of examples
     * @param from where in the order the mini-batch begins
     */
    public void load(Examples data, int[] order, int from) {
        forward.load(data, order, from);
        data.copyLabels(order, from, from + rows(), y);
        if (weights != null && batchWeights != null && factors != null) {
            for (int i = 0; i < batchWeights.length; i++) {
                batchWeights[i] = weights[order[from + i]];
                factors[i] = batchWeights[i] / batchWeights.length;
            }
        }
    }

    /** Number of examples. */
    public int rows() {
        return forward.rows();
    }

    /**
     * Computes cost and gradient.
     *
     * @param step number of updates completed before, from 0; masks depend on it
     */
    public void run(int step) {
        run(step, false);
    }

    /**
     * Computes cost and gradient.
     *
     * @param step number of updates completed before, from 0; masks depend on it
     * @param gradientIsZero whether all elements of the gradient are zero, so that those of one-hot inputs need not be
     *     cleared
     */
    public void run(int step, boolean gradientIsZero) {
        run(step, FirstStep.PROGRESS, gradientIsZero);
    }

    /**
     * Computes cost and gradient.
     *
     * @param step number of updates completed before, from 0; masks depend on it
     * @param progress the progress that masks see; without it, they see the first step of a training
     * @param gradientIsZero whether all elements of the gradient are zero, so that those of one-hot inputs need not be
     *     cleared
     */
    public void run(int step, Progress progress, boolean gradientIsZero) {
        forward(step, progress);
        backward(gradientIsZero);
    }

    /**
     * Computes the mean cost of the mini-batch, penalties included, without its gradient.
     *
     * @param step number of updates completed before, from 0; masks depend on it
     */
    public double cost(int step) {
        forward(step, FirstStep.PROGRESS);
        return lossSum / rows() + penalty;
    }

    /**
     * The sum of the losses of the mini-batch, each times its weight divided by the mean weight, after {@link #run}.
     */
    public double lossSum() {
        return lossSum;
    }

    /**
     * Whether the loss or its gradient with respect to z is not finite, although it was computed from outputs that do
     * not exceed a limit, after {@link #run}.
     */
    public boolean lossOverflows(double limit) {
        Layer last = layers.get(layers.size() - 1);
        boolean isFinite = Double.isFinite(lossSum) && last.gradient.firstNonFinite() < 0;
        return !isFinite
                && last.buffers.z.firstBeyond(limit) < 0
                && (criterion.isLinked() || last.buffers.a.firstBeyond(limit) < 0);
    }

    /** The penalties of all layers, divided by m, after {@link #run}. */
    public double penalty() {
        return penalty;
    }

    /** Pre-activations of a layer, counted from 0, after {@link #run}. */
    public ArrayTensor z(int layer) {
        return layers.get(layer).buffers.z;
    }

    /** Activations of a layer, before masks, after {@link #run}. */
    public ArrayTensor activations(int layer) {
        return layers.get(layer).buffers.a;
    }

    /** The output of a layer after {@link #run}: its masked activations. */
    public ArrayTensor output(int layer) {
        return layers.get(layer).output;
    }

    /**
     * The gradient of the cost without penalties with respect to the product of a layer's inputs and weights, after
     * {@link #run}. Without batch norm this is dJ/dz.
     */
    public ArrayTensor gradient(int layer) {
        return layers.get(layer).gradient;
    }

    /** The first layer, counted from 0, whose mini-batch mean or variance is not finite; -1 if all are finite. */
    public int firstNonFiniteStatistics() {
        for (int i = 0; i < layers.size(); i++) {
            BatchNormalizer normalizer = layers.get(i).buffers.normalizer;
            if (normalizer != null
                    && (normalizer.mean().firstNonFinite() >= 0
                            || normalizer.variance().firstNonFinite() >= 0)) {
                return i;
            }
        }
        return -1;
    }

    /** Adds the mini-batch's means and variances to the running statistics of layers with batch norm. */
    public void updateStatistics() {
        for (int i = 0; i < layers.size(); i++) {
            BatchNormalizer normalizer = layers.get(i).buffers.normalizer;
            if (normalizer != null) {
                network.statistics(i).add(normalizer.mean(), normalizer.variance());
            }
        }
    }

    private void forward(int step, Progress progress) {
        penalty = 0;
        masks.begin(step, progress);
        ArrayTensor input = forward.runInputs();
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            layer.maskWeights(parameter(layout.weight(i)));
            forward.run(i, input, layer.weights, true);
            mask(layer);
            for (WeightPenalty p : layer.penalties) {
                penalty += penalty(p, layer, i) / m;
            }
            input = layer.output;
        }
        ArrayTensor each = costs.of(forward.outputZ(), forward.output(), y);
        lossSum = 0;
        for (int i = 0; i < each.rows(); i++) {
            lossSum += batchWeights == null ? each.get(i, 0) : batchWeights[i] * each.get(i, 0);
        }
    }

    private double penalty(WeightPenalty p, Layer layer, int index) {
        try {
            double value = penalty(p, layout.weight(index), layer.weightScratch);
            return p.biases() && layer.hasBias() ? value + penalty(p, layout.bias(index), layer.biasScratch) : value;
        } catch (Throwable e) {
            throw PluginFailure.of(p, layer.name, e);
        }
    }

    private double penalty(WeightPenalty p, int entry, Scratch scratch) {
        ArrayTensor given = lent(entry);
        double value = p.penalty(given, scratch);
        requireUnchanged("penalty()", entry, given);
        return value;
    }

    private void addGradient(WeightPenalty p, int entry, Scratch scratch) {
        ArrayTensor given = lent(entry);
        p.addGradient(given, gradients.tensor(entry), 1.0 / m, scratch);
        requireUnchanged("addGradient()", entry, given);
    }

    private void requireUnchanged(String method, int entry, ArrayTensor given) {
        if (isParanoid) {
            Lent.requireUnchanged(method, "the weights", parameter(entry), given);
        }
    }

    /** A copy of a parameter, so that a penalty cannot change the original. */
    private ArrayTensor lent(int entry) {
        ArrayTensor copy = lent.vector(0).tensor(entry);
        copy.assign(parameter(entry));
        return copy;
    }

    private ArrayTensor parameter(int entry) {
        return network.parameters().tensor(entry);
    }

    private void mask(Layer layer) {
        if (layer.masks.length == 0) {
            return;
        }
        int size = layer.output.size();
        for (Mask mask : layer.masks) {
            workers.run(mask.count, DRAWING * size, mask.draw);
        }
        workers.run(layer.outputs.size(), size, layer.apply);
    }

    private void backward(boolean gradientIsZero) {
        int count = layers.size();
        Layer last = layers.get(count - 1);
        criterion.gradient(outputs, y, factors, last.gradient, last.buffers);
        for (int i = count - 1; i >= 0; i--) {
            Layer layer = layers.get(i);
            BatchNormalizer normalizer = layer.buffers.normalizer;
            if (normalizer != null) {
                normalizer.backward(
                        layer.gradient,
                        parameter(layout.gamma(i)),
                        gradients.tensor(layout.gamma(i)),
                        gradients.tensor(layout.beta(i)));
            } else {
                gradients.tensor(layout.bias(i)).assignColumnSums(layer.gradient);
            }
            ArrayTensor weightGradient = gradients.tensor(layout.weight(i));
            if (i == 0 && oneHotGradient != null) {
                oneHotGradient.compute(
                        weightGradient, layer.gradient, firstInput(), forward.denseCategories(), gradientIsZero);
            } else {
                product.multiplyTransposedLeft(
                        weightGradient, layer.gradient, i == 0 ? firstInput() : layers.get(i - 1).output);
            }
            if (i > 0) {
                propagate(layer, layers.get(i - 1));
            } else if (inputLayer != null) {
                product.multiplyPart(inputGradient, layer.gradient, layer.weights);
                inputLayer.backward(inputGradient, gradients);
            }
            layer.maskGradient(weightGradient);
            addPenaltyGradients(layer, i);
        }
    }

    private void addPenaltyGradients(Layer layer, int index) {
        int weight = layout.weight(index);
        int bias = layout.bias(index);
        for (WeightPenalty p : layer.penalties) {
            try {
                addGradient(p, weight, layer.weightScratch);
                if (p.biases() && layer.hasBias()) {
                    addGradient(p, bias, layer.biasScratch);
                }
            } catch (Throwable e) {
                throw PluginFailure.of(p, layer.name, e);
            }
        }
    }

    private void propagate(Layer from, Layer to) {
        product.multiply(to.gradient, from.gradient, from.weights);
        workers.run(to.gradients.size(), to.gradient.size(), to.back);
        if (to.alpha != null) {
            gradients.tensor(to.mix).assignColumnSums(to.ofMix);
        }
    }

    private ArrayTensor firstInput() {
        return inputLayer == null ? forward.x() : inputLayer.out();
    }
}
