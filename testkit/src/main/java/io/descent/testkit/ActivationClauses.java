package io.descent.testkit;

import static org.junit.jupiter.api.Assertions.fail;

import io.descent.api.Activation;
import io.descent.api.Link;
import io.descent.api.Scratch;
import io.descent.api.Tensor;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Clauses for activations. */
final class ActivationClauses {
    private static final int ROWS = 4;
    private static final int COLUMNS = 5;
    private static final int SIZE = ROWS * COLUMNS;
    private static final int MOST_SCRATCH = 64;
    private static final double[] LARGE = {0, 50, -50, 800, -800, 1e15, -1e15, 1e30, -1e30, 3};

    /** The largest z for which an activation with a log link has to be finite. */
    private static final double LARGEST_EXPONENT = 80;

    /** The step of finite differences: the cube root of the unit roundoff. */
    private static final double DISTANCE = 6e-6;

    private final Activation activation;

    ActivationClauses(Activation activation) {
        this.activation = activation;
    }

    List<Clause> all() {
        return List.of(
                new Clause("sets every activation to a finite number", this::setsAll),
                new Clause("has a derivative that agrees with finite differences", this::derivativeAgrees),
                new Clause("multiplies the incoming gradient", this::multipliesGradient),
                new Clause("stays finite for large pre-activations", this::large),
                new Clause("does not write read-only tensors", this::onlyReads),
                new Clause("computes each example independently", this::rowsAreIndependent),
                new Clause("keeps no state and no tensor", this::isRepeatable),
                new Clause("agrees in float32 and float64", this::precisionsAgree),
                new Clause("uses the full precision of float64", this::isAccurate),
                new Clause("is the function that link() names", this::linkIsTrue),
                new Clause("may be used by several threads", () -> Numbers.requireThreadSafe(() -> forward(z(3)))));
    }

    /** Scratch tensors with the shape of another tensor and undefined content. */
    static Scratch scratch(ArrayTensor like) {
        List<Tensor> all = new ArrayList<>();
        return index -> {
            requireSmall(index);
            while (all.size() <= index) {
                all.add(like.like().fill(Double.NaN));
            }
            return all.get(index);
        };
    }

    /** Fails for an index that the trainer rejects. */
    static void requireSmall(int index) {
        if (index < 0 || index >= MOST_SCRATCH) {
            fail("it asks for scratch(%d); every index costs memory, so use 0 to %d"
                    .formatted(index, MOST_SCRATCH - 1));
        }
    }

    private static double[] z(long seed) {
        return Arrays.stream(Numbers.normal(seed, SIZE)).map(x -> 2 * x).toArray();
    }

    private double[] forward(double... z) {
        return forward(Precision.FLOAT64, z);
    }

    private double[] forward(Precision precision, double... z) {
        ArrayTensor in = Numbers.tensor(precision, z.length / COLUMNS, COLUMNS, z);
        ArrayTensor out = in.like();
        out.fill(Double.NaN);
        activation.forward(in, out, scratch(in));
        return Numbers.of(out);
    }

    private double[] backward(Precision precision, double[] z, double[] gradient) {
        ArrayTensor in = Numbers.tensor(precision, z.length / COLUMNS, COLUMNS, z);
        ArrayTensor out = in.like();
        activation.forward(in, out, scratch(in));
        ArrayTensor change = Numbers.tensor(precision, z.length / COLUMNS, COLUMNS, gradient);
        activation.backward(in, out, change, scratch(in));
        return Numbers.of(change);
    }

    private void setsAll() {
        for (Precision precision : Precision.values()) {
            Numbers.requireFinite(forward(precision, z(1)), "an activation (NaN where forward sets none)");
        }
    }

    private void derivativeAgrees() {
        derivativeAgrees(z(1));
        for (int from = -20; from < 20; from += 5) { // includes the tails; kinks are usually at whole numbers
            double start = from + 0.137;
            double[] grid = new double[SIZE];
            Arrays.setAll(grid, i -> start + 0.25 * i);
            derivativeAgrees(grid);
        }
    }

    private void derivativeAgrees(double[] z) {
        double[] gradient = Numbers.normal(2, SIZE);
        double[] actual = backward(Precision.FLOAT64, z, gradient);
        for (int i = 0; i < SIZE; i++) {
            double expected = (along(z, i, DISTANCE, gradient) - along(z, i, -DISTANCE, gradient)) / (2 * DISTANCE);
            if (!(Math.abs(actual[i] - expected) <= 1e-6 * Math.max(1, Math.abs(expected)))) {
                fail(
                        "the derivative is wrong: at z = %s backward turns dJ/da = %s into %s, but finite differences of forward give %s%s"
                                .formatted(z[i], gradient[i], actual[i], expected, factor(actual[i], expected)));
            }
        }
    }

    private static String factor(double actual, double expected) {
        return expected == 0 ? "" : ", off by a factor of %.6g".formatted(actual / expected);
    }

    /** The sum of activation times gradient, with one pre-activation changed. */
    private double along(double[] z, int i, double change, double[] gradient) {
        double[] changed = z.clone();
        changed[i] += change;
        double[] a = forward(changed);
        double sum = 0;
        for (int j = 0; j < SIZE; j++) {
            sum += a[j] * gradient[j];
        }
        return sum;
    }

    private void multipliesGradient() {
        double[] once = backward(Precision.FLOAT64, z(1), Numbers.normal(2, SIZE));
        double[] twice = backward(
                Precision.FLOAT64,
                z(1),
                Arrays.stream(Numbers.normal(2, SIZE)).map(x -> 2 * x).toArray());
        double distance = Numbers.distance(Arrays.stream(once).map(x -> 2 * x).toArray(), twice);
        if (!(distance < 1e-12)) {
            fail(
                    "doubling the incoming gradient does not double the result: backward must multiply the gradient it is given");
        }
    }

    private void large() {
        for (Precision precision : Precision.values()) {
            double[] z = Arrays.copyOf(LARGE, 2 * COLUMNS);
            if (activation.link() == Link.LOG) { // e^z is infinite for a large z, in float32 from 88.7 on
                Arrays.setAll(z, i -> Math.min(z[i], LARGEST_EXPONENT));
            }
            Numbers.requireFinite(
                    forward(precision, z),
                    "for z = %s in %s the result of forward".formatted(Arrays.toString(z), precision));
            double[] ones = new double[z.length];
            Arrays.fill(ones, 1);
            Numbers.requireFinite(
                    backward(precision, z, ones),
                    "for z = %s in %s the result of backward".formatted(Arrays.toString(z), precision));
        }
    }

    private void onlyReads() {
        ArrayTensor in = Numbers.tensor(Precision.FLOAT64, ROWS, COLUMNS, z(1));
        ArrayTensor out = in.like();
        activation.forward(in, out, scratch(in));
        Numbers.requireSame(z(1), Numbers.of(in), "forward writes z, which is read-only");
        double[] a = Numbers.of(out);
        activation.backward(
                in, out, Numbers.tensor(Precision.FLOAT64, ROWS, COLUMNS, Numbers.normal(2, SIZE)), scratch(in));
        Numbers.requireSame(z(1), Numbers.of(in), "backward writes z, which is read-only");
        Numbers.requireSame(a, Numbers.of(out), "backward writes a, which is read-only");
    }

    private void rowsAreIndependent() {
        double[] z = z(4);
        double[] gradient = Numbers.normal(5, SIZE);
        double[] all = forward(z);
        double[] allBack = backward(Precision.FLOAT64, z, gradient);
        for (int row = 0; row < ROWS; row++) {
            int from = row * COLUMNS;
            int to = from + COLUMNS;
            String mistake = "example %d depends on other examples of its batch".formatted(row);
            Numbers.requireSame(Arrays.copyOfRange(all, from, to), forward(Arrays.copyOfRange(z, from, to)), mistake);
            Numbers.requireSame(
                    Arrays.copyOfRange(allBack, from, to),
                    backward(
                            Precision.FLOAT64, Arrays.copyOfRange(z, from, to), Arrays.copyOfRange(gradient, from, to)),
                    mistake);
        }
    }

    private void isRepeatable() {
        double[] first = forward(z(1));
        double[] firstBack = backward(Precision.FLOAT64, z(1), Numbers.normal(2, SIZE));
        ArrayTensor in = Numbers.tensor(Precision.FLOAT64, ROWS, COLUMNS, z(1));
        ArrayTensor out = in.like();
        activation.forward(in, out, scratch(in));
        ArrayTensor change = Numbers.tensor(Precision.FLOAT64, ROWS, COLUMNS, Numbers.normal(2, SIZE));
        forward(z(7)); // another layer, between forward and backward of this one
        activation.backward(in, out, change, scratch(in));
        Numbers.requireSame(
                first, forward(z(1)), "a second call with the same z gives other activations: it keeps state");
        Numbers.requireSame(
                firstBack,
                Numbers.of(change),
                "a call for another layer between forward and backward changes the result: it keeps a tensor or state");
    }

    private void precisionsAgree() {
        double distance = Numbers.distance(forward(z(1)), forward(Precision.FLOAT32, z(1)));
        double[] gradient = Numbers.normal(2, SIZE);
        double back = Numbers.distance(
                backward(Precision.FLOAT64, z(1), gradient), backward(Precision.FLOAT32, z(1), gradient));
        if (!(distance < 1e-4) || !(back < 1e-4)) {
            fail("between float32 and float64 activations differ by %s and gradients by %s, relative to the largest"
                    .formatted(distance, back));
        }
    }

    private void isAccurate() {
        double[] a = forward(Numbers.normal(9, 20 * COLUMNS));
        if (Numbers.areRounded(a)) {
            fail("in float64 all activations are float32 numbers: something is rounded to float");
        }
    }

    private void linkIsTrue() {
        double[] z = z(6);
        double[] expected = new double[SIZE];
        switch (activation.link()) {
            case NONE -> {
                return;
            }
            case IDENTITY -> Arrays.setAll(expected, i -> z[i]);
            case LOGIT -> Arrays.setAll(expected, i -> 1 / (1 + StrictMath.exp(-z[i])));
            case LOG -> Arrays.setAll(expected, i -> StrictMath.exp(z[i]));
            case SOFTMAX -> {
                for (int row = 0; row < ROWS; row++) {
                    int from = row * COLUMNS;
                    double sum = Arrays.stream(z, from, from + COLUMNS)
                            .map(StrictMath::exp)
                            .sum();
                    for (int i = from; i < from + COLUMNS; i++) {
                        expected[i] = StrictMath.exp(z[i]) / sum;
                    }
                }
            }
        }
        double distance = Numbers.distance(expected, forward(z));
        if (!(distance < 1e-12)) {
            fail("link() returns %s, but activations differ from that function by %s, so losses would be wrong"
                    .formatted(activation.link(), distance));
        }
    }
}
