package io.descent.spark;

import io.descent.core.data.TrainingData;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.ExperimentWriter;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.training.MemberResult;
import io.descent.core.training.MemberRound;
import io.descent.core.training.MemberTrainer;
import io.descent.core.training.Members;
import io.descent.inference.tensor.internal.EngineSpec;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;

/** Members of a cross-validation, each epoch of which is a task; a member stays in one process as long as there is one. */
final class ExecutorMembers implements Members, AutoCloseable {
    private final Broadcast<Held<MemberTrainer>> trainer;
    /** The numbers of the members, one a partition, which are where their networks are. */
    private final JavaRDD<Integer> members;

    /**
     * What a process makes a trainer of.
     *
     * @param experiment the resolved experiment as YAML
     */
    private record Making(SentTable table, String experiment, Services.Plugins plugins) implements Serializable {
        MemberTrainer trainer() {
            Services services = plugins.services();
            Experiment asked = services.experiment(experiment);
            TrainingData data = CollectedTraining.data(asked, table.table());
            return new MemberTrainer(
                    services.trainings().resolve(asked, data.summary()), data, new EngineSpec(services.backend(), 1));
        }
    }

    /** Sends the experiment; nothing is computed before the first epoch. */
    ExecutorMembers(
            JavaSparkContext context, SentTable table, ResolvedExperiment experiment, Services.Plugins plugins) {
        trainer = context.broadcast(new Held<>(new Making(table, ExperimentWriter.yaml(experiment), plugins)));
        int count = Objects.requireNonNull(experiment.training().folds()).members();
        members = context.parallelize(IntStream.range(0, count).boxed().toList(), count)
                .persist(StorageLevel.MEMORY_ONLY());
    }

    @Override
    public List<MemberResult> run(List<MemberRound> rounds) {
        Broadcast<Held<MemberTrainer>> held = trainer;
        byte[][] sent = new byte[members.getNumPartitions()][];
        rounds.forEach(round -> sent[round.member()] = Packed.bytes(round));
        return members
                .filter(member -> sent[member] != null)
                .map(member -> Packed.bytes(held.value()
                        .get(Making.class, Making::trainer)
                        .run(Packed.object(sent[member], MemberRound.class))))
                .collect()
                .stream()
                .map(bytes -> Packed.object(bytes, MemberResult.class))
                .toList();
    }

    @Override
    public void close() {
        members.unpersist();
        trainer.destroy();
    }
}
