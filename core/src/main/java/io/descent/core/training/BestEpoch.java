package io.descent.core.training;

import io.descent.core.experiment.EarlyStopping;
import io.descent.core.metrics.MetricSet;
import io.descent.core.metrics.WatchedMetric;
import io.descent.inference.file.internal.Safetensors;
import io.descent.inference.network.internal.Network;
import io.descent.inference.network.internal.NetworkTensors;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Early stopping: keeps the parameters and running statistics of the epoch with the best metric so far. Its decisions
 * depend on the epoch reports alone.
 */
final class BestEpoch {
    private static final Logger LOG = LoggerFactory.getLogger(BestEpoch.class);

    private final EarlyStopping spec;
    private final WatchedMetric metric;
    private final List<Safetensors.Entry> kept = new ArrayList<>();
    private double value;
    private int epoch;

    /** Allocates memory for the tensors of a network. */
    BestEpoch(EarlyStopping spec, MetricSet metrics, Network network) {
        this.spec = spec;
        this.metric = metrics.watched(spec.metric());
        this.value = metric.worst();
        for (Safetensors.Entry entry : NetworkTensors.forPrediction(network)) {
            ArrayTensor tensor = entry.tensor();
            kept.add(new Safetensors.Entry(
                    "best/" + entry.name(),
                    entry.vector(),
                    ArrayTensor.zeros(tensor.precision(), tensor.rows(), tensor.columns())));
        }
    }

    /**
     * Records an epoch and returns whether to end the training.
     *
     * @param network gives the network after the epoch, as it is evaluated
     */
    boolean observe(EpochReport report, Supplier<Network> network) {
        if (isBest(report.epoch(), metric.of(report.trainCost(), report.dev()))) {
            copy(NetworkTensors.forPrediction(network.get()), kept);
        }
        if (epoch == 0) {
            warnIfUndefined(report.epoch());
            return false;
        }
        return isOver(report.epoch());
    }

    /** Whether the patience has run out after a number of epochs. */
    boolean isOver(int completed) {
        return epoch > 0 && completed - epoch >= spec.patience();
    }

    /** A metric that has never had a value, such as the AUC of a single class, stops nothing. */
    private void warnIfUndefined(int completed) {
        if (completed == spec.patience()) {
            LOG.warn(
                    "early stopping watches {}, which was undefined in each of the {} epochs so far",
                    metric.name(),
                    completed);
        }
    }

    private boolean isBest(int completed, @Nullable Double found) {
        double bar = epoch == 0 ? value : metric.better(value, spec.minimumChange());
        if (found == null || !metric.isBetter(found, bar)) {
            return false;
        }
        value = found;
        epoch = completed;
        return true;
    }

    /**
     * Finds the best epoch in the history of a training that is resumed.
     *
     * @param keptEpoch the epoch whose parameters were saved
     * @return whether it is the best one, so that the caller may read its parameters into {@link #entries}; otherwise
     *     nothing is recorded, as the parameters of the best epoch are lost
     */
    boolean resume(History history, int keptEpoch) {
        for (int i = 0; i < history.size(); i++) {
            isBest(i + 1, history.metric(spec.metric().toString(), i)); // NaN is never best
        }
        if (epoch == keptEpoch) {
            return true;
        }
        epoch = 0;
        value = metric.worst();
        return false;
    }

    /** The number of the best epoch; 0 if none has been recorded. */
    int epoch() {
        return epoch;
    }

    /** Copies the tensors of the best epoch into a network of the same structure. */
    void restore(Network network) {
        if (epoch > 0) {
            copy(kept, NetworkTensors.forPrediction(network));
        }
    }

    /** The tensors of the best epoch. */
    List<Safetensors.Entry> entries() {
        return kept;
    }

    private static void copy(List<Safetensors.Entry> from, List<Safetensors.Entry> to) {
        for (int i = 0; i < from.size(); i++) {
            to.get(i).tensor().assign(from.get(i).tensor());
        }
    }
}
