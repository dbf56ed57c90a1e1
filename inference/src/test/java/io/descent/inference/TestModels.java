package io.descent.inference;

import io.descent.api.Activation;
import io.descent.inference.file.internal.Safetensors;
import io.descent.inference.model.internal.ModelParts;
import io.descent.inference.network.internal.Layer;
import io.descent.inference.network.internal.Network;
import io.descent.inference.network.internal.NetworkTensors;
import io.descent.inference.spec.BatchNorm;
import io.descent.inference.spec.ImageShape;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.inference.table.internal.InputEncoding;
import io.descent.inference.table.internal.Scaling;
import io.descent.inference.tensor.internal.Scalar;
import java.util.List;
import java.util.Random;

/** Untrained models. */
public final class TestModels {
    private static InputEncoding encoding(Schema schema) {
        return InputEncoding.standardized(schema.features(), new double[] {0.5, -1}, new double[] {2, 0.25});
    }

    private TestModels() {}

    /** Predicts no or yes for an image with the pixels x1 and x2: 4 units of cubic with batch norm, then sigmoid. */
    public static ModelParts twoClasses() {
        ModelParts parts = parts(
                new Schema(
                        List.of("x1", "x2"),
                        List.of("answer"),
                        Task.CLASSIFICATION,
                        List.of("no", "yes"),
                        new ImageShape(1, 2)),
                List.of(
                        new Layer(4, new TestPlugins.Cubic(), new BatchNorm(0.8, 1e-4)),
                        new Layer(1, new TestPlugins.Sigmoid(), null)),
                "binary-cross-entropy");
        // makes both classes equally probable at the mean
        double yes = model(parts).predict(0.5, -1).probability("yes");
        NetworkTensors.forPrediction(parts.network()).stream()
                .filter(entry -> entry.name().equals("dense-2.bias"))
                .forEach(entry -> entry.tensor().add(-Math.log(yes / (1 - yes))));
        return parts;
    }

    /** Predicts one of the classes a, b and c. */
    public static ModelParts threeClasses() {
        return parts(
                new Schema(List.of("x1", "x2"), "letter", Task.CLASSIFICATION, List.of("a", "b", "c")),
                List.of(new Layer(8, new TestPlugins.Relu(), null), new Layer(3, new TestPlugins.Softmax(), null)),
                "softmax-cross-entropy");
    }

    /** Predicts the value y = 3 (x1 - 0.5) / 2 - (x2 + 1) / 0.25 + 10. */
    public static ModelParts value() {
        ModelParts parts = with(new TestPlugins.Linear());
        parts.network().parameters().tensor(0).set(0, 0, 3).set(0, 1, -1);
        parts.network().parameters().tensor(1).set(0, 0, 10);
        return parts;
    }

    /** Predicts a value with one layer of the given activation. */
    public static ModelParts with(Activation activation) {
        return parts(
                new Schema(List.of("x1", "x2"), "y", Task.REGRESSION, List.of()),
                List.of(new Layer(1, activation, null)),
                "mean-squared-error");
    }

    private static ModelParts parts(Schema schema, List<Layer> layers, String loss) {
        List<Scaling> targets = schema.classes().isEmpty() ? List.of(new Scaling.None()) : List.of();
        Network network = new Network(2, layers, Precision.FLOAT32);
        Random random = new Random(1);
        for (Safetensors.Entry entry : NetworkTensors.forPrediction(network)) {
            boolean positive = entry.name().endsWith("variance");
            entry.tensor().fill(() -> positive ? 0.5 + random.nextDouble() : 0.3 * random.nextGaussian());
        }
        return new ModelParts(schema, encoding(schema), targets, network, loss, 0);
    }

    /** A model that computes with scalar kernels. */
    public static Model model(ModelParts parts) {
        return new Model(parts, new Scalar());
    }
}
