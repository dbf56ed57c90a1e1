package io.descent.inference.network.internal;

import io.descent.api.Activation;
import io.descent.inference.parallel.internal.Workers;
import io.descent.inference.plugin.internal.PluginFailure;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.tensor.internal.Engine;
import io.descent.inference.tensor.internal.MatrixProduct;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Computes the outputs for batches of one size: z = x W' + b, or batch norm of x W', and a = g(z) for every layer. It
 * owns the memory of one batch, so only one thread may use it at a time.
 */
public final class ForwardPass {
    private final Network network;
    private final List<ArrayTensor> transposed;
    private final MatrixProduct product;
    private final ArrayTensor x;
    private final List<ArrayTensor> xParts;
    private final Workers workers;
    private final List<LayerBuffers> layers = new ArrayList<>();
    private final List<Workers.Task> activations = new ArrayList<>();
    private final Batch batch = new Batch();

    /** Copies examples into the batch. */
    private final class Batch implements Workers.Task {
        private @Nullable Rows rows;
        private int[] order = {};
        private int from;

        @Override
        public void run(int piece, int worker) {
            ArrayTensor part = xParts.get(piece);
            int first = from + piece * LayerBuffers.PART;
            Objects.requireNonNull(rows).copy(order, first, part);
        }
    }

    /**
     * Creates a pass over batches of the given size.
     *
     * @param rows examples of a batch, at least 1
     * @param engine the backend and threads to compute with
     */
    public ForwardPass(Network network, int rows, Engine engine) {
        this(network, rows, engine, List.of());
    }

    /**
     * Creates a pass that only predicts.
     *
     * @param transposed the weights of all layers (inputs x units), which saves packing them for every batch
     */
    public ForwardPass(Network network, int rows, Engine engine, List<ArrayTensor> transposed) {
        this.network = network;
        this.transposed = List.copyOf(transposed);
        this.product = engine.product(network.precision());
        this.x = engine.zeros(network.precision(), rows, network.inputs());
        this.xParts = x.split(LayerBuffers.PART);
        this.workers = engine.workers();
        for (Layer layer : network.layers()) {
            LayerBuffers buffers = new LayerBuffers(layer, engine, network.precision(), rows);
            layers.add(buffers);
            Activation activation = layer.activation();
            String name = ParameterLayout.layerName(layers.size() - 1);
            activations.add((i, worker) -> {
                LayerBuffers.Part part = buffers.parts.get(i);
                try {
                    activation.forward(part.z, part.a, part);
                } catch (Throwable e) {
                    throw PluginFailure.of(activation, name, e);
                }
            });
        }
    }

    /** The batch (rows x features), to be filled before {@link #run}. */
    public ArrayTensor x() {
        return x;
    }

    /**
     * Fills the batch.
     *
     * @param order positions of examples
     * @param from where in the order the batch begins
     */
    public void load(Rows rows, int[] order, int from) {
        batch.rows = rows;
        batch.order = order;
        batch.from = from;
        workers.run(xParts.size(), x.size(), batch);
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

    /**
     * Computes one layer.
     *
     * @param layer counted from 0
     * @param input (rows x inputs of the layer)
     * @param training whether batch norm uses the statistics of the batch instead of the running ones
     */
    public void run(int layer, ArrayTensor input, boolean training) {
        ParameterVector parameters = network.parameters();
        run(layer, input, parameters.tensor(parameters.layout().weight(layer)), training);
    }

    /**
     * Computes one layer with other weights than those of the network; otherwise as the method without them.
     *
     * @param weights (units x inputs of the layer)
     */
    public void run(int layer, ArrayTensor input, ArrayTensor weights, boolean training) {
        LayerBuffers buffers = layers.get(layer);
        ParameterVector parameters = network.parameters();
        ParameterLayout layout = parameters.layout();
        BatchNormalizer normalizer = buffers.normalizer;
        ArrayTensor start = normalizer == null ? parameters.tensor(layout.bias(layer)) : null;
        if (transposed.isEmpty()) {
            product.multiplyTransposedRight(buffers.linear, start, input, weights);
        } else {
            product.multiply(buffers.linear, start, input, transposed.get(layer));
        }
        if (normalizer != null) {
            ArrayTensor gamma = parameters.tensor(layout.gamma(layer));
            ArrayTensor beta = parameters.tensor(layout.beta(layer));
            if (training) {
                normalizer.train(buffers.linear, gamma, beta, buffers.z);
            } else {
                normalizer.predict(buffers.linear, gamma, beta, network.statistics(layer), buffers.z);
            }
        }
        workers.run(buffers.parts.size(), buffers.z.size(), activations.get(layer));
    }

    /** The results of one layer, counted from 0. */
    public LayerBuffers layer(int index) {
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
