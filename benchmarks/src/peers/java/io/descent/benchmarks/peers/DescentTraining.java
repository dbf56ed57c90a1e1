package io.descent.benchmarks.peers;

import io.descent.benchmarks.DescentTrainer;
import io.descent.benchmarks.Fastest;
import io.descent.core.data.DataSet;
import io.descent.inference.network.internal.Normalization;
import io.descent.core.data.TrainingData;
import io.descent.inference.Model;
import io.descent.inference.tensor.internal.Engine;
import io.descent.core.training.EpochReport;
import io.descent.core.training.TrainingListener;
import io.descent.core.training.TrainingRun;

/** Descent, through its public trainer. */
record DescentTraining(String title) implements Training {
    @Override
    public double[] train(Plan plan, DataSet train, DataSet test) {
        Normalization none = Normalization.identity(train.schema().features().size());
        TrainingData data = new TrainingData(train, null, null, none);
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

    private static double[] outputs(Model model, DataSet test) {
        int width = model.network().outputs();
        double[] outputs = new double[test.size() * width];
        try (Engine engine = Fastest.engine(1)) {
        model.predict(test, (i, row) -> {
            for (int j = 0; j < width; j++) {
                outputs[i * width + j] = row.get(0, j);
            }
        }, engine);
        }
        return outputs;
    }
}
