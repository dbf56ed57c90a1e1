package io.descent.inference.network.internal;

import io.descent.api.Activation;
import io.descent.inference.parallel.internal.Workers;
import io.descent.inference.plugin.internal.Lent;
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
    /** Numbers of the widest tensor of a batch, where {@link #batch} chooses its size. */
    private static final int MOST_NUMBERS = 1 << 24;

    /** Units whose weights a thread gathers at a time: those of a cache line of the result. */
    private static final int UNITS = 16;

    private final Network network;
    private final InputShape shape;
    /** What the first dense layer gets. */
    private final InputShape dense;

    private final @Nullable InputLayerPass inputLayer;
    private final List<ArrayTensor> transposed;
    private final @Nullable ArrayTensor transposedDense;
    private final MatrixProduct product;
    private final ArrayTensor x;
    private final List<ArrayTensor> xParts;
    private final double[] row;
    private final int[] categories;
    private final Workers workers;
    private final List<LayerBuffers> layers = new ArrayList<>();
    private final List<Workers.Task> activations = new ArrayList<>();
    private final Batch batch = new Batch();
    private final OneHotProduct oneHotProduct = new OneHotProduct();

    /** Adds the weights of active inputs to the first layer, some units at a time. */
    private final class OneHotProduct implements Workers.Task {
        private @Nullable ArrayTensor weights;

        @Override
        public void run(int piece, int worker) {
            ArrayTensor z = layers.get(0).linear;
            int from = piece * UNITS;
            z.addColumns(
                    Objects.requireNonNull(weights),
                    denseCategories(),
                    dense.blocks(),
                    from,
                    Math.min(z.columns(), from + UNITS));
        }
    }

    /** Copies examples into the batch. */
    private final class Batch implements Workers.Task {
        private @Nullable Rows rows;
        private int[] order = {};
        private int from;

        @Override
        public void run(int piece, int worker) {
            ArrayTensor part = xParts.get(piece);
            int first = from + piece * LayerBuffers.PART;
            Rows source = Objects.requireNonNull(rows);
            source.copy(order, first, part);
            int blocks = shape.blocks();
            if (blocks > 0) {
                int at = piece * LayerBuffers.PART * blocks;
                source.copyCategories(order, first, part.rows(), blocks, categories, at);
            }
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
        this.shape = network.inputShape();
        this.dense = network.denseInputs();
        InputParts parts = network.parts();
        this.inputLayer = parts == null ? null : new InputLayerPass(network, parts, rows, engine);
        this.transposed = List.copyOf(transposed);
        this.transposedDense = transposed.isEmpty() ? null : transposed.get(0).rows(0, dense.dense());
        this.product = engine.product(network.precision());
        this.x = engine.zeros(network.precision(), rows, shape.dense());
        this.xParts = x.split(LayerBuffers.PART);
        this.row = new double[shape.dense()];
        this.categories = new int[rows * shape.blocks()];
        this.workers = engine.workers();
        for (Layer layer : network.layers()) {
            LayerBuffers buffers = new LayerBuffers(layer, engine, network.precision(), rows);
            layers.add(buffers);
            Activation activation = layer.activation();
            String name = ParameterLayout.layerName(layers.size() - 1);
            int mix = network.parameters().layout().mix(layers.size() - 1);
            ArrayTensor alpha = mix < 0 ? null : network.parameters().tensor(mix);
            activations.add((i, worker) -> {
                LayerBuffers.Part part = buffers.parts.get(i);
                try {
                    if (engine.isParanoid()) {
                        forwardWithCopy(activation, part);
                    } else {
                        activation.forward(part.z, part.g, part);
                    }
                } catch (Throwable e) {
                    throw PluginFailure.of(activation, name, e);
                }
                if (alpha != null) {
                    part.mix(alpha);
                }
            });
        }
    }

    /**
     * The size of the batches that a network is given: as usual, or fewer examples if a layer is so wide that its
     * activations would take too much memory. What is computed for an example does not depend on it.
     *
     * @param usual the number of examples for all but very wide networks
     */
    public static int batch(Network network, int usual) {
        int widest =
                Math.max(network.inputShape().dense(), network.denseInputs().dense());
        for (Layer layer : network.layers()) {
            widest = Math.max(widest, layer.units());
        }
        return batch(widest, usual);
    }

    /** The size of the batches that a network is given whose widest layer, or input, has so many units. */
    public static int batch(int widest, int usual) {
        return Math.max(1, Math.min(usual, MOST_NUMBERS / Math.max(1, widest)));
    }

    private static void forwardWithCopy(Activation activation, LayerBuffers.Part part) {
        Lent lent = new Lent("forward()");
        activation.forward(lent.copy("z", part.z), part.g, part);
        lent.requireUnchanged();
    }

    /** The dense inputs of the batch (rows x dense inputs), to be filled before {@link #run}. */
    public ArrayTensor x() {
        return x;
    }

    /** Working memory for the dense inputs of one row, which only callers use. */
    public double[] row() {
        return row;
    }

    /**
     * The one-hot blocks of the batch (rows x blocks), row by row, to be filled before {@link #run}: the index of the
     * input that is 1 among all inputs, or -1 if none is.
     */
    public int[] categories() {
        return categories;
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
        workers.run(xParts.size(), x.size() + categories.length, batch);
    }

    /** Number of examples. */
    public int rows() {
        return x.rows();
    }

    /**
     * Computes the inputs of the first dense layer: those of the batch, or the outputs of a trainable input layer.
     *
     * @return without one-hot blocks, which are in {@link #denseCategories}
     */
    public ArrayTensor runInputs() {
        if (inputLayer == null) {
            return x;
        }
        inputLayer.forward(x, categories);
        return inputLayer.out();
    }

    /** The trainable input layer; null if there is none. */
    public @Nullable InputLayerPass inputLayer() {
        return inputLayer;
    }

    /** The one-hot blocks of the first dense layer, as {@link #categories}, after {@link #runInputs}. */
    public int[] denseCategories() {
        return inputLayer == null ? categories : inputLayer.categories();
    }

    /** Computes the outputs of all examples. */
    public void run() {
        ArrayTensor input = runInputs();
        for (int i = 0; i < layers.size(); i++) {
            run(i, input, false);
            input = layers.get(i).a;
        }
    }

    /**
     * Computes one layer.
     *
     * @param layer counted from 0
     * @param input (rows x inputs of the layer); what {@link #runInputs} returns for the first layer
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
        if (layer == 0) {
            multiplyFirst(buffers.linear, start, input, weights);
        } else if (transposed.isEmpty()) {
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

    /** The product of the inputs and the weights of the first layer: dense inputs, then blocks, in ascending order. */
    private void multiplyFirst(
            ArrayTensor linear, @Nullable ArrayTensor start, ArrayTensor input, ArrayTensor weights) {
        if (transposedDense != null) {
            product.multiply(linear, start, input, transposedDense);
            if (dense.blocks() > 0) {
                linear.addRows(transposed.get(0), denseCategories(), dense.blocks());
            }
            return;
        }
        product.multiplyTransposedRightPart(linear, start, input, weights);
        if (dense.blocks() > 0) {
            oneHotProduct.weights = weights;
            int pieces = (linear.columns() + UNITS - 1) / UNITS;
            workers.run(pieces, (long) linear.columns() * categories.length, oneHotProduct);
        }
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
