package io.descent.core.calibration.internal;

import io.descent.api.Labels;
import io.descent.api.Predictions;
import io.descent.inference.model.internal.Calibration;

/** Predictions of classes after calibration, with the same bits as those of a model. Not thread-safe. */
public final class CalibratedPredictions implements Predictions {
    private final Predictions raw;
    private final Calibration calibration;
    private final double[] row;
    private int kept = -1;

    /**
     * Calibrates predictions.
     *
     * @param raw the outputs of the network as probabilities
     */
    public CalibratedPredictions(Predictions raw, Calibration calibration) {
        this.raw = raw;
        this.calibration = calibration;
        this.row = new double[raw.labels().classes().size()];
    }

    private void keep(int example) {
        if (kept != example) {
            for (int k = 0; k < row.length; k++) {
                row[k] = raw.probability(example, k);
            }
            calibration.apply(row, 0, row.length);
            kept = example;
        }
    }

    @Override
    public Labels labels() {
        return raw.labels();
    }

    @Override
    public int size() {
        return raw.size();
    }

    @Override
    public double label(int example) {
        return raw.label(example);
    }

    @Override
    public double weight(int example) {
        return raw.weight(example);
    }

    @Override
    public int predictedClass(int example) {
        keep(example);
        return calibration.chosen(row, 0, row.length);
    }

    @Override
    public double probability(int example, int index) {
        keep(example);
        return row[index];
    }

    @Override
    public double value(int example) {
        return raw.value(example);
    }

    @Override
    public int outputs() {
        return row.length;
    }

    @Override
    public double output(int example, int index) {
        return probability(example, index);
    }
}
