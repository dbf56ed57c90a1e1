package io.descent.app.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.descent.activations.Relu;
import io.descent.activations.Sigmoid;
import io.descent.api.Initializer;
import io.descent.api.Optimizer;
import io.descent.core.data.Examples;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.BatchSize;
import io.descent.core.metrics.Evaluation;
import io.descent.core.random.RandomSource;
import io.descent.core.random.RandomSpec;
import io.descent.core.training.EpochReport;
import io.descent.core.training.Trainer;
import io.descent.core.training.TrainerBuilder;
import io.descent.core.training.TrainingListener;
import io.descent.core.training.TrainingResult;
import io.descent.core.training.TrainingRun;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.optimizers.Adam;
import io.descent.optimizers.GradientDescent;
import io.descent.optimizers.Momentum;
import io.descent.regularizers.Dropout;
import io.descent.regularizers.L2;
import io.descent.schedules.InverseTime;
import io.descent.schedules.Per;
import java.util.Arrays;
import java.util.List;

/** Compares whole trainings: costs, learning rates, parameters and accuracies. */
final class TrainingSuite implements GoldenSuite {
    private static final long INITIALIZATION_SEED = 3;
    private static final long MASK_SEED = 1;
    private static final double RANDOM_SCALE = 10;

    @Override
    public String files() {
        return "training_.*\\.json";
    }

    @Override
    public Object[] expected() {
        return new Object[] {"parameters", "W1", 0, 1};
    }

    /** Compares the first costs and the snapshots of the parameters during the training. */
    private static final class Watch implements TrainingListener {
        private final GoldenCase one;
        private final double[] firstCosts;

        Watch(GoldenCase one) {
            this.one = one;
            firstCosts = stable(one, "first_costs");
        }

        @Override
        public void onStep(TrainingRun run) {
            if (run.step() <= firstCosts.length) {
                double examples = summed(run);
                assertThat(run.batchCost() * examples)
                        .as("cost of update %d", run.step())
                        .isCloseTo(
                                firstCosts[run.step() - 1],
                                within(one.child("tolerance").number("cost") * examples));
            }
            String step = Integer.toString(run.step());
            if (one.child("snapshots").has(step)) {
                Numbers.assertParametersAbsolute(
                        "update " + step,
                        run.model().parts().network().parameters(),
                        one.child("snapshots").child(step),
                        snapshotTolerance(step));
            }
        }

        /** The number of losses that a first cost sums: 1 for a whole batch, because its cost is the mean. */
        private double summed(TrainingRun run) {
            if (!one.child("config").has("batch_size")) {
                return 1;
            }
            int batch = one.child("config").whole("batch_size");
            int before = (run.step() - 1) % run.stepsPerEpoch() * batch;
            return Math.min(batch, run.data().train().size() - before);
        }

        /** Five times the largest drift between equivalent computations; the file has it for each snapshot. */
        private double snapshotTolerance(String step) {
            GoldenCase drift = one.child("drift");
            double largest = drift.keys().stream()
                    .mapToDouble(way -> drift.child(way).child("snapshots").number(step))
                    .max()
                    .orElse(0);
            return Math.max(one.child("tolerance").number("parameters"), 5 * largest);
        }
    }

    @Override
    public void check(GoldenCase file, GoldenCase one, Precision precision) {
        GoldenCase config = one.child("config");
        GoldenCase tolerance = one.child("tolerance");
        boolean wholeBatch = switch (config.text("model")) {
            case "batch" -> true;
            case "minibatch" -> false;
            default -> throw new AssertionError("unknown model " + config.text("model"));
        };
        TrainingResult result =
                trainer(file, config, wholeBatch, new Watch(one)).train();

        List<EpochReport> history = result.history();
        double[] costs = stable(one, "costs");
        int every = config.whole("cost_every");
        for (int k = 0; k < costs.length; k++) {
            assertThat(history.get(k * every).trainCost())
                    .as("cost of epoch %d", k * every)
                    .isCloseTo(costs[k], within(tolerance.number(k == costs.length - 1 ? "final_cost" : "cost")));
        }
        double[] rates = one.vector("learning_rates");
        for (int k = 0; k < rates.length && k * every + 1 < history.size(); k++) {
            assertThat(history.get(k * every + 1).learningRate()).isCloseTo(rates[k], within(1e-14 * rates[k]));
        }
        int stepsPerEpoch = one.whole("updates") / history.size();
        assertThat(stepsPerEpoch * history.size()).isEqualTo(one.whole("updates"));
        Numbers.assertParametersAbsolute(
                "final",
                result.model().parts().network().parameters(),
                one.child("parameters"),
                tolerance.number("parameters"));
        assertAccuracy(result.train(), one.number("train_accuracy"), tolerance);
        assertAccuracy(result.test(), one.number("test_accuracy"), tolerance);
    }

    private static void assertAccuracy(Evaluation got, double want, GoldenCase tolerance) {
        assertThat(got.values().get("accuracy")).isCloseTo(want, within(tolerance.number("accuracy") + 1e-12));
    }

    /** Costs from the rounded sigmoid, or from the logits if those are not finite. */
    private static double[] stable(GoldenCase one, String key) {
        double[] costs = one.vector(key);
        double[] stable = one.vector(key + "_stable");
        for (int i = 0; i < costs.length; i++) {
            costs[i] = Double.isFinite(costs[i]) ? costs[i] : stable[i];
        }
        return costs;
    }

    private static Examples data(GoldenCase file, String name) {
        GoldenCase set = file.child("datasets").child(name);
        double[] labels =
                Arrays.stream(set.transposed("Y")).mapToDouble(row -> row[0]).toArray();
        Schema schema = new Schema(List.of("x1", "x2"), "y", Task.CLASSIFICATION, List.of("0", "1"));
        return GivenExamples.of(schema, set.transposed("X"), labels, Precision.FLOAT64);
    }

    private static Trainer trainer(GoldenCase file, GoldenCase config, boolean wholeBatch, TrainingListener watch) {
        Initializer initializer = InitializerSuite.initializer(config.text("init"), RANDOM_SCALE);
        long shuffleSeed = wholeBatch ? 0 : config.seed("shuffle_seed_start");
        TrainerBuilder builder = Trainer.builder()
                .precision(Precision.FLOAT64)
                .random(new RandomSpec(RandomSource.NUMPY_LEGACY, INITIALIZATION_SEED, shuffleSeed, MASK_SEED))
                .data(new TrainingData(data(file, config.text("train")), null, data(file, config.text("test"))))
                .output(new Sigmoid(), initializer)
                .learningRate(config.number("learning_rate"))
                .optimizer(optimizer(config))
                .shuffle(!wholeBatch)
                .batchSize(wholeBatch ? BatchSize.ALL : new BatchSize(config.whole("batch_size")))
                .epochs(config.whole(wholeBatch ? "iterations" : "epochs"))
                .listener(watch);
        double[] sizes = config.vector("layers");
        for (int l = 1; l < sizes.length - 1; l++) {
            builder.hidden((int) sizes[l], new Relu(), initializer);
        }
        if (config.has("lambda") && config.number("lambda") != 0) {
            builder.regularizer(new L2(config.number("lambda")));
        }
        if (config.has("keep_prob") && config.number("keep_prob") < 1) {
            builder.regularizer(new Dropout(config.number("keep_prob")));
        }
        if (config.has("decay")) {
            int interval = switch (config.text("decay")) {
                case "inverse_time" -> 1;
                case "interval_inverse_time" -> config.whole("time_interval");
                default -> throw new AssertionError("unknown decay " + config.text("decay"));
            };
            builder.schedule(new InverseTime(config.number("decay_rate"), interval, Per.EPOCH))
                    .scheduleLag(1);
        }
        return builder.build();
    }

    private static Optimizer optimizer(GoldenCase config) {
        String name = config.has("optimizer") ? config.text("optimizer") : "gd";
        return switch (name) {
            case "gd" -> new GradientDescent();
            case "momentum" -> new Momentum(config.number("beta"), true);
            case "adam" -> new Adam(config.number("beta1"), config.number("beta2"), config.number("epsilon"));
            default -> throw new AssertionError("unknown optimizer " + name);
        };
    }
}
