package io.descent.benchmarks.peers;

import io.descent.core.data.DataSet;
import io.descent.core.model.Model;
import io.descent.core.tensor.ArrayTensor;

/** Descent, through its public model. */
record DescentPrediction(String title) implements Prediction {
    @Override
    public Predictor load(Model model, int threads) {
        int columns = model.network().inputs();
        int width = model.network().outputs();
        return rows -> {
            int n = rows.length / columns;
            ArrayTensor features = ArrayTensor.zeros(model.network().precision(), n, columns);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < columns; j++) {
                    features.set(i, j, rows[i * columns + j]);
                }
            }
            float[] outputs = new float[n * width];
            model.predict(new DataSet(model.schema(), features, new double[n]), (i, row) -> {
                for (int j = 0; j < width; j++) {
                    outputs[i * width + j] = (float) row.get(0, j);
                }
            });
            return outputs;
        };
    }
}
