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
import java.io.Serializable;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * Shards that stay in the executors. One that is lost, or is not where its task runs, is made again of its rows.
 */
final class ExecutorShards implements Shards, AutoCloseable {
    private final JavaSparkContext context;
    private final JavaRDD<byte[]> rows;
    private final JavaRDD<Shard> shards;
    private final Broadcast<byte[]> making;
    private final Services.Plugins plugins;

    /** A shard in one process, to which it is tied: what travels to another one is a shard without a trainer. */
    private static final class Shard implements Serializable {
        private final int index;
        private final transient @Nullable ShardTrainer trainer;

        Shard(int index, ShardTrainer trainer) {
            this.index = index;
            this.trainer = trainer;
        }

        /** The result of a round; none if the shard is in another process. */
        Tuple2<Integer, byte @Nullable []> train(ShardRound round) {
            return new Tuple2<>(index, trainer == null ? null : Packed.bytes(trainer.train(round)));
        }
    }

    /** The shards; nothing is computed before the first round. */
    ExecutorShards(
            JavaSparkContext context,
            JavaRDD<byte[]> rows,
            ShardedTraining.ShardMaking making,
            Services.Plugins plugins) {
        this.context = context;
        this.rows = rows;
        this.making = context.broadcast(Packed.bytes(making));
        this.plugins = plugins;
        shards = shards(Set.of()).persist(StorageLevel.MEMORY_ONLY()); // a trainer is no data, and not written to disk
    }

    /**
     * Makes shards of their rows.
     *
     * @param some their numbers; empty for all
     */
    private JavaRDD<Shard> shards(Set<Integer> some) {
        Broadcast<byte[]> sent = making;
        Services.Plugins known = plugins;
        return rows.mapPartitionsWithIndex(
                (index, chunks) -> some.isEmpty() || some.contains(index)
                        ? List.of(shard(index, chunks, sent.value(), known)).iterator()
                        : Collections.emptyIterator(),
                true);
    }

    private static Shard shard(int index, Iterator<byte[]> chunks, byte[] bytes, Services.Plugins plugins) {
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
        return new Shard(
                index, new ShardTrainer(experiment, making.summary(), index, examples, making.weights(), engine));
    }

    @Override
    public List<ShardResult> train(ShardRound round) {
        Broadcast<byte[]> sent = context.broadcast(Packed.bytes(round));
        try {
            Map<Integer, byte[]> results = new TreeMap<>();
            Set<Integer> elsewhere = new HashSet<>();
            for (Tuple2<Integer, byte @Nullable []> each : train(shards, sent)) {
                if (each._2() == null) {
                    elsewhere.add(each._1());
                } else {
                    results.put(each._1(), each._2());
                }
            }
            if (!elsewhere.isEmpty()) {
                train(shards(elsewhere), sent).forEach(each -> results.put(each._1(), each._2()));
            }
            return results.values().stream()
                    .map(bytes -> Packed.object(bytes, ShardResult.class))
                    .toList();
        } finally {
            sent.destroy();
        }
    }

    private static List<Tuple2<Integer, byte @Nullable []>> train(JavaRDD<Shard> shards, Broadcast<byte[]> sent) {
        return shards.map(shard -> shard.train(Packed.object(sent.value(), ShardRound.class)))
                .collect();
    }

    @Override
    public void close() {
        shards.unpersist();
        making.destroy();
    }
}
