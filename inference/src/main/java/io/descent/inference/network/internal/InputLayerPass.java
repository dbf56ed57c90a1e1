package io.descent.inference.network.internal;

import io.descent.inference.parallel.internal.Workers;
import io.descent.inference.spec.Periodic;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.tensor.internal.Engine;
import io.descent.inference.tensor.internal.Turns;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Computes the outputs of a trainable input layer for batches of one size, and its gradient. Periodic features are
 * computed in float64 and rounded at the end, so that all backends give the same bits; every sum runs over the examples
 * in a fixed order.
 */
public final class InputLayerPass {
    private static final double TURN = 2 * Math.PI;

    /** Simple operations that a cosine takes, an estimate for dividing the work among threads. */
    private static final long COSINE = 30;

    private final InputParts parts;
    private final int[] places;
    private final int[] numbers;
    private final boolean[] isNumber;
    private final int rows;
    private final int vector;
    private final int first;
    private final int blocks;
    private final int dense;
    private final @Nullable ArrayTensor frequency;
    private final @Nullable ArrayTensor phase;
    private final @Nullable ArrayTensor projection;
    private final @Nullable ArrayTensor offset;
    private final @Nullable ArrayTensor embedding;
    private final @Nullable ArrayTensor scale;
    private final ArrayTensor raw;
    private final ArrayTensor out;
    private final List<ArrayTensor> rawParts;
    private final List<ArrayTensor> outParts;
    private final int[] shifted;
    private final Scratch[] scratch;
    private final Workers workers;
    private final Workers.Task spread = this::spread;
    private final Workers.Task scaleRows = this::scaleRows;
    private final Workers.Task back = this::back;
    private ArrayTensor x;
    private int[] categories = {};
    private ArrayTensor gradient;
    private @Nullable ParameterVector gradients;

    /** Working memory of one thread. */
    private static final class Scratch {
        final double[] x;
        final double[] u;
        final double[] cosines;
        final double[] gradients;
        final double[] sines;

        Scratch(int rows, Periodic periodic) {
            x = new double[rows];
            u = new double[rows];
            sines = new double[rows];
            cosines = new double[rows * periodic.frequencies()];
            gradients = new double[rows * periodic.outputs()];
        }
    }

    /**
     * Creates a pass over batches of the given size.
     *
     * @param network has a trainable input layer
     */
    InputLayerPass(Network network, InputParts parts, int rows, Engine engine) {
        this.parts = parts;
        this.rows = rows;
        workers = engine.workers();
        places = parts.places();
        numbers = parts.numbers().stream().mapToInt(Integer::intValue).toArray();
        isNumber = new boolean[places.length];
        for (int number : numbers) {
            isNumber[number] = true;
        }
        vector = parts.vector();
        first = parts.first();
        blocks = parts.inputs().blocks();
        dense = parts.inputs().dense();
        ParameterVector parameters = network.parameters();
        ParameterLayout layout = parameters.layout();
        frequency = find(parameters, layout.frequency());
        phase = find(parameters, layout.phase());
        projection = find(parameters, layout.projection());
        offset = find(parameters, layout.offset());
        embedding = find(parameters, layout.embedding());
        scale = find(parameters, layout.scale());
        raw = engine.zeros(network.precision(), rows, parts.width());
        out = scale == null ? raw : raw.like();
        rawParts = raw.split(LayerBuffers.PART);
        outParts = out.split(LayerBuffers.PART);
        shifted = parts.embeds() ? new int[0] : new int[rows * blocks];
        x = raw;
        gradient = raw;
        Periodic periodic = parts.spec().periodic();
        scratch = new Scratch[periodic == null ? 0 : engine.workers().threads()];
        for (int i = 0; i < scratch.length && periodic != null; i++) {
            scratch[i] = new Scratch(rows, periodic);
        }
    }

    private static @Nullable ArrayTensor find(ParameterVector parameters, int entry) {
        return entry < 0 ? null : parameters.tensor(entry);
    }

    /** The inputs of the first dense layer (rows x outputs) after {@link #forward}, without one-hot blocks. */
    public ArrayTensor out() {
        return out;
    }

    /**
     * The one-hot blocks of the first dense layer after {@link #forward}: the index of the input that is 1 among all its
     * inputs, or -1; empty if they are embedded.
     */
    public int[] categories() {
        return shifted;
    }

    /**
     * Computes the outputs.
     *
     * @param dense the dense inputs (rows x dense inputs); must stay until {@link #backward}
     * @param active the one-hot blocks (rows x blocks), as {@link ForwardPass#categories}; must stay as well
     */
    void forward(ArrayTensor dense, int[] active) {
        x = dense;
        categories = active;
        workers.run(numbers.length + 1, COSINE * rows * (cosines() + 1), spread);
        if (scale != null) {
            workers.run(outParts.size(), out.size(), scaleRows);
        }
    }

    /** Cosines per example. */
    private long cosines() {
        Periodic periodic = parts.spec().periodic();
        return periodic == null ? 0 : (long) numbers.length * periodic.frequencies();
    }

    private void scaleRows(int part, int worker) {
        if (scale != null) {
            outParts.get(part).assignRows(scale).multiply(rawParts.get(part));
        }
    }

    private void spread(int piece, int worker) {
        if (piece < numbers.length) {
            periodic(piece, scratch[worker]);
            return;
        }
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < places.length; j++) {
                raw.set(i, places[j], x.get(i, j));
            }
            for (int b = 0; b < blocks; b++) {
                int category = categories[i * blocks + b];
                if (embedding == null) {
                    shifted[i * blocks + b] = category < 0 ? category : category - dense + first;
                    continue;
                }
                for (int k = 0; k < vector; k++) {
                    raw.set(i, first + b * vector + k, category < 0 ? 0 : embedding.get(category - dense, k));
                }
            }
        }
    }

    /** The periodic features of one number. */
    private void periodic(int number, Scratch memory) {
        Periodic periodic = parts.spec().periodic();
        if (periodic == null || projection == null || offset == null) {
            return;
        }
        int count = periodic.frequencies();
        load(number, memory);
        for (int k = 0; k < count; k++) {
            angles(number, k, memory);
            Turns.cos(memory.u, rows, memory.cosines, k * rows);
        }
        int place = places[numbers[number]] + 1;
        for (int j = 0; j < periodic.outputs(); j++) {
            double[] sum = memory.u;
            double b = offset.get(number, j);
            for (int i = 0; i < rows; i++) {
                sum[i] = b;
            }
            for (int k = 0; k < count; k++) {
                addProduct(memory.cosines, k * rows, projection.get(number, j * count + k), sum);
            }
            for (int i = 0; i < rows; i++) {
                raw.set(i, place + j, sum[i]);
            }
        }
    }

    private void load(int number, Scratch memory) {
        for (int i = 0; i < rows; i++) {
            memory.x[i] = x.get(i, numbers[number]);
        }
    }

    /** The angles of one frequency, in turns. */
    private void angles(int number, int k, Scratch memory) {
        if (frequency == null || phase == null) {
            return;
        }
        double w = frequency.get(number, k);
        double c = phase.get(number, k) / TURN;
        double[] numbersOfRows = memory.x;
        double[] u = memory.u;
        for (int i = 0; i < u.length; i++) {
            u[i] = Math.fma(w, numbersOfRows[i], c);
        }
    }

    private static void addProduct(double[] values, int from, double factor, double[] sum) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] = Math.fma(values[from + i], factor, sum[i]);
        }
    }

    /**
     * Computes the gradient with respect to the parameters of the input layer, after {@link #forward} of the same batch.
     *
     * @param ofOut the derivative with respect to {@link #out} (rows x outputs); overwritten
     * @param result receives the derivatives
     */
    public void backward(ArrayTensor ofOut, ParameterVector result) {
        gradient = ofOut;
        gradients = result;
        if (scale != null) {
            out.assign(gradient).multiply(raw);
            result.tensor(result.layout().scale()).assignColumnSums(out);
            out.assignRows(scale);
            gradient.multiply(out);
        }
        workers.run(numbers.length + 1, 2 * COSINE * rows * (cosines() + 1), back);
    }

    private void back(int piece, int worker) {
        ParameterVector result = Objects.requireNonNull(gradients);
        if (piece < numbers.length) {
            backward(piece, result, scratch[worker]);
        } else if (embedding != null) {
            embed(result.tensor(result.layout().embedding()));
        }
    }

    private void embed(ArrayTensor result) {
        result.fill(0);
        for (int i = 0; i < rows; i++) {
            for (int b = 0; b < blocks; b++) {
                int category = categories[i * blocks + b];
                for (int k = 0; category >= 0 && k < vector; k++) {
                    double sum = result.get(category - dense, k) + gradient.get(i, first + b * vector + k);
                    result.set(category - dense, k, sum);
                }
            }
        }
    }

    /** The derivatives with respect to frequencies, phases, map and offset of one number. */
    private void backward(int number, ParameterVector result, Scratch memory) {
        Periodic periodic = parts.spec().periodic();
        if (periodic == null || projection == null) {
            return;
        }
        ParameterLayout layout = result.layout();
        ArrayTensor ofFrequency = result.tensor(layout.frequency());
        ArrayTensor ofPhase = result.tensor(layout.phase());
        ArrayTensor ofProjection = result.tensor(layout.projection());
        ArrayTensor ofOffset = result.tensor(layout.offset());
        int count = periodic.frequencies();
        int place = places[numbers[number]] + 1;
        double[] given = memory.gradients;
        for (int j = 0; j < periodic.outputs(); j++) {
            for (int i = 0; i < rows; i++) {
                given[j * rows + i] = gradient.get(i, place + j);
            }
            ofOffset.set(number, j, sum(given, j * rows, rows));
        }
        load(number, memory);
        for (int k = 0; k < count; k++) {
            angles(number, k, memory);
            Turns.cos(memory.u, rows, memory.cosines, 0);
            Turns.sin(memory.u, rows, memory.sines, 0);
            double[] inner = memory.u; // dJ/d(angle in radians)
            for (int i = 0; i < rows; i++) {
                inner[i] = 0;
            }
            for (int j = 0; j < periodic.outputs(); j++) {
                ofProjection.set(number, j * count + k, dot(given, j * rows, memory.cosines, rows));
                addProduct(given, j * rows, projection.get(number, j * count + k), inner);
            }
            for (int i = 0; i < rows; i++) {
                inner[i] *= -memory.sines[i];
            }
            ofPhase.set(number, k, sum(inner, 0, rows));
            ofFrequency.set(number, k, TURN * dot(inner, 0, memory.x, rows));
        }
    }

    /** The sum in four strided parts. */
    private static double sum(double[] values, int from, int count) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i + 3 < count; i += 4) {
            a += values[from + i];
            b += values[from + i + 1];
            c += values[from + i + 2];
            d += values[from + i + 3];
        }
        for (; i < count; i++) {
            a += values[from + i];
        }
        return (a + b) + (c + d);
    }

    /** The sum of products in four strided parts. */
    private static double dot(double[] one, int from, double[] other, int count) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i + 3 < count; i += 4) {
            a = Math.fma(one[from + i], other[i], a);
            b = Math.fma(one[from + i + 1], other[i + 1], b);
            c = Math.fma(one[from + i + 2], other[i + 2], c);
            d = Math.fma(one[from + i + 3], other[i + 3], d);
        }
        for (; i < count; i++) {
            a = Math.fma(one[from + i], other[i], a);
        }
        return (a + b) + (c + d);
    }
}
