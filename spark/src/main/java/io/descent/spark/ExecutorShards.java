package io.descent.spark;

import io.descent.core.data.Examples;
import io.descent.core.data.TablePieces;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.training.ShardResult;
import io.descent.core.training.ShardRound;
import io.descent.core.training.ShardTrainer;
import io.descent.core.training.Shards;
import io.descent.inference.table.internal.InputEncoding;
import io.descent.inference.tensor.internal.Engine;
import io.descent.inference.tensor.internal.EngineSpec;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;

/** Shards that stay in the executors. A lost one is made again of its rows. */
final class ExecutorShards implements Shards, AutoCloseable {
    private final JavaSparkContext context;
    private final JavaRDD<ShardTrainer> shards;
    private final Broadcast<byte[]> making;

    /** The shards; nothing is computed before the first round. */
    ExecutorShards(
            JavaSparkContext context,
            JavaRDD<byte[]> rows,
            ShardedTraining.ShardMaking making,
            Services.Plugins plugins) {
        this.context = context;
        this.making = context.broadcast(Packed.bytes(making));
        Broadcast<byte[]> sent = this.making;
        shards = rows.mapPartitionsWithIndex(
                        (index, chunks) -> List.of(shard(index, chunks, sent.value(), plugins))
                                .iterator(),
                        true)
                .persist(StorageLevel.MEMORY_ONLY()); // a trainer is no data; it is made again rather than written
    }

    private static ShardTrainer shard(int index, Iterator<byte[]> chunks, byte[] bytes, Services.Plugins plugins) {
        ShardedTraining.ShardMaking making = Packed.object(bytes, ShardedTraining.ShardMaking.class);
        ShardedTraining.Pieces pieces = making.pieces();
        TablePieces table = pieces.table();
        InputEncoding encoding = table.encoding(pieces.schema(), pieces.columns());
        Examples examples = table.examples(
                pieces.schema(),
                pieces.columns(),
                encoding,
                making.targets(),
                making.precision(),
                ShardedTraining.table(pieces.layout(), () -> chunks));
        Services services = plugins.services();
        Experiment asked = services.experiment(making.experiment());
        ResolvedExperiment experiment = services.trainings().resolve(asked, making.summary());
        Engine engine = new EngineSpec(services.backend(), 1).start();
        return new ShardTrainer(experiment, making.summary(), index, examples, making.weights(), engine);
    }

    @Override
    public List<ShardResult> train(ShardRound round) {
        Broadcast<byte[]> sent = context.broadcast(Packed.bytes(round));
        try {
            return shards
                    .map(shard -> Packed.bytes(shard.train(Packed.object(sent.value(), ShardRound.class))))
                    .collect()
                    .stream()
                    .map(bytes -> Packed.object(bytes, ShardResult.class))
                    .toList();
        } finally {
            sent.destroy();
        }
    }

    @Override
    public void close() {
        shards.unpersist();
        making.destroy();
    }
}
