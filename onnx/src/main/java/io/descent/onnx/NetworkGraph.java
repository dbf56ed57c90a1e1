package io.descent.onnx;

import io.descent.inference.model.internal.ModelParts;
import io.descent.inference.network.internal.InputParts;
import io.descent.inference.network.internal.Layer;
import io.descent.inference.network.internal.Network;
import io.descent.inference.network.internal.ParameterLayout;
import io.descent.inference.network.internal.ParameterVector;
import io.descent.inference.spec.BatchNorm;
import io.descent.inference.spec.Periodic;
import io.descent.inference.table.internal.OneHot;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.onnx.Graph.Attribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One network: its encoding, its trainable input layer and its dense layers. */
final class NetworkGraph {
    private final Graph graph;
    private final Network network;
    private final ParameterVector parameters;
    private final ParameterLayout layout;
    private final ElementType type;
    private final Encoding encoding;

    /** @param type of the dense layers */
    NetworkGraph(Graph graph, Inputs inputs, ModelParts member, ModelParts model, ElementType type) {
        this.graph = graph;
        this.network = member.network();
        this.parameters = network.parameters();
        this.layout = parameters.layout();
        this.type = type;
        this.encoding = new Encoding(graph, inputs, member.encoding(), model.encoding());
    }

    /** What the network computes (rows x outputs), in float64. */
    Value outputs() {
        Value a = null;
        for (int i = 0; i < network.layers().size(); i++) {
            Layer layer = network.layers().get(i);
            Dense dense = new Dense(i, layer);
            Value z = a == null ? first(dense) : dense.product(a);
            Value g = Activations.apply(layer.activation(), z);
            int mix = layout.mix(i);
            a = mix < 0 ? g : z.plus(g.minus(z).times(row(type, parameters.tensor(mix))));
        }
        return Objects.requireNonNull(a).cast(ElementType.DOUBLE);
    }

    private Value row(ElementType of, ArrayTensor tensor) {
        return graph.reals(of, numbers(tensor), 1, tensor.columns());
    }

    private static double[] numbers(ArrayTensor tensor) {
        double[] numbers = new double[Math.multiplyExact(tensor.rows(), tensor.columns())];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = tensor.get(i / tensor.columns(), i % tensor.columns());
        }
        return numbers;
    }

    /** The weights and biases of a dense layer, batch norm folded in, in float64. */
    private final class Dense {
        private final int units;
        private final int inputs;
        private final double[] weights;
        private final double[] biases;

        Dense(int index, Layer layer) {
            ArrayTensor tensor = parameters.tensor(layout.weight(index));
            units = tensor.rows();
            inputs = tensor.columns();
            weights = numbers(tensor);
            BatchNorm norm = layer.batchNorm();
            if (norm == null) {
                biases = numbers(parameters.tensor(layout.bias(index)));
                return;
            }
            biases = numbers(parameters.tensor(layout.beta(index)));
            double[] gamma = numbers(parameters.tensor(layout.gamma(index)));
            double[] mean = numbers(network.statistics(index).mean());
            double[] variance = numbers(network.statistics(index).variance());
            for (int i = 0; i < units; i++) {
                double factor = gamma[i] / Math.sqrt(variance[i] + norm.epsilon());
                biases[i] -= mean[i] * factor;
                for (int j = 0; j < inputs; j++) {
                    weights[i * inputs + j] *= factor;
                }
            }
        }

        /** z = x W' + b. */
        Value product(Value x) {
            return product(x, weights, inputs);
        }

        private Value product(Value x, double[] of, int columns) {
            return graph.node(
                    "Gemm",
                    type,
                    List.of(x, graph.reals(type, of, units, columns), graph.reals(type, biases, units)),
                    new Attribute("transB", 1L));
        }

        /**
         * The product with some inputs.
         *
         * @param columns the input of the layer that each column of x is
         * @param factors of the inputs; empty for 1
         */
        Value product(Value x, int[] columns, double[] factors) {
            double[] some = new double[units * columns.length];
            for (int i = 0; i < units; i++) {
                for (int j = 0; j < columns.length; j++) {
                    double factor = factors.length == 0 ? 1 : factors[columns[j]];
                    some[i * columns.length + j] = weights[i * inputs + columns[j]] * factor;
                }
            }
            return product(x, some, columns.length);
        }

        /** The weights of consecutive inputs, each of which is a row, followed by zeros. */
        Value rows(int from, int count) {
            double[] rows = new double[(count + 1) * units];
            for (int j = 0; j < count; j++) {
                for (int i = 0; i < units; i++) {
                    rows[j * units + i] = weights[i * inputs + from + j];
                }
            }
            return graph.reals(type, rows, count + 1, units);
        }
    }

    /** Pre-activations of the first layer. */
    private Value first(Dense layer) {
        InputParts parts = network.parts();
        Value dense = encoding.dense();
        Value x = dense == null ? null : dense.cast(type);
        int width = parts == null ? network.inputShape().dense() : parts.width();
        int[] columns = new int[width];
        double[] factors = {};
        List<Value> categories = encoding.categories();
        if (parts == null) {
            for (int j = 0; j < width; j++) {
                columns[j] = j;
            }
        } else {
            List<Value> all = new ArrayList<>();
            if (x != null) {
                all.add(x);
                Value periodic = periodic(parts, x);
                if (periodic != null) {
                    all.add(periodic.cast(type));
                }
            }
            if (parts.embeds()) {
                all.addAll(vectors(parts, categories));
                categories = List.of();
            }
            x = all.isEmpty() ? null : Value.concat(all);
            columns = columns(parts);
            factors = layout.scale() < 0 ? factors : numbers(parameters.tensor(layout.scale()));
        }
        Value z = x == null ? null : layer.product(x, columns, factors);
        int from = width;
        for (int b = 0; b < categories.size(); b++) {
            int count = encoding.blocks().get(b).categories();
            Value rows = layer.rows(from, count).gather(categories.get(b));
            z = z == null ? rows.plus(graph.reals(type, layer.biases, layer.units)) : z.plus(rows);
            from += count;
        }
        return Objects.requireNonNull(z);
    }

    /**
     * The outputs of the input layer in the order in which they are computed here: the dense inputs, the periodic features
     * number by number, the vectors.
     */
    private static int[] columns(InputParts parts) {
        int[] columns = new int[parts.width()];
        int[] places = parts.places();
        System.arraycopy(places, 0, columns, 0, places.length);
        int next = places.length;
        Periodic periodic = parts.spec().periodic();
        for (int number : parts.numbers()) {
            for (int k = 0; periodic != null && k < periodic.outputs(); k++) {
                columns[next++] = places[number] + 1 + k;
            }
        }
        for (int j = parts.first(); next < columns.length; j++) {
            columns[next++] = j;
        }
        return columns;
    }

    /** The periodic features (rows x numbers times outputs), in float64; null if there are none. */
    private @Nullable Value periodic(InputParts parts, Value x) {
        Periodic periodic = parts.spec().periodic();
        if (periodic == null || parts.numbers().isEmpty()) {
            return null;
        }
        int numbers = parts.numbers().size();
        int count = periodic.frequencies();
        int outputs = periodic.outputs();
        double[] phases = numbers(parameters.tensor(layout.phase()));
        for (int i = 0; i < phases.length; i++) {
            phases[i] /= 2 * Math.PI;
        }
        Value some = x.columns(
                        parts.numbers().stream().mapToLong(Integer::longValue).toArray())
                .cast(ElementType.DOUBLE)
                .reshape(-1, numbers, 1);
        Value turns = some.times(
                        graph.reals(ElementType.DOUBLE, numbers(parameters.tensor(layout.frequency())), numbers, count))
                .plus(graph.reals(ElementType.DOUBLE, phases, numbers, count));
        Value sums = Functions.cosineOfTurns(turns)
                .reshape(-1, numbers, 1, count)
                .times(graph.reals(
                        ElementType.DOUBLE, numbers(parameters.tensor(layout.projection())), numbers, outputs, count))
                .sumOfLast(false);
        return sums.plus(graph.reals(ElementType.DOUBLE, numbers(parameters.tensor(layout.offset())), numbers, outputs))
                .reshape(-1, (long) numbers * outputs);
    }

    /** The vectors of the categories, each (rows x vector). */
    private List<Value> vectors(InputParts parts, List<Value> categories) {
        double[] all = numbers(parameters.tensor(layout.embedding()));
        int width = parts.vector();
        List<Value> vectors = new ArrayList<>();
        int from = 0;
        for (int b = 0; b < categories.size(); b++) {
            OneHot words = encoding.blocks().get(b);
            double[] table = new double[(words.categories() + 1) * width];
            System.arraycopy(all, from * width, table, 0, words.categories() * width);
            vectors.add(graph.reals(type, table, words.categories() + 1, width).gather(categories.get(b)));
            from += words.categories();
        }
        return vectors;
    }
}
