package io.descent.benchmarks.peers;

import io.descent.benchmarks.Fastest;
import io.descent.core.data.DataSet;
import io.descent.core.model.Model;
import io.descent.core.tensor.ArrayTensor;
import io.descent.core.tensor.Engine;

/** Descent, through its public model. */
record DescentPrediction(String title) implements Prediction {
    @Override
    public Predictor load(Model model, int threads) {
        Engine engine = Fastest.engine(threads);
        int columns = model.network().inputs();
        int width = model.network().outputs();
        return rows -> {
            int n = rows.length / columns;
            ArrayTensor features = engine.zeros(model.network().precision(), n, columns);
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
            }, engine);
            return outputs;
        };
    }
}
