package io.descent.core.network;

import io.descent.api.ActivationMask;
import io.descent.api.Scratch;
import io.descent.api.WeightPenalty;
import io.descent.core.random.KeyedRandom;
import io.descent.core.random.RandomStreams;
import io.descent.core.tensor.ArrayTensor;
import io.descent.core.tensor.MatrixProduct;
import java.util.ArrayList;
import java.util.List;

/**
 * Computes the cost of a mini-batch and its gradient by back-propagation (Rumelhart, Hinton and Williams 1986), masks and
 * penalties included. Holds the memory of one mini-batch.
 */
public final class TrainingPass {
    /** Rows of a mask that one random stream fills: part of what results depend on. */
    private static final int MASK_ROWS = 32;

    private final Network network;
    private final Criterion criterion;
    private final int trainingExamples;
    private final ParameterVector gradients;
    private final ForwardPass forward;
    private final MatrixProduct product;
    private final ArrayTensor y;
    private final List<Layer> layers = new ArrayList<>();
    private final RandomStreams streams;
    private final KeyedRandom maskRandom;
    private double lossSum;
    private double penalty;

    /** What one layer needs beside its forward buffers. */
    private static final class Layer {
        final LayerBuffers buffers;
        final ArrayTensor gradient;
        /** What the next layer sees: the activations, masked. */
        final ArrayTensor output;

        final List<ActivationMask> masks;
        final List<ArrayTensor> maskValues = new ArrayList<>();
        final List<List<ArrayTensor>> maskBlocks = new ArrayList<>();
        final List<WeightPenalty> penalties;
        final Scratch penaltyScratch;

        Layer(Network network, int index, LayerBuffers buffers, ParameterScratch scratch) {
            this.buffers = buffers;
            gradient = LayerBuffers.like(buffers.z);
            masks = network.masks(index);
            for (int i = 0; i < masks.size(); i++) {
                ArrayTensor values = LayerBuffers.like(buffers.z);
                maskValues.add(values);
                maskBlocks.add(blocks(values));
            }
            output = masks.isEmpty() ? buffers.a : LayerBuffers.like(buffers.z);
            penalties = network.penalties(index);
            penaltyScratch = scratch.of(index);
        }
    }

    private static List<ArrayTensor> blocks(ArrayTensor mask) {
        List<ArrayTensor> blocks = new ArrayList<>();
        for (int from = 0; from < mask.rows(); from += MASK_ROWS) {
            blocks.add(mask.rows(from, Math.min(mask.rows(), from + MASK_ROWS)));
        }
        return blocks;
    }

    /**
     * A pass over mini-batches of one size.
     *
     * @param rows examples of a mini-batch
     * @param trainingExamples m of the penalties: the size of the training set
     * @param gradients receives the gradient
     * @param streams masks are drawn from them
     */
    public TrainingPass(
            Network network,
            Criterion criterion,
            int rows,
            int trainingExamples,
            ParameterVector gradients,
            RandomStreams streams) {
        this.network = network;
        this.criterion = criterion;
        this.trainingExamples = trainingExamples;
        this.gradients = gradients;
        this.streams = streams;
        forward = new ForwardPass(network, rows);
        product = MatrixProduct.of(network.precision());
        y = LayerBuffers.like(forward.output());
        maskRandom = streams.maskStream();
        ParameterScratch scratch = new ParameterScratch(network.parameters().layout(), network.precision());
        for (int i = 0; i < network.layers().size(); i++) {
            layers.add(new Layer(network, i, forward.layer(i), scratch));
        }
    }

    /** The features (rows x features), to be filled before {@link #run}. */
    public ArrayTensor x() {
        return forward.x();
    }

    /** The labels (rows x outputs), to be filled before {@link #run}. */
    public ArrayTensor y() {
        return y;
    }

    /** Number of examples. */
    public int rows() {
        return forward.rows();
    }

    /**
     * Computes cost and gradient.
     *
     * @param step updates completed before, from 0: masks depend on it
     */
    public void run(int step) {
        forward(step);
        backward();
    }

    /** The sum of the losses of the mini-batch after {@link #run}. */
    public double lossSum() {
        return lossSum;
    }

    /** The penalties of all layers, divided by m, after {@link #run}. */
    public double penalty() {
        return penalty;
    }

    private void forward(int step) {
        penalty = 0;
        ArrayTensor input = forward.x();
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            forward.run(i, input);
            mask(layer, step, i + 1);
            for (WeightPenalty p : layer.penalties) {
                penalty += p.penalty(network.parameters().tensor(i), layer.penaltyScratch) / trainingExamples;
            }
            input = layer.output;
        }
        lossSum = criterion.sum(forward.outputZ(), forward.output(), y);
    }

    private void mask(Layer layer, int step, int number) {
        if (layer.masks.isEmpty()) {
            return;
        }
        layer.output.assign(layer.buffers.a);
        for (int i = 0; i < layer.masks.size(); i++) {
            List<ArrayTensor> blocks = layer.maskBlocks.get(i);
            for (int block = 0; block < blocks.size(); block++) {
                layer.masks.get(i).fill(blocks.get(block), streams.mask(maskRandom, step, number, i, block));
            }
            layer.output.multiply(layer.maskValues.get(i));
        }
    }

    private void backward() {
        int count = layers.size();
        Layer last = layers.get(count - 1);
        criterion.gradient(last.buffers.z, last.buffers.a, y, 1.0 / rows(), last.gradient, last.buffers);
        for (int i = count - 1; i >= 0; i--) {
            Layer layer = layers.get(i);
            ArrayTensor input = i == 0 ? forward.x() : layers.get(i - 1).output;
            ArrayTensor weights = network.parameters().tensor(i);
            ArrayTensor weightGradient = gradients.tensor(i);
            weightGradient.fill(0);
            product.addTransposedLeft(weightGradient, layer.gradient, input);
            for (WeightPenalty p : layer.penalties) {
                p.addGradient(weights, weightGradient, 1.0 / trainingExamples, layer.penaltyScratch);
            }
            gradients.tensor(count + i).assignColumnSums(layer.gradient);
            if (i > 0) {
                propagate(layer, weights, layers.get(i - 1), network.layers().get(i - 1));
            }
        }
    }

    private void propagate(Layer from, ArrayTensor weights, Layer to, LayerSpec spec) {
        to.gradient.fill(0);
        product.add(to.gradient, from.gradient, weights);
        for (ArrayTensor values : to.maskValues) {
            to.gradient.multiply(values);
        }
        spec.activation().backward(to.buffers.z, to.buffers.a, to.gradient, to.buffers);
    }
}
