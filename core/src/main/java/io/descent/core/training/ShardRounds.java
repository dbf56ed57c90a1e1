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
import java.util.ArrayList;
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
        this.slots = ShardState.slots(state.slots());
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
        byte[][] given = {ShardState.bytes(slots)};
        if (spec.slots() == SlotsBetweenRounds.ZERO || slots.isEmpty()) {
            given = new byte[0][];
        } else if (spec.slots() == SlotsBetweenRounds.KEEP
                && !state.shardSlots().isEmpty()) {
            given = state.shardSlots().stream()
                    .map(each -> ShardState.bytes(ShardState.slots(each)))
                    .toArray(byte[][]::new);
        }
        return new ShardRound(
                state.history().size(),
                state.epochSteps(),
                state.step(),
                state.slotsSince(),
                Math.min(spec.every().steps(), stepsPerEpoch - state.epochSteps()),
                ShardState.bytes(List.of(network.parameters().flat())),
                given,
                ShardState.bytes(ShardState.averages(network)),
                state.history().costs(),
                state.history().metrics(),
                state.history().largerIsBetter());
    }

    private void complete(ShardRound round, List<ShardResult> results) {
        Network network = state.network();
        for (int i = 0; i < round.count(); i++) {
            double[] costs = new double[results.size()];
            for (int s = 0; s < costs.length; s++) {
                costs[s] = results.get(s).costs()[i];
            }
            int rows = Math.min(batch, examples - (round.epochSteps() + i) * batch);
            double rate = results.get(0).rates()[i];
            state.completeStep(rows * mean(costs), rows, rate);
        }
        average(
                results.stream().map(ShardResult::parameters).toList(),
                List.of(network.parameters().flat()));
        if (!slots.isEmpty()) {
            average(results.stream().map(ShardResult::slots).toList(), slots);
            for (int s = 0; s < state.shardSlots().size(); s++) {
                ShardState.read(
                        results.get(s).slots(),
                        ShardState.slots(state.shardSlots().get(s)));
            }
        }
        averageStatistics(results.stream().map(ShardResult::averages).toList());
    }

    private static void average(List<byte[]> shards, List<ArrayTensor> targets) {
        List<Numbers> numbers = Numbers.of(shards, targets);
        double[] values = new double[shards.size()];
        for (int t = 0; t < targets.size(); t++) {
            ArrayTensor target = targets.get(t);
            for (int i = 0; i < target.columns(); i++) {
                numbers.get(t).copy(i, values);
                target.set(0, i, mean(values));
            }
        }
    }

    private void averageStatistics(List<byte[]> shards) {
        List<ArrayTensor> targets = ShardState.averages(state.network());
        List<Numbers> numbers = Numbers.of(shards, targets);
        double[] values = new double[shards.size()];
        int t = 0;
        for (int layer = 0; layer < state.network().layers().size(); layer++) {
            if (state.network().layers().get(layer).batchNorm() == null) {
                continue;
            }
            RunningStatistics statistics = state.network().statistics(layer);
            double correction = statistics.correction(state.step());
            for (int j = 0; j < statistics.biasedMean().columns(); j++) {
                numbers.get(t).copy(j, values);
                double mean = mean(values);
                statistics.biasedMean().set(0, j, mean);
                for (int s = 0; s < values.length; s++) {
                    values[s] = (values[s] - mean) * (values[s] - mean);
                }
                double ofMeans = mean(values) * correction;
                numbers.get(t + 1).copy(j, values);
                statistics.biasedVariance().set(0, j, mean(values) + ofMeans);
            }
            statistics.resume(state.step());
            t += 2;
        }
    }

    /** The numbers of one tensor in every shard. */
    private record Numbers(List<ByteBuffer> shards, Precision precision) {
        static List<Numbers> of(List<byte[]> shards, List<ArrayTensor> tensors) {
            List<Numbers> all = new ArrayList<>();
            int[] from = {0};
            for (ArrayTensor tensor : tensors) {
                int bytes = tensor.size() * tensor.precision().bytes();
                all.add(new Numbers(
                        shards.stream()
                                .map(shard -> ByteBuffer.wrap(shard)
                                        .slice(from[0], bytes)
                                        .order(ByteOrder.LITTLE_ENDIAN))
                                .toList(),
                        tensor.precision()));
                from[0] += bytes;
            }
            return all;
        }

        void copy(int element, double[] values) {
            for (int s = 0; s < values.length; s++) {
                values[s] = precision == Precision.FLOAT32
                        ? shards.get(s).getFloat(element * Float.BYTES)
                        : shards.get(s).getDouble(element * Double.BYTES);
            }
        }
    }

    /** The mean of numbers, which are added in pairs. */
    static double mean(double[] values) {
        double[] sums = values.clone();
        for (int n = sums.length; n > 1; n = (n + 1) / 2) {
            for (int i = 0; i < n / 2; i++) {
                sums[i] = sums[2 * i] + sums[2 * i + 1];
            }
            if (n % 2 == 1) {
                sums[n / 2] = sums[n - 1];
            }
        }
        return sums[0] / values.length;
    }
}
