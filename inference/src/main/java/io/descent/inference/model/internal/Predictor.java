package io.descent.inference.model.internal;

import io.descent.inference.network.internal.ForwardPass;
import io.descent.inference.network.internal.InferenceLoop;
import io.descent.inference.network.internal.Rows;
import io.descent.inference.parallel.internal.Workers;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Precision;
import io.descent.inference.table.internal.ColumnEncoder;
import io.descent.inference.table.internal.FeatureColumn;
import io.descent.inference.table.internal.InputEncoding;
import io.descent.inference.table.internal.NumberEncoder;
import io.descent.inference.table.internal.OneHot;
import io.descent.inference.table.internal.RowEncoder;
import io.descent.inference.table.internal.Scaled;
import io.descent.inference.table.internal.Scaling;
import io.descent.inference.table.internal.Truth;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.tensor.internal.Backend;
import io.descent.inference.tensor.internal.Engine;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Predicts with one model, or with the average of several: a prediction is then the mean of those of the members, summed
 * in their order in float64. Any number of threads may use it at once. Weights are packed at construction, so the model
 * must not change afterwards. Working memory is reused from call to call, so a prediction of a single network allocates
 * only its result.
 */
public final class Predictor {
    private static final int BATCH = 64;

    /** Examples of the smallest batch. */
    private static final int SMALLEST_BATCH = 8;

    /** Fewer examples than this are predicted one by one, which is faster than the smallest batch. */
    private static final int FEW = 4;

    private static final int MOST_PIECES = 1 << 16;
    private static final double[] NONE = {};

    /** Forward passes and encoders kept for reuse: as many as threads are likely to predict at once. */
    private static final int KEPT = 64;

    private final ModelParts model;
    /** One per member of an average; empty for a single network. */
    private final List<Predictor> members;

    private final int batch;
    private final Backend backend;
    private final List<ArrayTensor> weights;
    private final NumberEncoder[] numbers;
    /** A column that is neither a number nor a truth value; null if there is none. */
    private final @Nullable String other;

    private final double[] mean;
    private final double[] deviation;
    /** Forward passes of 1, 2, 4, ... rows. */
    private final List<AtomicReferenceArray<@Nullable ForwardPass>> kept;

    private final AtomicReferenceArray<@Nullable RowEncoder> encoders = new AtomicReferenceArray<>(KEPT);
    private final InferenceLoop.Passes passes = new InferenceLoop.Passes() {
        @Override
        public ForwardPass take(int examples) {
            int rows = examples < FEW ? 1 : Math.max(SMALLEST_BATCH, Integer.highestOneBit(examples));
            return Predictor.this.take(Math.min(batch, rows));
        }

        @Override
        public void giveBack(ForwardPass pass) {
            giveBackTo(kept(pass.rows()), pass);
        }
    };

    /** Loads raw examples, encodes them and hands over the outputs. */
    private abstract class Examples implements InferenceLoop.Batches {
        abstract void read(int example, ForwardPass pass, int row);

        abstract void write(int example, ArrayTensor output, int row);

        @Override
        public void load(int from, int count, ForwardPass pass) {
            for (int i = 0; i < count; i++) {
                read(from + i, pass, i);
            }
            requireFinite(pass, from, count);
        }

        @Override
        public void accept(int from, int count, ForwardPass pass) {
            for (int i = 0; i < count; i++) {
                write(from + i, pass.output(), i);
            }
        }
    }

    /**
     * Creates a predictor.
     *
     * @param backend the kernels to compute with; results do not depend on it
     */
    public Predictor(ModelParts model, Backend backend) {
        this.model = model;
        this.members = model.members().stream()
                .map(member -> new Predictor(member, backend))
                .toList();
        this.backend = backend;
        this.batch = Integer.highestOneBit(ForwardPass.batch(model.network(), BATCH));
        this.kept = Stream.generate(() -> new AtomicReferenceArray<@Nullable ForwardPass>(KEPT))
                .limit(1L + Integer.numberOfTrailingZeros(batch))
                .toList();
        this.weights = members.isEmpty() ? model.network().transposedWeights() : List.of();
        List<FeatureColumn> columns = model.encoding().columns();
        numbers = new NumberEncoder[columns.size()];
        String other = null;
        for (int j = 0; j < numbers.length; j++) {
            ColumnEncoder encoder = columns.get(j).encoder();
            if (encoder instanceof Scaled || encoder instanceof Truth) {
                numbers[j] = (NumberEncoder) encoder;
            } else {
                other = other == null ? columns.get(j).name() : other;
            }
        }
        this.other = other;
        List<Scaling.Standardize> units = standardized(model.encoding());
        mean = units.stream().mapToDouble(Scaling.Standardize::mean).toArray();
        deviation = units.stream().mapToDouble(Scaling.Standardize::deviation).toArray();
    }

    /** Mean and deviation of each column if all are plain numbers, standardised or not scaled; otherwise none. */
    private static List<Scaling.Standardize> standardized(InputEncoding encoding) {
        if (!encoding.isPlain()) {
            return List.of();
        }
        for (Scaling scaling : encoding.scalings()) {
            if (!(scaling instanceof Scaling.Standardize || scaling instanceof Scaling.None)) {
                return List.of();
            }
        }
        return encoding.units();
    }

    /**
     * Predicts one example.
     *
     * @param features in the order of the schema, not scaled; 1 and 0 for truth values; NaN for a missing cell
     * @return the value of each output for regression, in the units of the labels; the probability of each class for
     *     classification
     * @throws InvalidInputException if the number of features differs, one is infinite or too large, or the model has
     *     columns of words or dates
     */
    public double[] predict(double... features) {
        return predict(features, NONE);
    }

    /**
     * Predicts one example; see {@link #predict(double...)}.
     *
     * @param ofMembers of an average, receives {@link #width} numbers per member, those of the first ones until it is full
     */
    public double[] predict(double[] features, double[] ofMembers) {
        if (!members.isEmpty()) {
            double[] result = new double[width()];
            for (int member = 0; member < members.size(); member++) {
                double[] each = members.get(member).predict(features);
                add(each, 0, result, 0);
                keep(member, each, each.length, ofMembers, 0, each.length);
            }
            complete(result, 0);
            return result;
        }
        ForwardPass pass = take(1);
        read(features, 0, pass, 0);
        requireFinite(pass, 0, 1);
        pass.run();
        double[] result = new double[width()];
        write(pass.output(), 0, result, 0);
        passes.giveBack(pass);
        return result;
    }

    /**
     * Predicts many examples. Each result has the same bits as that of {@link #predict(double...)}.
     *
     * @param examples the features of each example
     * @param workers the threads that share the work; results do not depend on their number
     */
    public double[][] predict(double[][] examples, Workers workers) {
        return predict(examples, NONE, workers);
    }

    /**
     * Predicts many examples; see {@link #predict(double[][], Workers)}.
     *
     * @param ofMembers of an average, receives the predictions of the first members until it is full (members x examples
     *     x {@link #width})
     */
    public double[][] predict(double[][] examples, double[] ofMembers, Workers workers) {
        double[][] results = new double[examples.length][];
        if (!members.isEmpty()) {
            int count = examples.length * width();
            for (int member = 0; member < members.size(); member++) {
                double[][] each = members.get(member).predict(examples, workers);
                for (int i = 0; i < results.length; i++) {
                    results[i] = results[i] == null ? new double[width()] : results[i];
                    add(each[i], 0, results[i], 0);
                    keep(member, each[i], count, ofMembers, i * width(), width());
                }
            }
            for (double[] result : results) {
                complete(result, 0);
            }
            return results;
        }
        run(examples.length, workers, new Examples() {
            @Override
            void read(int example, ForwardPass pass, int row) {
                Predictor.this.read(examples[example], example, pass, row);
            }

            @Override
            void write(int example, ArrayTensor output, int row) {
                results[example] = new double[width()];
                Predictor.this.write(output, row, results[example], 0);
            }
        });
        return results;
    }

    /**
     * Predicts encoded rows. Each result has the same bits as that of one row.
     *
     * @param rows encoded for this model; all rows that it has
     * @param results receives {@link #width} numbers per row, row by row: NaN for broken rows
     * @param workers the threads that share the work; results do not depend on their number
     */
    public void predict(RowEncoder rows, double[] results, Workers workers) {
        predict(rows, results, NONE, workers);
    }

    /**
     * Predicts encoded rows; see {@link #predict(RowEncoder, double[], Workers)}.
     *
     * @param ofMembers of an average, receives the predictions of the first members until it is full (members x rows x
     *     {@link #width}); those of broken rows have no meaning
     */
    public void predict(RowEncoder rows, double[] results, double[] ofMembers, Workers workers) {
        int width = width();
        if (!members.isEmpty()) {
            average(
                    rows.rows(),
                    results,
                    ofMembers,
                    (member, each) -> members.get(member).predict(rows.member(member), each, workers));
            for (int i = 0; i < rows.rows(); i++) {
                if (rows.isBroken(i)) { // perhaps for some members only
                    Arrays.fill(results, i * width, (i + 1) * width, Double.NaN);
                }
            }
            return;
        }
        run(rows.rows(), workers, new Examples() {
            @Override
            void read(int example, ForwardPass pass, int row) {
                rows.copy(example, pass.x(), pass.categories(), row);
            }

            @Override
            void write(int example, ArrayTensor output, int row) {
                if (rows.isBroken(example)) {
                    Arrays.fill(results, example * width, (example + 1) * width, Double.NaN);
                } else {
                    Predictor.this.write(output, row, results, example * width);
                }
            }
        });
    }

    /**
     * Predicts examples that are encoded already. Each result has the same bits as that of one row.
     *
     * @param encoded the examples, once for each member of an average in their order; once for a single network
     * @param count number of examples
     * @param results receives {@link #width} numbers per example
     * @param workers the threads that share the work; results do not depend on their number
     */
    public void predict(List<? extends Rows> encoded, int count, double[] results, Workers workers) {
        if (!members.isEmpty()) {
            average(
                    count,
                    results,
                    NONE,
                    (member, each) ->
                            members.get(member).predict(encoded.subList(member, member + 1), count, each, workers));
            return;
        }
        int width = width();
        int[] order = Arrays.copyOf(IntStream.range(0, count).toArray(), count + batch); // a pass may have more rows
        Rows rows = encoded.get(0);
        run(count, workers, new Examples() {
            @Override
            void read(int example, ForwardPass pass, int row) {
                throw new IllegalStateException("batches are loaded whole");
            }

            @Override
            public void load(int from, int number, ForwardPass pass) {
                pass.load(rows, order, from);
            }

            @Override
            void write(int example, ArrayTensor output, int row) {
                Predictor.this.write(output, row, results, example * width);
            }
        });
    }

    /** Predicts with one member into an array of the size of the results. */
    private interface OfMember {
        void predict(int member, double[] results);
    }

    private void average(int count, double[] results, double[] ofMembers, OfMember prediction) {
        int width = width();
        double[] each = new double[count * width];
        Arrays.fill(results, 0, count * width, 0);
        for (int member = 0; member < members.size(); member++) {
            prediction.predict(member, each);
            keep(member, each, each.length, ofMembers, 0, each.length);
            for (int i = 0; i < count; i++) {
                add(each, i * width, results, i * width);
            }
        }
        for (int i = 0; i < count; i++) {
            complete(results, i * width);
        }
    }

    /**
     * Copies predictions of a member to its part, if there is room for all of them.
     *
     * @param all length of a part
     * @param at position in the part
     */
    private static void keep(int member, double[] outputs, int all, double[] ofMembers, int at, int count) {
        if ((member + 1L) * all <= ofMembers.length) {
            System.arraycopy(outputs, 0, ofMembers, member * all + at, count);
        }
    }

    private void add(double[] from, int at, double[] sums, int to) {
        for (int j = 0; j < width(); j++) {
            sums[to + j] += from[at + j];
        }
    }

    /**
     * Ends the prediction of a row, whose outputs are probabilities, or values in the units of the label: turns the sums
     * over the members of an average into means, and calibrates them. The outputs of every row pass here.
     */
    private void complete(double[] results, int from) {
        for (int j = 0; !members.isEmpty() && j < width(); j++) {
            results[from + j] /= members.size();
        }
        model.calibration().apply(results, from, width());
    }

    /** An encoder of rows for {@link #predict(RowEncoder, double[], Workers)}, for the use of the caller. */
    public RowEncoder encoder(int capacity) {
        return encoder(model.encoding(), capacity);
    }

    /**
     * An encoder of rows for {@link #predict(RowEncoder, double[], Workers)}, for the use of the caller.
     *
     * @param encoding that of the model, or one of the same columns for cells that are written in another way
     */
    public RowEncoder encoder(InputEncoding encoding, int capacity) {
        Precision precision = model.network().precision();
        return members.isEmpty()
                ? new RowEncoder(encoding, precision, capacity)
                : new RowEncoder(
                        encoding,
                        model.members().stream().map(ModelParts::encoding).toList(),
                        precision,
                        capacity);
    }

    /** An encoder of some rows, to be given back after use. */
    public RowEncoder takeEncoder() {
        RowEncoder encoder = takeFrom(encoders);
        return encoder != null ? encoder : encoder(BATCH);
    }

    /** Takes back what {@link #takeEncoder} returned. */
    public void giveBack(RowEncoder encoder) {
        encoder.reset();
        giveBackTo(encoders, encoder);
    }

    /**
     * Predicts examples stored in one array.
     *
     * @param examples (examples x features), row by row; as for {@link #predict(double...)}
     * @param workers the threads that share the work; results do not depend on their number
     * @return the outputs of the network (examples x {@link #outputs}), row by row; values in the units of the labels
     * @throws InvalidInputException if the last example is incomplete; otherwise as {@link #predict(double...)}
     */
    public float[] predictRows(float[] examples, Workers workers) {
        int features = numbers.length;
        int n = examples.length / features;
        if (n * features != examples.length) {
            throw new InvalidInputException("expected a multiple of %d values (%d features per example), got %d"
                    .formatted(features, features, examples.length));
        }
        int outputs = outputs();
        float[] results = new float[Math.multiplyExact(n, outputs)];
        requireNumbers();
        if (!members.isEmpty()) {
            double[][] rows = new double[n][features];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < features; j++) {
                    rows[i][j] = examples[i * features + j];
                }
            }
            double[][] all = predict(rows, workers);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < outputs; j++) { // a single output is the probability of the second class
                    results[i * outputs + j] = (float) all[i][j + width() - outputs];
                }
            }
            return results;
        }
        Examples rows = new Examples() {
            @Override
            void read(int example, ForwardPass pass, int row) {
                double[] inputs = pass.row();
                if (mean.length > 0) { // as many inputs as features
                    for (int j = 0; j < features; j++) {
                        inputs[j] = examples[example * features + j];
                    }
                    encode(inputs, pass, row);
                    return;
                }
                for (int j = 0; j < features; j++) {
                    numbers[j].encode(
                            examples[example * features + j],
                            inputs,
                            model.encoding().first(j));
                }
                pass.x().setRow(row, inputs);
            }

            @Override
            void write(int example, ArrayTensor output, int row) {
                if (model.calibration().temperature() == 1) {
                    for (int j = 0; j < outputs; j++) {
                        results[example * outputs + j] = (float) output(output, row, j);
                    }
                    return;
                }
                double[] predicted = new double[width()];
                Predictor.this.write(output, row, predicted, 0);
                for (int j = 0; j < outputs; j++) {
                    results[example * outputs + j] = (float) predicted[predicted.length - outputs + j];
                }
            }
        };
        run(n, workers, rows);
        return results;
    }

    private void run(int n, Workers workers, Examples examples) {
        int count = (n + BATCH - 1) / BATCH;
        int pieces = Math.min(count, MOST_PIECES);
        workers.run(
                pieces,
                (piece, worker) -> InferenceLoop.run(
                        (int) ((long) count * piece / pieces) * BATCH,
                        Math.min(n, (int) ((long) count * (piece + 1) / pieces) * BATCH),
                        passes,
                        examples));
    }

    /**
     * Number of network outputs per example: 1 for regression, otherwise one per class. Two classes may share a single
     * output, the probability of the second class.
     */
    public int outputs() {
        return model.network().outputs();
    }

    /** Number of numbers that a prediction has: one per class, or one per output for values. */
    public int width() {
        return Math.max(outputs(), model.schema().classes().size());
    }

    /** An output in the units of its label. */
    private double output(ArrayTensor outputs, int row, int index) {
        double output = outputs.get(row, index);
        List<Scaling> targets = model.targets();
        // several outputs of one label are its quantiles
        return targets.isEmpty()
                ? output
                : targets.get(targets.size() == 1 ? 0 : index).invert(output);
    }

    private void write(ArrayTensor outputs, int row, double[] results, int from) {
        int count = outputs.columns();
        if (count < width()) { // a single output is the probability of the second class
            results[from] = 1 - outputs.get(row, 0);
            results[from + 1] = outputs.get(row, 0);
        } else {
            for (int j = 0; j < count; j++) {
                results[from + j] = output(outputs, row, j);
            }
        }
        complete(results, from);
    }

    private void read(double[] features, int example, ForwardPass pass, int row) {
        if (features.length != numbers.length) {
            throw new InvalidInputException("example %d has %d features; the model expects %d"
                    .formatted(example, features.length, numbers.length));
        }
        requireNumbers();
        encode(features, pass, row);
    }

    private void requireNumbers() {
        if (other != null) {
            throw new InvalidInputException(
                    "the feature '%s' is not a number; give the features by their names".formatted(other));
        }
    }

    private void encode(double[] features, ForwardPass pass, int row) {
        if (mean.length > 0 && !hasMissing(features)) {
            pass.x().setRow(row, features, mean, deviation);
            return;
        }
        double[] inputs = pass.row();
        for (int j = 0; j < numbers.length; j++) {
            numbers[j].encode(features[j], inputs, model.encoding().first(j));
        }
        pass.x().setRow(row, inputs);
    }

    /** Whether a feature is NaN. */
    public static boolean hasMissing(double[] features) {
        for (double x : features) {
            if (Double.isNaN(x)) {
                return true;
            }
        }
        return false;
    }

    private void requireFinite(ForwardPass pass, int first, int count) {
        ArrayTensor x = count == pass.rows() ? pass.x() : pass.x().rows(0, count);
        int wrong = x.firstNonFinite();
        if (wrong >= 0) {
            throw new InvalidInputException(
                    "example %d: the feature '%s' is %s after scaling; it must be a finite number"
                            .formatted(
                                    first + wrong / x.columns(),
                                    model.schema()
                                            .features()
                                            .get(model.encoding().columnOf(wrong % x.columns())),
                                    x.get(wrong / x.columns(), wrong % x.columns())));
        }
    }

    /** A pass of a power of two of rows. */
    private ForwardPass take(int rows) {
        ForwardPass pass = takeFrom(kept(rows));
        if (pass == null) {
            pass = new ForwardPass(model.network(), rows, new Engine(backend, 1), weights);
            Arrays.fill(pass.categories(), OneHot.NONE); // rows without an example are computed, too
        }
        return pass;
    }

    private AtomicReferenceArray<@Nullable ForwardPass> kept(int rows) {
        return kept.get(Integer.numberOfTrailingZeros(rows));
    }

    private static <T> @Nullable T takeFrom(AtomicReferenceArray<@Nullable T> kept) {
        for (int i = 0; i < KEPT; i++) {
            T found = kept.get(i) == null ? null : kept.getAndSet(i, null);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static <T> void giveBackTo(AtomicReferenceArray<@Nullable T> kept, T used) {
        for (int i = 0; i < KEPT; i++) {
            if (kept.compareAndSet(i, null, used)) {
                return;
            }
        }
    }
}
