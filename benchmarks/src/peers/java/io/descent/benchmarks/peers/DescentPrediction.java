package io.descent.benchmarks.peers;

import io.descent.benchmarks.Fastest;
import io.descent.core.model.Model;
import io.descent.core.parallel.Workers;

/** Descent, with the same predictor for one example and for many. */
record DescentPrediction(String title) implements Prediction {
    @Override
    public Predictor load(Model model, int threads) {
        Workers workers = new Workers(threads);
        io.descent.core.model.Predictor predictor = new io.descent.core.model.Predictor(model, Fastest.backend());
        return rows -> predictor.predictRows(rows, workers);
    }
}
