package io.descent.app.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.descent.api.Regularizer;
import io.descent.api.Scratch;
import io.descent.api.Tensor;
import io.descent.api.WeightPenalty;
import io.descent.core.check.internal.CheckReport;
import io.descent.core.check.internal.CheckedTensor;
import io.descent.core.check.internal.Differentiable;
import io.descent.core.check.internal.GradientCheck;
import io.descent.core.check.internal.NetworkCheck;
import io.descent.core.data.Examples;
import io.descent.core.data.TrainingData;
import io.descent.core.network.internal.TrainableNetwork;
import io.descent.core.random.RandomStreams;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.regularizers.L2;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Compares gradient checks of a single parameter and of networks, with correct and deliberately wrong gradients. */
final class GradientCheckSuite implements GoldenSuite {
    @Override
    public String files() {
        return "gradient_check\\.json";
    }

    @Override
    public Object[] expected() {
        return new Object[] {"passes"};
    }

    @Override
    public void check(GoldenCase file, GoldenCase one, Precision precision) {
        assertThat(GradientCheck.THRESHOLD).isEqualTo(file.number("threshold"));
        GradientCheck check = GradientCheck.withStep(one.number("epsilon"), 1);
        switch (one.text("type")) {
            case "1d" -> oneNumber(one, check);
            case "nd" -> network(one, check);
            default -> throw new AssertionError("unknown type " + one.text("type"));
        }
    }

    /** J(theta) = x theta. */
    private record Line(double x, double factor, ArrayTensor theta) implements Differentiable {
        @Override
        public List<Named> parameters() {
            return List.of(new Named("theta", theta));
        }

        @Override
        public double value() {
            return x * theta.get(0, 0);
        }

        @Override
        public List<ArrayTensor> gradient() {
            return List.of(Numbers.tensor(new double[][] {{factor * x}}, Precision.FLOAT64));
        }
    }

    private static void oneNumber(GoldenCase one, GradientCheck check) {
        double factor = switch (one.text("backward")) {
            case "correct" -> 1;
            case "dtheta*2" -> 2;
            default -> throw new AssertionError("unknown mistake " + one.text("backward"));
        };
        ArrayTensor theta = Numbers.tensor(new double[][] {{one.number("theta")}}, Precision.FLOAT64);
        CheckReport report = check.run(new Line(one.number("x"), factor, theta));
        assertThat(theta.get(0, 0)).isEqualTo(one.number("theta"));
        assertThat(report.whole().entries().get(0).analytic()).isEqualTo(one.number("gradient"));
        assertThat(report.whole().entries().get(0).numeric())
                .isCloseTo(one.number("gradapprox"), within(1e-15 * Math.abs(one.number("gradapprox"))));
        assertDifference(one, report);
    }

    private static void assertDifference(GoldenCase one, CheckReport report) {
        double difference = report.whole().difference();
        boolean passes = one.flag("passes");
        assertThat(report.passed()).isEqualTo(passes);
        if (passes) {
            assertThat(difference).isLessThan(GradientCheck.THRESHOLD);
        } else {
            assertThat(difference).isCloseTo(one.number("difference"), within(1e-6 * one.number("difference")));
        }
    }

    /** A penalty without its derivative. */
    private record Forgetful(WeightPenalty penalty) implements WeightPenalty {
        @Override
        public double penalty(Tensor weights, Scratch scratch) {
            return penalty.penalty(weights, scratch);
        }

        @Override
        public void addGradient(Tensor weights, Tensor gradient, double scale, Scratch scratch) {}
    }

    /** A function with one gradient multiplied by a wrong factor. */
    private record Wrong(Differentiable function, String parameter, double factor) implements Differentiable {
        @Override
        public List<Named> parameters() {
            return function.parameters();
        }

        @Override
        public double value() {
            return function.value();
        }

        @Override
        public List<ArrayTensor> gradient() {
            List<ArrayTensor> gradient = function.gradient();
            for (int i = 0; i < gradient.size(); i++) {
                if (parameters().get(i).name().equals(parameter)) {
                    gradient.get(i).scale(factor);
                }
            }
            return gradient;
        }
    }

    private static void network(GoldenCase one, GradientCheck check) {
        L2 l2 = new L2(one.number("lambda"));
        List<Regularizer> penalties = switch (one.text("cost")) {
            case "plain" -> List.of();
            case "l2" -> List.of(one.text("backward").equals("penalty_gradient_missing") ? new Forgetful(l2) : l2);
            default -> throw new AssertionError("unknown cost " + one.text("cost"));
        };
        TrainableNetwork network = ForwardBackwardSuite.network(
                one.vector("layers"), one.child("parameters"), penalties, Precision.FLOAT64);
        double[][] x = one.transposed("X");
        double[] y =
                Arrays.stream(one.transposed("Y")).mapToDouble(row -> row[0]).toArray();
        Schema schema = new Schema(
                IntStream.range(0, x[0].length).mapToObj(j -> "x" + j).toList(),
                "y",
                Task.CLASSIFICATION,
                List.of("0", "1"));
        Examples set = GivenExamples.of(schema, x, y, Precision.FLOAT64);
        TrainingData data = new TrainingData(set, null, null);
        Differentiable cost =
                new NetworkCheck(network, ForwardBackwardSuite.criterion(), data, x.length, new RandomStreams(1));
        List<String> mistakes = new ArrayList<>();
        for (String mistake : one.text("backward").split("\\+", -1)) {
            switch (mistake) {
                case "correct" -> {}
                case "penalty_gradient_missing" -> mistakes.add("weight");
                case "dW2*2" -> {
                    cost = new Wrong(cost, "dense-2.weight", 2);
                    mistakes.add("dense-2.weight");
                }
                case "db1*4" -> {
                    cost = new Wrong(cost, "dense-1.bias", 4);
                    mistakes.add("dense-1.bias");
                }
                default -> throw new AssertionError("unknown mistake " + mistake);
            }
        }
        CheckReport report = check.run(cost);
        List<String> failures =
                report.failures().stream().map(CheckedTensor::name).toList();
        assertThat(failures).allMatch(name -> mistakes.stream().anyMatch(name::endsWith));
        assertThat(failures.isEmpty()).isEqualTo(mistakes.isEmpty());

        int layers = network.layers().size();
        List<CheckedTensor> ordered = new ArrayList<>();
        for (int l = 0; l < layers; l++) {
            ordered.add(report.tensors().get(l));
            ordered.add(report.tensors().get(layers + l));
        }
        double[] gradient = ordered.stream()
                .flatMap(tensor -> tensor.entries().stream())
                .mapToDouble(entry -> entry.analytic())
                .toArray();
        double[] numeric = ordered.stream()
                .flatMap(tensor -> tensor.entries().stream())
                .mapToDouble(entry -> entry.numeric())
                .toArray();
        boolean saturated = Arrays.equals(one.vector("layers"), new double[] {4, 5, 3, 1});
        double[][] want = {one.vector("gradient_vector")};
        Numbers.assertClose("gradient", new double[][] {gradient}, want, 1e-13 * Numbers.largest(want));
        Numbers.assertClose(
                "gradapprox",
                new double[][] {numeric},
                new double[][] {one.vector("gradapprox")},
                saturated ? 1e-6 : 2e-8);
        assertDifference(one, report);
    }
}
