package io.descent.core;

import io.descent.api.Labels;
import io.descent.api.Link;
import io.descent.api.Loss;
import io.descent.api.Outputs;
import io.descent.api.Tensor;

/** Losses for the tests of core, written with loops, under the names that experiments use by default. */
public final class TestLosses {
    private TestLosses() {}

    /** max(z, 0) - y z + ln(1 + e^-|z|), or -y ln a - (1 - y) ln(1 - a). */
    public record BinaryCrossEntropy() implements Loss {
        @Override
        public Link link(Labels labels) {
            return Link.LOGIT;
        }

        @Override
        public int outputs(Labels labels) {
            if (labels.classes().size() != 2) {
                throw new IllegalArgumentException("needs a label with two classes, but it has "
                        + (labels.classes().isEmpty()
                                ? "values"
                                : labels.classes().size() + " classes"));
            }
            return 1;
        }

        @Override
        public String outputActivation(Labels labels) {
            return "sigmoid";
        }

        @Override
        public void costs(Outputs outputs, Tensor y, Tensor costs) {
            for (int i = 0; i < costs.rows(); i++) {
                double label = y.get(i, 0);
                double z = outputs.z().get(i, 0);
                double a = outputs.a().get(i, 0);
                costs.set(
                        i,
                        0,
                        outputs.linked()
                                ? Math.max(z, 0) - label * z + StrictMath.log1p(StrictMath.exp(-Math.abs(z)))
                                : -label * StrictMath.log(a) - (1 - label) * StrictMath.log(1 - a));
            }
        }

        @Override
        public void gradient(Outputs outputs, Tensor y, Tensor gradient) {
            gradient.assign(outputs.a()).add(y, -1);
            for (int i = 0; !outputs.linked() && i < gradient.rows(); i++) {
                double a = outputs.a().get(i, 0);
                gradient.set(i, 0, gradient.get(i, 0) / (a * (1 - a)));
            }
        }
    }

    /** ln(sum of e^z) - z_true, or -ln a_true. */
    public record SoftmaxCrossEntropy() implements Loss {
        @Override
        public Link link(Labels labels) {
            return Link.SOFTMAX;
        }

        @Override
        public int outputs(Labels labels) {
            if (labels.classes().isEmpty()) {
                throw new IllegalArgumentException("needs a label with classes, but it has values");
            }
            return labels.classes().size();
        }

        @Override
        public String outputActivation(Labels labels) {
            return "softmax";
        }

        @Override
        public void costs(Outputs outputs, Tensor y, Tensor costs) {
            if (outputs.linked()) {
                costs.assignLogSumExp(outputs.z());
            } else {
                costs.fill(0);
            }
            for (int i = 0; i < y.rows(); i++) {
                for (int j = 0; j < y.columns(); j++) {
                    if (y.get(i, j) != 0) {
                        double known = outputs.linked()
                                ? outputs.z().get(i, j)
                                : StrictMath.log(outputs.a().get(i, j));
                        costs.set(i, 0, costs.get(i, 0) - y.get(i, j) * known);
                    }
                }
            }
        }

        @Override
        public void gradient(Outputs outputs, Tensor y, Tensor gradient) {
            if (outputs.linked()) {
                gradient.assign(outputs.a()).add(y, -1);
            } else {
                gradient.assign(y, -1).divide(outputs.a());
            }
        }
    }

    /** The mean of (a - y)^2 over the outputs, for classes too. */
    public record MeanSquaredError() implements Loss {
        @Override
        public Link link(Labels labels) {
            return Link.IDENTITY;
        }

        @Override
        public int outputs(Labels labels) {
            int classes = labels.classes().size();
            return classes == 0 ? labels.columns() : classes == 2 ? 1 : classes;
        }

        @Override
        public String outputActivation(Labels labels) {
            int classes = labels.classes().size();
            return classes == 0 ? "linear" : classes == 2 ? "sigmoid" : "softmax";
        }

        @Override
        public boolean accepts(Link activation, Labels labels) {
            return true;
        }

        @Override
        public void costs(Outputs outputs, Tensor y, Tensor costs) {
            Tensor error = outputs.scratch(0).assign(outputs.a()).add(y, -1);
            costs.assignRowSums(error.multiply(outputs.scratch(1).assign(error)))
                    .scale(1.0 / y.columns());
        }

        @Override
        public void gradient(Outputs outputs, Tensor y, Tensor gradient) {
            gradient.assign(outputs.a()).add(y, -1).scale(2.0 / y.columns());
        }
    }
}
