package io.descent.core.training;

import io.descent.api.Progress;
import io.descent.core.data.DataSummary;
import io.descent.core.data.Examples;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.experiment.ResolvedTraining;
import io.descent.core.experiment.ShardsSpec;
import io.descent.core.network.internal.TrainableNetwork;
import io.descent.core.random.RandomStreams;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.tensor.internal.Engine;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Trains one shard: a round begins with the parameters that all shards share and ends with those of this one. The order of
 * its examples, masks and augmentations are drawn by the number of the shard. A shard with fewer examples than the
 * largest one begins again at the start of its order. For Descent's own modules.
 */
public final class ShardTrainer {
    private final int index;
    private final Examples examples;
    private final int size;
    private final int batch;
    private final ResolvedTraining training;
    private final RandomStreams streams;
    private final TrainingState state;
    private final TrainingStep steps;
    private final List<ArrayTensor> parameters;
    private final List<ArrayTensor> slots;
    private final List<ArrayTensor> averages;
    private @Nullable ShardRound round;
    private int ordered = -1;
    private int[] order = new int[0];

    /**
     * Allocates what the rounds need.
     *
     * @param experiment of the whole training
     * @param summary of the whole training
     * @param index number of the shard, from 0
     * @param examples of this shard, at least one
     * @param weights of the whole training set
     * @param engine runs the computation; results do not depend on it
     */
    public ShardTrainer(
            ResolvedExperiment experiment,
            DataSummary summary,
            int index,
            Examples examples,
            TrainingWeights weights,
            Engine engine) {
        this.index = index;
        this.examples = examples;
        ShardsSpec spec = Objects.requireNonNull(experiment.training().shards());
        training = experiment.training();
        size = spec.size(summary.train());
        batch = training.batchSize().of(size);
        streams = experiment.ofShard(index).streams();
        TrainableNetwork network = experiment.network(summary.of(examples.size(), 0, 0));
        state = new TrainingState(network, training, Map.of(), null);
        int stepsPerEpoch = (size - 1) / batch + 1;
        int all = Math.multiplyExact(training.epochs(), stepsPerEpoch);
        steps = new TrainingStep(
                training,
                experiment.network().parametrization(),
                network,
                experiment.criterion(summary),
                examples,
                size,
                weights,
                state,
                Delayed.of(new RoundProgress(all), training.scheduleLag(), stepsPerEpoch),
                all,
                streams,
                engine);
        parameters = List.of(network.parameters().flat());
        slots = StateBytes.slots(state.slots());
        averages = StateBytes.averages(network.network());
    }

    /** Makes the updates of a round. A late duplicate of a task may call it at the same time. */
    public synchronized ShardResult train(ShardRound begin) {
        round = begin;
        StateBytes.read(begin.parameters(), parameters);
        StateBytes.read(begin.averages(), averages);
        if (begin.slots().length == 0) {
            slots.forEach(slot -> slot.fill(0));
        } else {
            StateBytes.read(begin.slots()[begin.slots().length == 1 ? 0 : index], slots);
        }
        state.resume(begin.step(), begin.slotsSince(), Double.NaN, Double.NaN);
        int[] inEpoch = order(begin.epoch());
        double[] costs = new double[begin.count()];
        double[] rates = new double[begin.count()];
        Divergence divergence = null;
        for (int i = 0; i < begin.count() && divergence == null; i++) {
            divergence = steps.run(begin.epoch(), inEpoch, (begin.epochSteps() + i) * batch, false);
            costs[i] = state.batchCost();
            rates[i] = state.learningRate();
        }
        return new ShardResult(
                StateBytes.bytes(parameters),
                StateBytes.bytes(slots),
                StateBytes.bytes(averages),
                costs,
                rates,
                divergence);
    }

    /** The examples in the order of an epoch, as many as the largest shard has. */
    private int[] order(int epoch) {
        if (ordered == epoch || (ordered >= 0 && !training.shuffle())) {
            return order;
        }
        int[] own = new int[examples.size()];
        if (training.shuffle()) {
            own = streams.order(epoch, own.length);
        } else {
            Arrays.setAll(own, i -> i);
        }
        order = Arrays.copyOf(own, size);
        for (int i = own.length; i < size; i++) {
            order[i] = own[i % own.length];
        }
        ordered = epoch;
        return order;
    }

    /** The progress of the whole training, of which a shard makes the current updates. */
    private final class RoundProgress implements Progress {
        private final int all;

        RoundProgress(int all) {
            this.all = all;
        }

        private ShardRound round() {
            return Objects.requireNonNull(round);
        }

        @Override
        public int epoch() {
            return round().epoch();
        }

        @Override
        public int step() {
            return state.step();
        }

        @Override
        public int epochs() {
            return training.epochs();
        }

        @Override
        public int steps() {
            return all;
        }

        @Override
        public double cost(int epoch) {
            return round().costs()[Objects.checkIndex(epoch, round().costs().length)];
        }

        @Override
        public double metric(String name, int epoch) {
            double[] values = History.watched(name, round().metrics());
            return values[Objects.checkIndex(epoch, values.length)];
        }

        @Override
        public boolean largerIsBetter(String name) {
            return History.watched(name, round().largerIsBetter());
        }
    }
}
