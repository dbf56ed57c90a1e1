package io.descent.api;

/** Predictions with other weights, which may change. */
final class OtherWeights implements Predictions {
    private final Predictions predictions;
    private double[] weights = {};

    OtherWeights(Predictions predictions) {
        this.predictions = predictions;
    }

    OtherWeights with(double... others) {
        weights = others;
        return this;
    }

    @Override
    public Labels labels() {
        return predictions.labels();
    }

    @Override
    public int size() {
        return predictions.size();
    }

    @Override
    public double label(int example) {
        return predictions.label(example);
    }

    @Override
    public double weight(int example) {
        return weights[example];
    }

    @Override
    public int predictedClass(int example) {
        return predictions.predictedClass(example);
    }

    @Override
    public double probability(int example, int index) {
        return predictions.probability(example, index);
    }

    @Override
    public double value(int example) {
        return predictions.value(example);
    }

    @Override
    public int outputs() {
        return predictions.outputs();
    }

    @Override
    public double output(int example, int index) {
        return predictions.output(example, index);
    }
}
