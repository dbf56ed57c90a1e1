package io.descent.core.training;

import io.descent.core.experiment.EarlyStopping;
import io.descent.inference.file.internal.Safetensors;
import io.descent.core.metrics.Metric;
import io.descent.inference.network.internal.Network;
import io.descent.inference.network.internal.NetworkTensors;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.util.ArrayList;
import java.util.List;

/** The epoch with the best metric so far, with what predicting needs of it. What it decides depends on the reports alone. */
final class BestEpoch {
    private final EarlyStopping spec;
    private final List<Safetensors.Entry> live;
    private final List<Safetensors.Entry> kept = new ArrayList<>();
    private double value;
    private int epoch;

    BestEpoch(EarlyStopping spec, Network network) {
        this.spec = spec;
        this.value = spec.metric().worst();
        this.live = NetworkTensors.forPrediction(network);
        for (Safetensors.Entry entry : live) {
            ArrayTensor tensor = entry.tensor();
            kept.add(new Safetensors.Entry(
                    "best/" + entry.name(),
                    entry.vector(),
                    ArrayTensor.zeros(tensor.precision(), tensor.rows(), tensor.columns())));
        }
    }

    /** Takes in an epoch and tells whether to end the training. */
    boolean observe(EpochReport report) {
        if (isBest(report)) {
            copy(live, kept);
        }
        return report.epoch() - epoch >= spec.patience();
    }

    private boolean isBest(EpochReport report) {
        Metric metric = spec.metric();
        Double found = metric.of(report.trainCost(), report.dev());
        double bar = epoch == 0 ? value : metric.better(value, spec.minimumChange());
        if (found == null || !metric.isBetter(found, bar)) {
            return false;
        }
        value = found;
        epoch = report.epoch();
        return true;
    }

    /** Finds the best epoch of a training that is continued; its parameters are to be read into {@link #entries}. */
    void resume(List<EpochReport> history) {
        history.forEach(this::isBest);
    }

    /** The number of the best epoch; 0 before there is one. */
    int epoch() {
        return epoch;
    }

    /** Gives the network back what it had at the best epoch. */
    void restore() {
        if (epoch > 0) {
            copy(kept, live);
        }
    }

    /** What is kept. */
    List<Safetensors.Entry> entries() {
        return kept;
    }

    private static void copy(List<Safetensors.Entry> from, List<Safetensors.Entry> to) {
        for (int i = 0; i < from.size(); i++) {
            to.get(i).tensor().assign(from.get(i).tensor());
        }
    }
}
