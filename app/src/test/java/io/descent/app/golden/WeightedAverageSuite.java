package io.descent.app.golden;

import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.tensor.internal.ExponentialAverage;

/** Compares exponentially weighted averages with and without bias correction. */
final class WeightedAverageSuite implements GoldenSuite {
    private static final double TOLERANCE = 1e-13;

    @Override
    public String files() {
        return "weighted_averages\\.json";
    }

    @Override
    public boolean singleStep() {
        return true;
    }

    @Override
    public Object[] expected() {
        return new Object[] {"average_bias_corrected", 3};
    }

    @Override
    public void check(GoldenCase file, GoldenCase one, Precision precision) {
        ExponentialAverage average = new ExponentialAverage(one.number("beta"), precision, 1);
        double[] series = one.vector("series");
        double[] biased = one.vector("average");
        double[] corrected = one.vector("average_bias_corrected");
        ArrayTensor x = ArrayTensor.zeros(precision, 1, 1);
        for (int i = 0; i < series.length; i++) {
            average.add(x.fill(series[i]));
            Numbers.assertClose("average " + i, average.biased().get(0, 0), biased[i], TOLERANCE, precision);
            average.copyTo(x);
            Numbers.assertClose("corrected " + i, x.get(0, 0), corrected[i], TOLERANCE, precision);
        }
        Numbers.assertClose("window", average.window(), one.number("effective_window"), TOLERANCE, precision);
    }
}
