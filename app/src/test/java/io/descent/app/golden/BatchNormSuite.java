package io.descent.app.golden;

import io.descent.inference.network.internal.BatchNormalizer;
import io.descent.inference.network.internal.RunningStatistics;
import io.descent.inference.spec.BatchNorm;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.tensor.internal.ExponentialAverage;

/** Compares batch normalisation: forward and backward pass, running statistics, and prediction with them. */
final class BatchNormSuite implements GoldenSuite {
    private static final double TOLERANCE = 1e-12;

    @Override
    public String files() {
        return "batch_norm\\.json";
    }

    @Override
    public boolean singleStep() {
        return true;
    }

    @Override
    public Object[] expected() {
        return new Object[] {"train_steps", 1, "dZ", 0, 1};
    }

    @Override
    public void check(GoldenCase file, GoldenCase one, Precision precision) {
        BatchNorm spec = new BatchNorm(one.number("momentum"), one.number("epsilon"));
        ArrayTensor gamma = Numbers.tensor(one.transposed("gamma"), precision);
        ArrayTensor beta = Numbers.tensor(one.transposed("beta"), precision);
        int units = gamma.columns();
        RunningStatistics statistics = new RunningStatistics(spec.momentum(), precision, units);
        ExponentialAverage mean = new ExponentialAverage(spec.momentum(), precision, units);
        ExponentialAverage variance = new ExponentialAverage(spec.momentum(), precision, units);
        for (GoldenCase step : one.children("train_steps")) {
            ArrayTensor x = Numbers.tensor(step.transposed("Z"), precision);
            BatchNormalizer normalizer = new BatchNormalizer(spec, precision, x.rows(), units);
            ArrayTensor z = ArrayTensor.zeros(precision, x.rows(), units);
            normalizer.train(x, gamma, beta, z);
            assertClose("mean", normalizer.mean(), step);
            assertClose("variance", normalizer.variance(), step);
            assertClose("Z_norm", normalizer.normalized(), step);
            assertClose("Z_tilde", z, step);

            statistics.add(normalizer.mean(), normalizer.variance());
            mean.add(normalizer.mean());
            variance.add(normalizer.variance());
            assertClose("running_mean", mean.biased(), step);
            assertClose("running_variance", variance.biased(), step);
            assertClose("running_mean_bias_corrected", statistics.mean(), step);
            assertClose("running_variance_bias_corrected", statistics.variance(), step);

            ArrayTensor gradient = Numbers.tensor(step.transposed("dZ_tilde"), precision);
            ArrayTensor gammaGradient = ArrayTensor.zeros(precision, 1, units);
            ArrayTensor betaGradient = ArrayTensor.zeros(precision, 1, units);
            normalizer.backward(gradient, gamma, gammaGradient, betaGradient);
            if (precision == Precision.FLOAT32 && x.rows() == 2) {
                // with two examples, terms as large as dZ_tilde cancel almost completely, and float32 has rounded them
                double largest = Numbers.largest(step.matrix("dZ_tilde"));
                Numbers.assertClose("dZ", Numbers.array(gradient), step.transposed("dZ"), 1e-5 * largest);
            } else {
                assertClose("dZ", gradient, step);
            }
            assertClose("dgamma", gammaGradient, step);
            assertClose("dbeta", betaGradient, step);
        }
        GoldenCase test = one.child("test");
        ArrayTensor x = Numbers.tensor(test.transposed("Z"), precision);
        BatchNormalizer normalizer = new BatchNormalizer(spec, precision, x.rows(), units);
        ArrayTensor z = ArrayTensor.zeros(precision, x.rows(), units);
        normalizer.predict(x, gamma, beta, statistics, z);
        assertClose("Z_tilde_with_bias_corrected", z, test);
        statistics.mean().assign(mean.biased());
        statistics.variance().assign(variance.biased());
        normalizer.predict(x, gamma, beta, statistics, z);
        assertClose("Z_tilde_with_running", z, test);
    }

    private static void assertClose(String key, ArrayTensor got, GoldenCase want) {
        Numbers.assertClose(key, got, want.transposed(key), TOLERANCE);
    }
}
