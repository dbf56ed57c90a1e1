package io.descent.benchmarks.peers;

import io.descent.benchmarks.Fastest;
import io.descent.core.data.DataSet;
import io.descent.core.model.Model;
import io.descent.core.tensor.ArrayTensor;
import io.descent.core.tensor.Engine;

/** Descent: one example by a predictor, batches by an engine. */
record DescentPrediction(String title) implements Prediction {
    @Override
    public Predictor load(Model model, int threads) {
        Engine engine = Fastest.engine(threads);
        io.descent.core.model.Predictor one = new io.descent.core.model.Predictor(model, Fastest.backend());
        int columns = model.network().inputs();
        int width = model.network().outputs();
        double[] example = new double[columns];
        return rows -> {
            int n = rows.length / columns;
            float[] outputs = new float[n * width];
            if (n == 1) {
                for (int j = 0; j < columns; j++) {
                    example[j] = rows[j];
                }
                double[] predicted = one.predict(example);
                for (int j = 0; j < width; j++) {
                    outputs[j] = (float) predicted[j];
                }
                return outputs;
            }
            ArrayTensor features = engine.zeros(model.network().precision(), n, columns);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < columns; j++) {
                    features.set(i, j, rows[i * columns + j]);
                }
            }
            model.predict(new DataSet(model.schema(), features, new double[n]), (i, row) -> {
                for (int j = 0; j < width; j++) {
                    outputs[i * width + j] = (float) row.get(0, j);
                }
            }, engine);
            return outputs;
        };
    }
}
