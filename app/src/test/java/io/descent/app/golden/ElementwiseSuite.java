package io.descent.app.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.activations.Relu;
import io.descent.activations.Sigmoid;
import io.descent.api.Activation;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.losses.BinaryCrossEntropy;

/** Compares sigmoid, relu and the binary cross-entropy of one example, far into both tails. */
final class ElementwiseSuite implements GoldenSuite {
    private static final double TOLERANCE = 1e-14;

    @Override
    public String files() {
        return "elementwise\\.json";
    }

    @Override
    public boolean singleStep() {
        return true;
    }

    @Override
    public Object[] expected() {
        return new Object[] {"loss_stable"};
    }

    @Override
    public void check(GoldenCase file, GoldenCase one, Precision precision) {
        ArrayTensor z = scalar(one.number("z"), precision);
        // float32 rounds z itself, so the tolerance is relative to the largest value of sigmoid, 1
        double scale = precision == Precision.FLOAT32 ? 1 : Math.abs(one.number("sigmoid"));
        double tolerance = precision == Precision.FLOAT32 ? 1e-5 : TOLERANCE;
        assertWithin("sigmoid", forward(new Sigmoid(), z), one.number("sigmoid"), tolerance * scale);
        assertWithin("relu", forward(new Relu(), z), one.number("relu"), tolerance * Math.abs(one.number("relu")));
        ArrayTensor gradient = scalar(1, precision);
        new Relu().backward(z, z, gradient, index -> scalar(0, precision));
        assertThat(gradient.get(0, 0)).isEqualTo(one.number("relu_derivative"));
        double loss = Losses.cost(new BinaryCrossEntropy(), new Sigmoid(), 2, z, scalar(one.number("y"), precision));
        double magnitude = Math.abs(one.number("z"));
        double want = one.number("loss_stable");
        if (precision == Precision.FLOAT32) {
            assertWithin("loss", loss, want, tolerance * Math.max(1, want));
            return;
        }
        // if y is 1, the file's value is a difference of two numbers as large as z, and has their rounding error
        boolean difference = one.number("y") == 1 && one.number("z") > 0;
        assertWithin("loss", loss, want, TOLERANCE * want + (difference ? Math.ulp(magnitude) : 0));
        double closed = StrictMath.log1p(StrictMath.exp(-magnitude));
        boolean right = (one.number("y") == 1) == (one.number("z") >= 0);
        assertWithin("loss", loss, right ? closed : magnitude + closed, TOLERANCE * loss);
    }

    private static double forward(Activation activation, ArrayTensor z) {
        ArrayTensor a = scalar(0, z.precision());
        activation.forward(z, a, index -> scalar(0, z.precision()));
        return a.get(0, 0);
    }

    private static ArrayTensor scalar(double value, Precision precision) {
        return Numbers.tensor(new double[][] {{value}}, precision);
    }

    private static void assertWithin(String what, double got, double want, double absolute) {
        Numbers.assertClose(what, new double[][] {{got}}, new double[][] {{want}}, absolute);
    }
}
