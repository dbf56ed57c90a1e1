package io.descent.app.golden;

import io.descent.core.data.RawData;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.inference.table.internal.InputEncoding;
import io.descent.inference.table.internal.Scaled;
import io.descent.inference.table.internal.Scaling;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Compares normalisation learnt on training rows and applied to others. */
final class NormalisationSuite implements GoldenSuite {
    private static final double TOLERANCE = 1e-13;

    @Override
    public String files() {
        return "input_normalisation\\.json";
    }

    @Override
    public boolean singleStep() {
        return true;
    }

    @Override
    public Object[] expected() {
        return new Object[] {"test_zero_std_as_one", 0, 1};
    }

    @Override
    public void check(GoldenCase file, GoldenCase one, Precision precision) {
        double[][] train = one.transposed("X_train");
        int features = train[0].length;
        Schema schema = new Schema(
                IntStream.range(0, features).mapToObj(j -> "x" + j).toList(), "y", Task.REGRESSION, List.of());
        RawData data = new RawData(GivenExamples.raw(schema, train, new double[train.length], precision), null, null);
        InputEncoding encoding = data.encode(true, precision).encoding();
        List<Scaling.Standardize> learnt = new ArrayList<>(encoding.units());
        for (int j = 0; j < features; j++) {
            Scaled scaled = (Scaled) encoding.columns().get(j).encoder();
            if (scaled.scaling() instanceof Scaling.Zero) { // of a constant, the value that fills missing cells is kept
                learnt.set(j, new Scaling.Standardize(scaled.fill(), 1));
            }
        }
        double[] mean = learnt.stream().mapToDouble(Scaling.Standardize::mean).toArray();
        double[] variance = new double[features];
        double[][] wantedVariance = one.matrix("variance");
        for (int j = 0; j < features; j++) {
            // a constant feature is divided by 1
            double deviation = wantedVariance[j][0] == 0 ? 0 : learnt.get(j).deviation();
            variance[j] = deviation * deviation;
        }
        assertRow("mean", mean, one, precision);
        assertRow("variance", variance, one, precision);
        assertApplied(learnt, one, "_zero_std_as_one", precision);

        double[] divisors = Arrays.stream(variance)
                .map(v -> Math.sqrt(v + one.number("epsilon")))
                .toArray();
        if (!one.flag("constant_feature") || precision == Precision.FLOAT64) {
            assertApplied(
                    InputEncoding.standardized(schema.features(), mean, divisors, false)
                            .units(),
                    one,
                    "_with_epsilon",
                    precision);
        }
    }

    private static void assertRow(String key, double[] got, GoldenCase one, Precision precision) {
        Numbers.assertClose(
                key,
                new double[][] {got},
                one.transposed(key),
                (precision == Precision.FLOAT32 ? 1e-5 : TOLERANCE) * Numbers.largest(one.matrix(key)));
    }

    private static void assertApplied(
            List<Scaling.Standardize> scalings, GoldenCase one, String suffix, Precision precision) {
        for (String part : List.of("train", "test")) {
            ArrayTensor x = Numbers.tensor(one.transposed("X_" + part), precision);
            double[][] want = one.matrix(part + suffix);
            for (int j = 0; j < want.length; j++) {
                int feature = j;
                double[] got = IntStream.range(0, x.rows())
                        .mapToDouble(i -> scalings.get(feature).apply(x.get(i, feature)))
                        .toArray();
                double[][] row = {want[j]};
                Numbers.assertClose(
                        part + suffix,
                        new double[][] {got},
                        row,
                        (precision == Precision.FLOAT32 ? 1e-5 : TOLERANCE) * Numbers.largest(row));
            }
        }
    }
}
