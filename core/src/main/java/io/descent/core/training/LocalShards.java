package io.descent.core.training;

import io.descent.core.data.DataSummary;
import io.descent.core.data.Examples;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.experiment.ShardsSpec;
import io.descent.inference.tensor.internal.Engine;
import io.descent.inference.tensor.internal.EngineSpec;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Shards in this process, several of which are trained at a time, each by one thread. */
final class LocalShards implements Shards {
    private final ShardTrainer[] shards;
    private final Engine engine;

    private LocalShards(ShardTrainer[] shards, Engine engine) {
        this.shards = shards;
        this.engine = engine;
    }

    /** Divides the training set. */
    static LocalShards of(ResolvedExperiment experiment, TrainingData data, EngineSpec engineSpec, Engine engine) {
        ShardsSpec spec = Objects.requireNonNull(experiment.training().shards());
        DataSummary summary = data.summary();
        experiment.requireShardMemory(summary, spec.count());
        TrainingWeights weights =
                TrainingWeights.of(data.train(), experiment.training().classWeights());
        EngineSpec ofShard = engineSpec.withThreads(1);
        ShardTrainer[] shards = new ShardTrainer[spec.count()];
        for (int s = 0; s < shards.length; s++) {
            Examples own =
                    data.train().select(positions(s, spec.count(), data.train().size()));
            Engine each = shards.length == 1 ? engine : ofShard.start();
            shards[s] = new ShardTrainer(experiment, summary, s, own, weights, each);
        }
        return new LocalShards(shards, engine);
    }

    private static int[] positions(int shard, int count, int examples) {
        return IntStream.iterate(shard, i -> i < examples, i -> i + count).toArray();
    }

    @Override
    public List<ShardResult> train(ShardRound round) {
        if (shards.length == 1) {
            return List.of(shards[0].train(round));
        }
        @Nullable ShardResult[] results = new @Nullable ShardResult[shards.length];
        InParallel.run(engine, shards.length, s -> results[s] = shards[s].train(round));
        return List.of(results);
    }
}
