package io.descent.benchmarks.peers;

import io.descent.benchmarks.Fastest;
import io.descent.inference.Model;
import io.descent.inference.parallel.internal.Workers;

/** Descent, with the same predictor for one example and for many. */
record DescentPrediction(String title) implements Prediction {
    @Override
    public Predictor load(Model model, int threads) {
        Workers workers = new Workers(threads);
        io.descent.inference.model.internal.Predictor predictor =
                new io.descent.inference.model.internal.Predictor(model.parts(), Fastest.backend());
        return rows -> predictor.predictRows(rows, workers);
    }
}
