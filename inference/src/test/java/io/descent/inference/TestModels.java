package io.descent.inference;

import io.descent.api.Activation;
import io.descent.inference.file.internal.Safetensors;
import io.descent.inference.model.internal.ModelParts;
import io.descent.inference.network.internal.Layer;
import io.descent.inference.network.internal.Network;
import io.descent.inference.network.internal.NetworkTensors;
import io.descent.inference.spec.BatchNorm;
import io.descent.inference.spec.ColumnKind;
import io.descent.inference.spec.ImageShape;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.inference.table.internal.DateFormat;
import io.descent.inference.table.internal.DateParts;
import io.descent.inference.table.internal.FeatureColumn;
import io.descent.inference.table.internal.InputEncoding;
import io.descent.inference.table.internal.NumberFormat;
import io.descent.inference.table.internal.OneHot;
import io.descent.inference.table.internal.Scaled;
import io.descent.inference.table.internal.Scaling;
import io.descent.inference.table.internal.Truth;
import io.descent.inference.table.internal.TruthFormat;
import io.descent.inference.tensor.internal.Scalar;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Untrained models. */
public final class TestModels {
    private static InputEncoding encoding(Schema schema) {
        return InputEncoding.standardized(schema.features(), new double[] {0.5, -1}, new double[] {2, 0.25}, false);
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

    /** Columns of all kinds, with 16 dense inputs and blocks of 5 and 2 inputs. */
    public static InputEncoding table() {
        Scaling.Standardize days = new Scaling.Standardize(0, 86_400);
        return new InputEncoding(
                List.of(
                        FeatureColumn.number("age", new Scaling.Standardize(40, 10), 38, true),
                        new FeatureColumn(
                                "work",
                                ColumnKind.CATEGORICAL,
                                null,
                                new OneHot(List.of("clerk", "smith", "1"), true, true)),
                        new FeatureColumn(
                                "price",
                                ColumnKind.NUMERIC,
                                new NumberFormat(",", ".", "\u20ac"),
                                new Scaled(new Scaling.MinMax(0, 1000), 100, false, true)),
                        new FeatureColumn("member", ColumnKind.BOOLEAN, new TruthFormat("yes", "no"), new Truth(true)),
                        new FeatureColumn(
                                "since",
                                ColumnKind.DATE,
                                new DateFormat("yyyy-MM-dd"),
                                new DateParts(days, new Scaling.Standardize(1970, 1), true, true)),
                        new FeatureColumn(
                                "city",
                                ColumnKind.CATEGORICAL,
                                null,
                                new OneHot(List.of("Bern", "Rome"), false, false))),
                Set.of("NA", "?", "-1"));
    }

    /**
     * Predicts two values from the columns of {@link #table}: the sum of each input times its position from 1, then
     * standardised with mean 100 and deviation 2; and the number of one-hot inputs that are 1, not scaled.
     */
    public static ModelParts twoValues() {
        InputEncoding encoding = table();
        List<String> names =
                encoding.columns().stream().map(FeatureColumn::name).toList();
        Network network =
                new Network(encoding.shape(), List.of(new Layer(2, new TestPlugins.Linear(), null)), Precision.FLOAT64);
        for (int j = 0; j < network.inputs(); j++) {
            network.parameters().tensor(0).set(0, j, j + 1);
            network.parameters().tensor(0).set(1, j, j < encoding.shape().dense() ? 0 : 1);
        }
        return new ModelParts(
                new Schema(names, List.of("sum", "count"), Task.REGRESSION, List.of(), null),
                encoding,
                List.of(new Scaling.Standardize(100, 2), new Scaling.None()),
                network,
                "mean-squared-error",
                0);
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
