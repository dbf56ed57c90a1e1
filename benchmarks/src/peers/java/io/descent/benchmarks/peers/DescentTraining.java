package io.descent.benchmarks.peers;

import io.descent.benchmarks.DescentTrainer;
import io.descent.benchmarks.Fastest;
import io.descent.core.data.Examples;
import io.descent.core.data.TrainingData;
import io.descent.inference.Model;
import io.descent.inference.model.internal.Predictor;
import io.descent.inference.parallel.internal.Workers;
import io.descent.core.training.EpochReport;
import io.descent.core.training.TrainingListener;
import io.descent.core.training.TrainingRun;

/** Descent, through its public trainer. */
record DescentTraining(String title) implements Training {
    @Override
    public double[] train(Plan plan, Examples train, Examples test) {
        TrainingData data = new TrainingData(train, null, null);
        Model model = DescentTrainer.of(plan.workload().net(), data, plan.workload().precision(), plan.threads())
                .seed(plan.seed())
                .epochs(plan.passes())
                .reportEvery(plan.passes())
                .listener(new TrainingListener() {
                    @Override
                    public void onEpoch(TrainingRun run, EpochReport report) {
                        plan.listener().accept(report.seconds());
                    }
                })
                .build()
                .train()
                .model();
        return outputs(model, test);
    }

    private static double[] outputs(Model model, Examples test) {
        int features = test.schema().features().size();
        double[][] rows = new double[test.size()][features];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < features; j++) {
                rows[i][j] = test.input(i, j);
            }
        }
        Predictor predictor = new Predictor(model.parts(), Fastest.backend());
        int width = predictor.outputs();
        double[] outputs = new double[test.size() * width];
        try (Workers workers = new Workers(1)) {
            double[][] predicted = predictor.predict(rows, workers);
            for (int i = 0; i < rows.length; i++) {
                // of two classes with one output, the probability of the second
                System.arraycopy(predicted[i], predicted[i].length - width, outputs, i * width, width);
            }
        }
        return outputs;
    }
}
