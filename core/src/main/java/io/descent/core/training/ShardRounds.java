package io.descent.core.training;

import io.descent.api.Optimizer;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.experiment.ShardsSpec;
import io.descent.core.experiment.ShardsSpec.SlotsBetweenRounds;
import io.descent.inference.network.internal.Network;
import io.descent.inference.network.internal.RunningStatistics;
import io.descent.inference.plugin.internal.PluginFailure;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Local SGD (Stich 2019, arXiv:1805.09767): every shard makes some updates from the same parameters, then parameters, slots
 * and running statistics are averaged. A mean over shards is computed in float64: their numbers are added in pairs of
 * neighbours, then the sums in pairs, and so on, and the sum is divided by the number of shards and rounded once. A running
 * variance becomes the mean of the variances plus the variance of the means.
 */
final class ShardRounds {
    /** Numbers that are averaged at a time, so that those of many shards stay in the cache. */
    private static final int BLOCK = 256;

    private final ShardsSpec spec;
    private final TrainingState state;
    private final TrainingStep steps;
    private final int batch;
    private final int examples;
    private final int stepsPerEpoch;
    private final Shards shards;
    private final List<ArrayTensor> slots;

    /**
     * Prepares the rounds.
     *
     * @param state of the averaged network
     * @param steps keeps the constraints of that network
     * @param batch examples of a full mini-batch
     * @param examples of the largest shard
     * @throws InvalidInputException if the slots of the optimizer cannot be treated as the experiment says
     */
    ShardRounds(
            ResolvedExperiment experiment,
            TrainingState state,
            TrainingStep steps,
            int batch,
            int examples,
            Shards shards) {
        this.spec = Objects.requireNonNull(experiment.training().shards());
        this.state = state;
        this.steps = steps;
        this.batch = batch;
        this.examples = examples;
        this.stepsPerEpoch = (examples - 1) / batch + 1;
        this.shards = shards;
        this.slots = StateBytes.slots(state.slots());
        requireSlots(experiment.training().optimizer());
    }

    private void requireSlots(Optimizer optimizer) {
        boolean evaluatesElsewhere = ParameterUpdate.evaluatesElsewhere(optimizer);
        boolean mayBeAveraged;
        try {
            mayBeAveraged = optimizer.slotsMayBeAveraged();
        } catch (Throwable e) {
            throw PluginFailure.of(optimizer, null, e);
        }
        if (slots.isEmpty()) {
            return;
        }
        String name = PluginFailure.name(optimizer);
        if (!mayBeAveraged && (evaluatesElsewhere || spec.slots() == SlotsBetweenRounds.AVERAGE)) {
            throw new InvalidInputException("training.shards: the slots of %s cannot be averaged; %s"
                    .formatted(
                            name,
                            evaluatesElsewhere
                                    ? "use another optimizer"
                                    : "say slots: keep or slots: zero, or use another optimizer"));
        }
        if (evaluatesElsewhere && spec.slots() == SlotsBetweenRounds.ZERO) {
            throw new InvalidInputException(
                    "training.shards.slots zero: %s keeps the point that is evaluated in its slots, which would be lost; say average or keep"
                            .formatted(name));
        }
    }

    /** Makes the updates of a round; returns where a number of a shard is not finite, and null if all are. */
    @Nullable
    Divergence run() {
        if (spec.slots() == SlotsBetweenRounds.ZERO) {
            state.resetSlots();
        }
        ShardRound round = round();
        List<ShardResult> results = shards.train(round);
        if (results.size() != spec.count()) {
            throw new IllegalStateException("%d results of %d shards".formatted(results.size(), spec.count()));
        }
        Divergence first = null;
        for (ShardResult result : results) {
            Divergence found = result.divergence();
            first = found != null && (first == null || found.step() < first.step()) ? found : first;
        }
        if (first == null) {
            steps.replace(state.step() + round.count(), () -> complete(round, results));
        }
        return first;
    }

    private ShardRound round() {
        Network network = state.network();
        return new ShardRound(
                state.history().size(),
                state.epochSteps(),
                state.step(),
                state.slotsSince(),
                Math.min(spec.every().steps(), stepsPerEpoch - state.epochSteps()),
                StateBytes.bytes(List.of(network.parameters().flat())),
                slotsOfRound(),
                StateBytes.bytes(StateBytes.averages(network)),
                state.history().costs(),
                state.history().metrics(),
                state.history().largerIsBetter());
    }

    private byte[][] slotsOfRound() {
        if (slots.isEmpty()) {
            return new byte[0][];
        }
        return switch (spec.slots()) {
            case ZERO -> new byte[0][];
            case KEEP ->
                state.shardSlots().stream()
                        .map(each -> StateBytes.bytes(StateBytes.slots(each)))
                        .toArray(byte[][]::new);
            case AVERAGE -> new byte[][] {StateBytes.bytes(slots)};
        };
    }

    private void complete(ShardRound round, List<ShardResult> results) {
        Network network = state.network();
        double[] costs = mean(results.stream().map(each -> each.costs().clone()).toArray(double[][]::new));
        for (int i = 0; i < round.count(); i++) {
            int rows = Math.min(batch, examples - (round.epochSteps() + i) * batch);
            state.completeStep(rows * costs[i], rows, results.get(0).rates()[i]);
        }
        average(
                results.stream().map(ShardResult::parameters).toList(),
                List.of(network.parameters().flat()));
        if (!slots.isEmpty()) {
            average(results.stream().map(ShardResult::slots).toList(), slots);
            for (int s = 0; s < state.shardSlots().size(); s++) {
                StateBytes.read(
                        results.get(s).slots(),
                        StateBytes.slots(state.shardSlots().get(s)));
            }
        }
        averageStatistics(results.stream().map(ShardResult::averages).toList());
    }

    /** Writes the means of the numbers of all shards, which are in the order of the tensors. */
    private static void average(List<byte[]> shards, List<ArrayTensor> targets) {
        int at = 0;
        for (ArrayTensor target : targets) {
            for (int from = 0; from < target.columns(); from += BLOCK) {
                int count = Math.min(BLOCK, target.columns() - from);
                double[] means = mean(numbers(shards, target.precision(), at + from, count));
                for (int i = 0; i < count; i++) {
                    target.set(0, from + i, means[i]);
                }
            }
            at += target.columns();
        }
    }

    private void averageStatistics(List<byte[]> shards) {
        int at = 0;
        for (int layer = 0; layer < state.network().layers().size(); layer++) {
            if (state.network().layers().get(layer).batchNorm() == null) {
                continue;
            }
            RunningStatistics statistics = state.network().statistics(layer);
            Precision precision = state.network().precision();
            int units = statistics.biasedMean().columns();
            double[] means = mean(numbers(shards, precision, at, units));
            double[][] distances = numbers(shards, precision, at, units);
            for (double[] ofShard : distances) {
                for (int j = 0; j < units; j++) {
                    ofShard[j] = (ofShard[j] - means[j]) * (ofShard[j] - means[j]);
                }
            }
            double[] ofMeans = mean(distances);
            double[] variances = mean(numbers(shards, precision, at + units, units));
            double correction = statistics.correction(state.step());
            for (int j = 0; j < units; j++) {
                statistics.biasedMean().set(0, j, means[j]);
                statistics.biasedVariance().set(0, j, variances[j] + ofMeans[j] * correction);
            }
            statistics.resume(state.step());
            at += 2 * units;
        }
    }

    /** Some numbers of every shard. */
    private static double[][] numbers(List<byte[]> shards, Precision precision, int from, int count) {
        double[][] numbers = new double[shards.size()][count];
        for (int s = 0; s < numbers.length; s++) {
            ByteBuffer bytes = ByteBuffer.wrap(shards.get(s), from * precision.bytes(), count * precision.bytes())
                    .order(ByteOrder.LITTLE_ENDIAN);
            if (precision == Precision.FLOAT32) {
                FloatBuffer floats = bytes.asFloatBuffer();
                for (int i = 0; i < count; i++) {
                    numbers[s][i] = floats.get(i);
                }
            } else {
                bytes.asDoubleBuffer().get(numbers[s]);
            }
        }
        return numbers;
    }

    /**
     * The means of the numbers of all shards, which are added in pairs.
     *
     * @param shards (shards x numbers); overwritten
     */
    static double[] mean(double[][] shards) {
        for (int n = shards.length; n > 1; n = (n + 1) / 2) {
            for (int k = 0; k < n / 2; k++) {
                double[] first = shards[2 * k];
                double[] second = shards[2 * k + 1];
                double[] sum = shards[k];
                for (int i = 0; i < sum.length; i++) {
                    sum[i] = first[i] + second[i];
                }
            }
            if (n % 2 == 1) {
                shards[n / 2] = shards[n - 1];
            }
        }
        double[] means = shards[0];
        for (int i = 0; i < means.length; i++) {
            means[i] /= shards.length;
        }
        return means;
    }
}
