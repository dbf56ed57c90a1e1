package io.descent.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.descent.activations.Elu;
import io.descent.activations.Exponential;
import io.descent.activations.Gelu;
import io.descent.activations.LeakyRelu;
import io.descent.activations.Linear;
import io.descent.activations.Mish;
import io.descent.activations.Ordered;
import io.descent.activations.Relu;
import io.descent.activations.Selu;
import io.descent.activations.Sigmoid;
import io.descent.activations.Softmax;
import io.descent.activations.Softplus;
import io.descent.activations.Swish;
import io.descent.activations.Tanh;
import io.descent.api.Activation;
import io.descent.api.Scratch;
import io.descent.api.Tensor;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The activations as graphs give the values of the plugins, far from zero as well. */
class ActivationsTest {
    private static final int COLUMNS = 4;

    static Stream<Activation> activations() {
        return Stream.of(
                new Linear(),
                new Relu(),
                new LeakyRelu(),
                new LeakyRelu(0.3),
                new Elu(),
                new Elu(2.5),
                new Selu(),
                new Gelu(),
                new Gelu(Gelu.Form.TANH),
                new Mish(),
                new Swish(),
                new Swish(1.7),
                new Softplus(),
                new Sigmoid(),
                new Tanh(),
                new Exponential(),
                new Softmax(),
                new Ordered());
    }

    /** Rows from -1000 to 1000, dense around 0. */
    private static double[][] points() {
        List<double[]> points = new ArrayList<>();
        for (double x = -60; x <= 60; x += 0.37) {
            double cubed = x * x * x / 216;
            points.add(new double[] {cubed, x / 20, -cubed / 3, x / 7 + 1});
        }
        points.add(new double[] {1000, -1000, 0, -0.0});
        points.add(new double[] {-1000, -1000, 1000, 1e-9});
        return points.toArray(double[][]::new);
    }

    @ParameterizedTest
    @MethodSource("activations")
    void equalsThePluginInFloat32(Activation activation) throws OrtException {
        compare(activation, Precision.FLOAT32, 1e-5);
    }

    @ParameterizedTest
    @MethodSource("activations")
    void equalsThePluginInFloat64(Activation activation) throws OrtException {
        compare(activation, Precision.FLOAT64, 1e-12);
    }

    private static void compare(Activation activation, Precision precision, double tolerance) throws OrtException {
        double[][] points = points();
        ArrayTensor z = ArrayTensor.zeros(precision, points.length, COLUMNS);
        ArrayTensor a = ArrayTensor.zeros(precision, points.length, COLUMNS);
        for (int i = 0; i < points.length; i++) {
            for (int j = 0; j < COLUMNS; j++) {
                z.set(i, j, points[i][j]);
            }
        }
        Tensor[] memory = new Tensor[4];
        activation.forward(z, a, index -> {
            if (memory[index] == null) {
                memory[index] = ArrayTensor.zeros(precision, points.length, COLUMNS);
            }
            return memory[index];
        });
        ElementType type = ElementType.of(precision);
        Graph graph = new Graph(Set.of("z", "a"));
        graph.output(
                "a",
                Activations.apply(activation, graph.input("z", type, COLUMNS)).cast(ElementType.DOUBLE),
                COLUMNS);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        float[][] floats = new float[points.length][COLUMNS];
        for (int i = 0; i < points.length; i++) {
            for (int j = 0; j < COLUMNS; j++) {
                floats[i][j] = (float) points[i][j];
            }
        }
        try (OrtSession session = environment.createSession(graph.model("test", Map.of()));
                OnnxTensor input = OnnxTensor.createTensor(environment, type == ElementType.FLOAT ? floats : points);
                OrtSession.Result result = session.run(Map.of("z", input))) {
            double[][] found = (double[][]) result.get(0).getValue();
            for (int i = 0; i < points.length; i++) {
                for (int j = 0; j < COLUMNS; j++) {
                    double expected = a.get(i, j);
                    if (Double.isInfinite(expected)) {
                        assertThat(found[i][j]).isEqualTo(expected);
                    } else {
                        assertThat(found[i][j])
                                .as("%s of %s", activation, points[i][j])
                                .isCloseTo(expected, within(tolerance * Math.max(1, Math.abs(expected))));
                    }
                }
            }
        }
    }

    @Test
    void everyBuiltInActivationIsTested() {
        PluginRegistry registry =
                PluginRegistry.load(ActivationsTest.class.getClassLoader(), List.of(Activation.class), List.of());
        assertThat(registry.instances(Activation.class).stream()
                        .map(Object::getClass)
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(
                        activations().map(Object::getClass).distinct().toList());
    }

    /** An activation of somebody else, with a name of a built-in one. */
    record Relu6() implements Activation {
        @Override
        public void forward(Tensor z, Tensor a, Scratch scratch) {
            a.assign(z).max(0).min(6);
        }

        @Override
        public void backward(Tensor z, Tensor a, Tensor gradient, Scratch scratch) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void anotherActivationIsRefusedByName() {
        Value z = new Graph(Set.of("z")).input("z", ElementType.FLOAT, 1);
        assertThatThrownBy(() -> Activations.apply(new Relu6(), z))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(
                        "the activation 'relu6' (io.descent.onnx.ActivationsTest$Relu6) has no form in ONNX");
    }
}
