package io.descent.core.network;

import io.descent.core.tensor.ArrayTensor;
import io.descent.core.tensor.MatrixProduct;
import java.util.ArrayList;
import java.util.List;

/**
 * Predicts for batches of one size: z = x W' + b, or batch norm of x W', and a = g(z) for every layer. Holds the memory of one batch, so it serves one
 * thread at a time.
 */
public final class ForwardPass {
    private final Network network;
    private final MatrixProduct product;
    private final ArrayTensor x;
    private final List<LayerBuffers> layers = new ArrayList<>();

    /**
     * A pass over batches of the given size.
     *
     * @param rows examples of a batch, at least 1
     */
    public ForwardPass(Network network, int rows) {
        this.network = network;
        this.product = MatrixProduct.of(network.precision());
        this.x = ArrayTensor.zeros(network.precision(), rows, network.inputs());
        for (LayerSpec layer : network.layers()) {
            layers.add(new LayerBuffers(layer, network.precision(), rows));
        }
    }

    /** The batch (rows x features), to be filled before {@link #run}. */
    public ArrayTensor x() {
        return x;
    }

    /** Number of examples. */
    public int rows() {
        return x.rows();
    }

    /** Computes the outputs of all examples. */
    public void run() {
        ArrayTensor input = x;
        for (int i = 0; i < layers.size(); i++) {
            run(i, input, false);
            input = layers.get(i).a;
        }
    }

    /** Computes one layer. */
    void run(int layer, ArrayTensor input, boolean training) {
        LayerBuffers buffers = layers.get(layer);
        ParameterVector parameters = network.parameters();
        ParameterLayout layout = parameters.layout();
        BatchNormalizer normalizer = buffers.normalizer;
        if (normalizer == null) {
            buffers.linear.assignRows(parameters.tensor(layout.bias(layer)));
        } else {
            buffers.linear.fill(0);
        }
        product.addTransposedRight(buffers.linear, input, parameters.tensor(layout.weight(layer)));
        if (normalizer != null) {
            ArrayTensor gamma = parameters.tensor(layout.gamma(layer));
            ArrayTensor beta = parameters.tensor(layout.beta(layer));
            if (training) {
                normalizer.train(buffers.linear, gamma, beta, buffers.z);
            } else {
                normalizer.predict(buffers.linear, gamma, beta, network.statistics(layer), buffers.z);
            }
        }
        network.layers().get(layer).activation().forward(buffers.z, buffers.a, buffers);
    }

    LayerBuffers layer(int index) {
        return layers.get(index);
    }

    /** Pre-activations of the output layer after {@link #run}. */
    public ArrayTensor outputZ() {
        return layers.get(layers.size() - 1).z;
    }

    /** Activations of the output layer after {@link #run}. */
    public ArrayTensor output() {
        return layers.get(layers.size() - 1).a;
    }
}
