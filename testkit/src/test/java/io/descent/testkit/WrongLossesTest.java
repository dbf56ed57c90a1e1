package io.descent.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.descent.api.Labels;
import io.descent.api.Link;
import io.descent.api.Loss;
import io.descent.api.Outputs;
import io.descent.api.Plugin;
import io.descent.api.Tensor;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

public class WrongLossesTest {
    /** A correct sum of squared errors, of labels of every kind; each plugin below breaks one thing. */
    interface Squares extends Loss {
        @Override
        default Link link(Labels labels) {
            return Link.IDENTITY;
        }

        @Override
        default int outputs(Labels labels) {
            int classes = labels.classes().size();
            return classes == 0 ? labels.columns() : classes == 2 ? 1 : classes;
        }

        @Override
        default String outputActivation(Labels labels) {
            return labels.classes().isEmpty() ? "linear" : outputs(labels) == 1 ? "sigmoid" : "softmax";
        }

        @Override
        default boolean accepts(Link activation, Labels labels) {
            return true;
        }

        @Override
        default void costs(Outputs outputs, Tensor y, Tensor costs) {
            Tensor e = outputs.scratch(0).assign(outputs.a()).add(y, -1);
            costs.assignRowSums(e.multiply(e));
        }

        @Override
        default void gradient(Outputs outputs, Tensor y, Tensor gradient) {
            gradient.assign(outputs.a()).add(y, -1).scale(2);
        }
    }

    /** A correct binary cross-entropy. */
    interface CrossEntropy extends Loss {
        @Override
        default Link link(Labels labels) {
            return Link.LOGIT;
        }

        @Override
        default int outputs(Labels labels) {
            if (labels.classes().size() != 2) {
                throw new IllegalArgumentException("needs a label with two classes");
            }
            return 1;
        }

        @Override
        default String outputActivation(Labels labels) {
            return "sigmoid";
        }

        @Override
        default void costs(Outputs outputs, Tensor y, Tensor costs) {
            if (outputs.linked()) { // max(z, 0) - y z + ln(1 + e^-|z|)
                Tensor z = outputs.z();
                Tensor tail = outputs.scratch(0).assign(z).abs().scale(-1).exp().log1p();
                Tensor ramp = outputs.scratch(1).assign(z).max(0);
                costs.assign(ramp).addProduct(y, z, -1).add(tail);
            } else { // -y ln a - (1 - y) ln(1 - a)
                Tensor a = outputs.a();
                Tensor one = outputs.scratch(0)
                        .assign(y)
                        .multiply(outputs.scratch(1).assign(a).log());
                Tensor not = outputs.scratch(1).assign(y, -1).add(1);
                not.multiply(outputs.scratch(2).assign(a, -1).log1p());
                costs.assign(one, -1).add(not, -1);
            }
        }

        @Override
        default void gradient(Outputs outputs, Tensor y, Tensor gradient) {
            Tensor a = outputs.a();
            gradient.assign(a).add(y, -1);
            if (!outputs.linked()) {
                gradient.divide(outputs.scratch(0).assign(a).addProduct(a, a, -1));
            }
        }
    }

    public record IsRightForValues() implements Squares {}

    public record IsRightForClasses() implements CrossEntropy {}

    public record ForgetsTheTwo() implements Squares {
        @Override
        public void gradient(Outputs outputs, Tensor y, Tensor gradient) {
            gradient.assign(outputs.a()).add(y, -1);
        }
    }

    /** The sign of mistake that a copied formula brings. */
    public record ClimbsUp() implements Squares {
        @Override
        public void costs(Outputs outputs, Tensor y, Tensor costs) {
            Squares.super.costs(outputs, y, costs);
            costs.scale(-1);
        }

        @Override
        public void gradient(Outputs outputs, Tensor y, Tensor gradient) {
            Squares.super.gradient(outputs, y, gradient);
            gradient.scale(-1);
        }
    }

    public record DividesByTheExamples() implements Squares {
        @Override
        public void gradient(Outputs outputs, Tensor y, Tensor gradient) {
            Squares.super.gradient(outputs, y, gradient);
            gradient.scale(1.0 / y.rows());
        }
    }

    public record AveragesOverTheBatch() implements Squares {
        @Override
        public void costs(Outputs outputs, Tensor y, Tensor costs) {
            Squares.super.costs(outputs, y, costs);
            costs.fill(costs.sum() / costs.rows());
        }

        @Override
        public void gradient(Outputs outputs, Tensor y, Tensor gradient) {
            Squares.super.gradient(outputs, y, gradient);
            gradient.scale(1.0 / y.rows());
        }
    }

    public record AddsToTheGradient() implements Squares {
        @Override
        public void gradient(Outputs outputs, Tensor y, Tensor gradient) {
            gradient.max(0).min(0).add(outputs.a(), 2).add(y, -2); // NaN stays NaN
        }
    }

    /** Tensor.map turns NaN into 0, so that only other content shows the mistake. */
    public record AddsToTheCosts() implements Squares {
        @Override
        public void costs(Outputs outputs, Tensor y, Tensor costs) {
            Tensor e = outputs.scratch(0).assign(outputs.a()).add(y, -1);
            Tensor before = outputs.scratch(1).assign(e);
            costs.map(x -> x > 0 ? x : 0);
            for (int i = 0; i < costs.rows(); i++) {
                double held = costs.get(i, 0);
                costs.set(i, 0, held + e.row(i).dot(before.row(i)));
            }
        }
    }

    public record ReadsScratch() implements Squares {
        @Override
        public void gradient(Outputs outputs, Tensor y, Tensor gradient) {
            gradient.assign(outputs.a()).add(y, -1).scale(2);
            gradient.add(outputs.scratch(0).map(x -> x > 0 ? 1 : 0));
        }
    }

    public record WritesLabels() implements Squares {
        @Override
        public void costs(Outputs outputs, Tensor y, Tensor costs) {
            y.scale(-1).add(outputs.a());
            costs.assignRowSums(y.multiply(y));
        }
    }

    public record WritesActivations() implements Squares {
        @Override
        public void gradient(Outputs outputs, Tensor y, Tensor gradient) {
            gradient.assign(outputs.a().add(y, -1).scale(2));
        }
    }

    public record KeepsLabels() implements Squares {
        private static final AtomicReference<Tensor> LAST = new AtomicReference<>();

        @Override
        public void costs(Outputs outputs, Tensor y, Tensor costs) {
            Tensor first = LAST.get();
            LAST.set(y);
            boolean fits = first != null && first.rows() == y.rows() && first.columns() == y.columns();
            Squares.super.costs(outputs, fits ? Objects.requireNonNull(first) : y, costs);
        }
    }

    public record RoundsToFloat() implements Squares {
        @Override
        public void gradient(Outputs outputs, Tensor y, Tensor gradient) {
            Squares.super.gradient(outputs, y, gradient);
            gradient.map(x -> (float) x);
        }
    }

    public record AllocatesPerExample() implements Squares {
        @Override
        public void gradient(Outputs outputs, Tensor y, Tensor gradient) {
            for (int i = 0; i < y.rows(); i++) {
                double[] row = new double[y.columns()];
                for (int j = 0; j < row.length; j++) {
                    row[j] = 2 * (outputs.a().get(i, j) - y.get(i, j));
                }
                set(gradient, i, row);
            }
        }

        private static void set(Tensor gradient, int i, double... row) {
            double[] copy = row.clone();
            for (int j = 0; j < row.length; j++) {
                gradient.set(i, j, copy[j]);
            }
        }
    }

    public record RefusesByAnotherException() implements CrossEntropy {
        @Override
        public int outputs(Labels labels) {
            if (labels.classes().size() != 2) {
                throw new UnsupportedOperationException("two classes only");
            }
            return 1;
        }
    }

    public record RefusesWithoutWords() implements CrossEntropy {
        @Override
        public int outputs(Labels labels) {
            if (labels.classes().size() != 2) {
                throw new IllegalArgumentException();
            }
            return 1;
        }
    }

    public record RefusesEverything() implements CrossEntropy {
        @Override
        public int outputs(Labels labels) {
            throw new IllegalArgumentException("needs a label with a hundred values");
        }
    }

    public record NamesSoftmaxForOneOutput() implements Squares {
        @Override
        public String outputActivation(Labels labels) {
            return "softmax";
        }
    }

    public record NamesAnActivationThatItRefuses() implements CrossEntropy {
        @Override
        public String outputActivation(Labels labels) {
            return "linear";
        }
    }

    public record RefusesEveryActivation() implements CrossEntropy {
        @Override
        public String outputActivation(Labels labels) {
            return "probability";
        }

        @Override
        public boolean accepts(Link activation, Labels labels) {
            return false;
        }
    }

    public record NamesNoActivation() implements CrossEntropy {
        @Override
        public String outputActivation(Labels labels) {
            return "Sigmoid()";
        }
    }

    public record PredictsAnOutputThatIsMissing() implements Squares {
        @Override
        public int predictedOutput(Labels labels) {
            return 1;
        }
    }

    /** -y ln a - (1 - y) ln(1 - a), with a = 1 / (1 + e^-z). */
    public record OverflowsForLargeLogits() implements CrossEntropy {
        @Override
        public void costs(Outputs outputs, Tensor y, Tensor costs) {
            Tensor a = outputs.a();
            for (int i = 0; i < costs.rows(); i++) {
                double p = y.get(i, 0) == 1 ? a.get(i, 0) : 1 - a.get(i, 0);
                costs.set(i, 0, -StrictMath.log(p));
            }
        }
    }

    /** ln cosh e, which overflows for errors of a thousand. */
    public record OverflowsForLargeErrors() implements Squares {
        @Override
        public void costs(Outputs outputs, Tensor y, Tensor costs) {
            Tensor e = outputs.scratch(0).assign(outputs.a()).add(y, -1);
            costs.assignRowSums(e.map(x -> StrictMath.log(StrictMath.cosh(x))));
        }

        @Override
        public void gradient(Outputs outputs, Tensor y, Tensor gradient) {
            gradient.assign(outputs.a()).add(y, -1).tanh();
        }
    }

    public record DerivesWithRespectToA() implements CrossEntropy {
        @Override
        public void gradient(Outputs outputs, Tensor y, Tensor gradient) {
            Tensor a = outputs.a();
            gradient.assign(a).add(y, -1);
            gradient.divide(outputs.scratch(0).assign(a).addProduct(a, a, -1));
        }
    }

    public record ReadsZWithoutLink() implements CrossEntropy {
        @Override
        public void gradient(Outputs outputs, Tensor y, Tensor gradient) {
            gradient.assign(outputs.z()).sigmoid().add(y, -1);
        }
    }

    /** From a, twice the loss that it computes from z. */
    public record DiffersWithoutLink() implements CrossEntropy {
        @Override
        public void costs(Outputs outputs, Tensor y, Tensor costs) {
            CrossEntropy.super.costs(outputs, y, costs);
            costs.scale(outputs.linked() ? 1 : 2);
        }

        @Override
        public void gradient(Outputs outputs, Tensor y, Tensor gradient) {
            CrossEntropy.super.gradient(outputs, y, gradient);
            gradient.scale(outputs.linked() ? 1 : 2);
        }
    }

    /** Expects labels of -1 and 1: ln(1 + e^(-y z)). */
    public record ExpectsOtherLabels() implements CrossEntropy {
        @Override
        public boolean accepts(Link activation, Labels labels) {
            return activation == Link.LOGIT;
        }

        @Override
        public void costs(Outputs outputs, Tensor y, Tensor costs) {
            costs.assign(outputs.z()).multiply(y).scale(-1).exp().log1p();
        }

        @Override
        public void gradient(Outputs outputs, Tensor y, Tensor gradient) {
            Tensor yz = outputs.scratch(0).assign(outputs.z()).multiply(y).scale(-1);
            gradient.assign(yz).sigmoid().multiply(y).scale(-1);
        }
    }

    /** Poisson: e^z - y z. */
    public record ScalesCounts() implements Loss {
        @Override
        public Link link(Labels labels) {
            return Link.LOG;
        }

        @Override
        public int outputs(Labels labels) {
            if (!labels.classes().isEmpty() || labels.columns() > 1) {
                throw new IllegalArgumentException("needs a label with one value");
            }
            return 1;
        }

        @Override
        public String outputActivation(Labels labels) {
            return "exponential";
        }

        @Override
        public boolean accepts(Link activation, Labels labels) {
            return activation == Link.LOG;
        }

        @Override
        public void costs(Outputs outputs, Tensor y, Tensor costs) {
            costs.assign(outputs.z()).exp().addProduct(y, outputs.z(), -1);
        }

        @Override
        public void gradient(Outputs outputs, Tensor y, Tensor gradient) {
            gradient.assign(outputs.z()).exp().add(y, -1);
        }
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                arguments(new ForgetsTheTwo(), "off by a factor of 0.5"),
                arguments(new ClimbsUp(), "the cost must fall as outputs approach the label"),
                arguments(new DividesByTheExamples(), "do not divide by it, the trainer averages"),
                arguments(new AveragesOverTheBatch(), "neither sum nor average over rows, the trainer does"),
                arguments(new AddsToTheGradient(), "(NaN where gradient sets none"),
                arguments(new AddsToTheCosts(), "overwrite it, do not add to it"),
                arguments(new ReadsScratch(), "scratch tensors held before the call: write them before reading them"),
                arguments(new WritesLabels(), "costs writes the labels y, which is read-only"),
                arguments(new WritesActivations(), "gradient writes a, which is read-only"),
                arguments(new KeepsLabels(), "it keeps state or a tensor"),
                arguments(new RoundsToFloat(), "something is rounded to float"),
                arguments(new AllocatesPerExample(), "gradient allocates"),
                arguments(new RefusesByAnotherException(), "throw an IllegalArgumentException that says"),
                arguments(new RefusesWithoutWords(), "without a message; say what the loss needs"),
                arguments(new RefusesEverything(), "it accepts no label"),
                arguments(new NamesSoftmaxForOneOutput(), "softmax, which is always 1"),
                arguments(new NamesAnActivationThatItRefuses(), "accepts() refuses its link, IDENTITY"),
                arguments(new RefusesEveryActivation(), "accepts() refuses every output activation"),
                arguments(new NamesNoActivation(), "'Sigmoid()', which is not the name of an activation"),
                arguments(new PredictsAnOutputThatIsMissing(), "predictedOutput() returns 1"),
                arguments(new OverflowsForLargeLogits(), "for z of -90.0 to 90.0 a cost is Infinity"),
                arguments(new OverflowsForLargeErrors(), "although the gradient is finite: something overflows"),
                arguments(new DerivesWithRespectToA(), "two classes, from z: at z ="),
                arguments(new ReadsZWithoutLink(), "where it reads z although linked() is false"),
                arguments(new DiffersWithoutLink(), "compute the same loss from both"),
                arguments(new ExpectsOtherLabels(), "of class 'no'"),
                arguments(new ScalesCounts(), "labelsMayBeScaled() returns true"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void isRejectedInWords(Plugin plugin, String words) {
        Rejection.require(plugin, words);
    }

    static Stream<Plugin> right() {
        return Stream.of(new IsRightForValues(), new IsRightForClasses());
    }

    @ParameterizedTest
    @MethodSource("right")
    void whatTheyBreakIsRight(Plugin plugin) {
        assertThat(Rejection.complaints(plugin)).isEmpty();
    }
}
