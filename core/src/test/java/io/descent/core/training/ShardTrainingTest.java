package io.descent.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.descent.api.Hyperparameter;
import io.descent.api.Optimizer;
import io.descent.api.Step;
import io.descent.api.Tensor;
import io.descent.core.TestPlugins;
import io.descent.core.data.RowOrder;
import io.descent.core.data.Table;
import io.descent.core.experiment.BatchSize;
import io.descent.core.experiment.FoldsSpec;
import io.descent.core.experiment.ShardsSpec;
import io.descent.core.experiment.ShardsSpec.Every;
import io.descent.core.experiment.ShardsSpec.SlotsBetweenRounds;
import io.descent.core.experiment.Watch;
import io.descent.core.network.LayerSpec;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.BatchNorm;
import io.descent.inference.spec.Precision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings of one network on several shards. */
class ShardTrainingTest {
    private static final int ROWS = 96;

    @TempDir
    private Path folder;

    /** A table whose rows can be exchanged. */
    private static Table table(@Nullable Random shuffling) {
        SplittableRandom random = new SplittableRandom(3);
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            double x = random.nextDouble(-2, 2);
            double z = random.nextDouble(-1, 1);
            rows.add(new double[] {x, z, 3 * x - z * z + random.nextDouble(-0.1, 0.1)});
        }
        if (shuffling != null) {
            Collections.shuffle(rows, shuffling);
        }
        return Table.of(List.of("x", "z", "y"), rows.toArray(double[][]::new));
    }

    private static TrainerBuilder trainer() {
        return trainer(null);
    }

    private static TrainerBuilder trainer(@Nullable Random shuffling) {
        return Trainer.builder()
                .data(table(shuffling), "y")
                .split("none")
                .hidden(5, new TestPlugins.Relu(), new TestPlugins.HeNormal())
                .output(new TestPlugins.Linear(), new TestPlugins.XavierNormal())
                .optimizer(new TestPlugins.Adam())
                .precision(Precision.FLOAT64)
                .learningRate(0.02)
                .batchSize(8)
                .epochs(4)
                .threads(1)
                .backend("scalar");
    }

    private static ShardsSpec shards(int count, int every, SlotsBetweenRounds slots) {
        return new ShardsSpec(count, new Every(every), slots);
    }

    private static String bits(TrainerBuilder trainer) {
        return trainer.build().train().weightsSha256();
    }

    private static double[] parameters(TrainerBuilder trainer) {
        var flat =
                trainer.build().train().model().parts().network().parameters().flat();
        double[] values = new double[flat.columns()];
        for (int i = 0; i < values.length; i++) {
            values[i] = flat.get(0, i);
        }
        return values;
    }

    @Test
    void resultsDependNeitherOnThreadsNorOnTheOrderOfTheRows() {
        for (SlotsBetweenRounds slots : SlotsBetweenRounds.values()) {
            UnaryOperator<TrainerBuilder> asked = trainer -> trainer.shards(shards(5, 2, slots));
            String bits = bits(asked.apply(trainer()));
            assertThat(bits(asked.apply(trainer().threads(2)))).isEqualTo(bits);
            assertThat(bits(asked.apply(trainer().threads(8)))).isEqualTo(bits);
            assertThat(bits(asked.apply(trainer(new Random(1))))).isEqualTo(bits);
        }
    }

    @Test
    void oneShardInOrderIsThePlainTraining() {
        String plain = bits(trainer().order(RowOrder.CONTENT).shuffle(false));
        assertThat(bits(trainer().shuffle(false).shards(ShardsSpec.of(1)))).isEqualTo(plain);
        assertThat(bits(trainer().shuffle(false).shards(shards(1, 3, SlotsBetweenRounds.KEEP))))
                .isEqualTo(plain);
    }

    @Test
    void averagingEveryStepOfGradientDescentIsTheStepOfAllExamples() {
        UnaryOperator<TrainerBuilder> asked = trainer -> trainer.optimizer(new TestPlugins.Plain())
                .batchSize(BatchSize.ALL)
                .epochs(20)
                .regularizer(new TestPlugins.Ridge(0.3));
        double[] whole = parameters(asked.apply(trainer()));
        double[] shards = parameters(asked.apply(trainer()).shards(ShardsSpec.of(4)));
        assertThat(shards).containsExactly(whole, within(1e-12));
    }

    @Test
    void theStatisticsOfShardsAreThoseOfAllTheirExamples() {
        UnaryOperator<TrainerBuilder> asked =
                trainer -> trainer.batchSize(BatchSize.ALL).epochs(1);
        LayerSpec normed = new LayerSpec(
                5, new TestPlugins.Relu(), new TestPlugins.HeNormal(), new BatchNorm(0.8, 1e-4), List.of());
        var one = asked.apply(withNorm(normed)).build().train().model().parts().network();
        var four = asked.apply(withNorm(normed))
                .shards(ShardsSpec.of(4))
                .build()
                .train()
                .model()
                .parts()
                .network();
        for (int j = 0; j < 5; j++) {
            assertThat(four.statistics(0).mean().get(0, j))
                    .isCloseTo(one.statistics(0).mean().get(0, j), within(1e-12));
            assertThat(four.statistics(0).variance().get(0, j))
                    .isCloseTo(one.statistics(0).variance().get(0, j), within(1e-12));
        }
    }

    private static TrainerBuilder withNorm(LayerSpec layer) {
        return Trainer.builder()
                .data(table(null), "y")
                .split("none")
                .hidden(layer)
                .output(new TestPlugins.Linear(), new TestPlugins.XavierNormal())
                .optimizer(new TestPlugins.Plain())
                .precision(Precision.FLOAT64)
                .threads(1)
                .backend("scalar");
    }

    /** Momentum without a memory at each first step: direction = (1 - beta) gradient. */
    public record Heavy(@Hyperparameter double beta, boolean averaged) implements Optimizer {
        @Override
        public List<String> slots() {
            return List.of("v");
        }

        @Override
        public boolean slotsMayBeAveraged() {
            return averaged;
        }

        @Override
        public Tensor toDirection(Tensor gradient, Step step) {
            return step.slot("v").lerp(gradient, 1 - beta);
        }
    }

    @Test
    void slotsThatBeginAnewHaveNoMemory() {
        UnaryOperator<TrainerBuilder> asked =
                trainer -> trainer.batchSize(BatchSize.ALL).epochs(9);
        double[] heavy = parameters(asked.apply(trainer())
                .optimizer(new Heavy(0.5, true))
                .shards(new ShardsSpec(3, Every.EPOCH, SlotsBetweenRounds.ZERO)));
        double[] plain = parameters(asked.apply(trainer())
                .optimizer(new TestPlugins.Plain())
                .learningRate(0.01)
                .shards(ShardsSpec.of(3)));
        assertThat(heavy).containsExactly(plain, within(1e-13));
        double[] averaged = parameters(
                asked.apply(trainer()).optimizer(new Heavy(0.5, true)).shards(ShardsSpec.of(3)));
        double[] kept = parameters(asked.apply(trainer())
                .optimizer(new Heavy(0.5, false))
                .shards(new ShardsSpec(3, Every.EPOCH, SlotsBetweenRounds.KEEP)));
        double[] whole = parameters(asked.apply(trainer()).optimizer(new Heavy(0.5, true)));
        assertThat(averaged).containsExactly(whole, within(1e-12)); // momentum is linear, so that the means agree
        assertThat(kept).containsExactly(whole, within(1e-12));
    }

    @Test
    void aTrainingThatWasInterruptedBetweenTwoRoundsGoesOnWithTheSameBits() {
        for (SlotsBetweenRounds slots : SlotsBetweenRounds.values()) {
            UnaryOperator<TrainerBuilder> asked = trainer -> trainer.shards(shards(5, 1, slots));
            Path checkpoint = folder.resolve(slots.name());
            TrainingListener stopping = new TrainingListener() {
                @Override
                public void onStep(TrainingRun run) {
                    if (run.step() == 5) { // 20 examples a shard: 3 steps an epoch
                        assertThat(run.saveCheckpoint(checkpoint)).isTrue();
                        run.stop();
                    }
                }
            };
            TrainingResult first =
                    asked.apply(trainer()).listener(stopping).build().train();
            assertThat(first.history()).hasSize(1);
            Checkpoint read = Checkpoint.read(checkpoint, first.history(), TestPlugins.registry());
            assertThat(asked.apply(trainer()).build().resume(read).weightsSha256())
                    .isEqualTo(bits(asked.apply(trainer())));
        }
    }

    @Test
    void shardsOfDifferentSizesMakeTheSameNumberOfSteps() {
        Table rows = table(null).select(row -> row < 7); // shards of 3, 2 and 2 examples
        TrainingResult result = Trainer.builder()
                .data(rows, "y")
                .split("none")
                .output(new TestPlugins.Linear(), new TestPlugins.XavierNormal())
                .optimizer(new TestPlugins.Adam())
                .batchSize(2)
                .epochs(3)
                .shards(ShardsSpec.of(3))
                .build()
                .train();
        assertThat(result.history()).hasSize(3);
        assertThat(result.history().get(2).trainCost()).isFinite();
    }

    @Test
    void aSchedulePassesThroughTheRounds() {
        TrainerBuilder trainer =
                trainer().schedule(new TestPlugins.Halving()).shards(shards(4, 2, SlotsBetweenRounds.AVERAGE));
        TrainingResult result = trainer.build().train();
        assertThat(result.history().stream().map(EpochReport::learningRate).toList())
                .isEqualTo(trainer().schedule(new TestPlugins.Halving()).build().train().history().stream()
                        .map(EpochReport::learningRate)
                        .toList());
    }

    @Test
    void sumsAreAddedInPairs() {
        double[][] numbers = {{1e16, 7}, {1, 7}, {-1e16, 7}, {1, 7}, {4, 7}};
        assertThat(ShardRounds.mean(numbers)).containsExactly(((1e16 + 1) + (-1e16 + 1) + 4) / 5, 7);
        assertThat(ShardRounds.mean(new double[][] {{7, 8}})).containsExactly(7, 8);
    }

    @Test
    void whatCannotBeTrainedIsRefused() {
        assertThatThrownBy(() -> trainer().shards(ShardsSpec.of(97)).build())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("a training set of 96 examples cannot be divided into 97 shards");
        assertThatThrownBy(
                        () -> trainer().batchSize(30).shards(ShardsSpec.of(4)).build())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("larger than a shard of 24 examples");
        assertThatThrownBy(() -> bits(trainer().optimizer(new Heavy(0.5, false)).shards(ShardsSpec.of(2))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("the optimizer heavy")
                .hasMessageContaining("cannot be averaged; say slots: keep");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> trainer()
                        .folds(FoldsSpec.of(3))
                        .shards(ShardsSpec.of(2))
                        .build())
                .withMessageContaining("cannot be combined");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        trainer().watch(Watch.LAYERS).shards(ShardsSpec.of(2)).build())
                .withMessageContaining("cannot be combined");
        assertThatIllegalArgumentException().isThrownBy(() -> ShardsSpec.of(0)).withMessageContaining("expected 1 to");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Every.parse("week"))
                .withMessageContaining("10 steps");
        assertThat(Every.parse("epoch")).isEqualTo(Every.EPOCH);
        assertThat(Every.parse("10 steps")).isEqualTo(Every.parse("10")).hasToString("10 steps");
    }

    @Test
    void aShardThatDivergesEndsTheTraining() {
        assertThatThrownBy(() -> trainer()
                        .optimizer(new TestPlugins.Plain())
                        .learningRate(1e30)
                        .shards(ShardsSpec.of(3))
                        .build()
                        .train())
                .isInstanceOf(DivergedException.class);
    }
}
