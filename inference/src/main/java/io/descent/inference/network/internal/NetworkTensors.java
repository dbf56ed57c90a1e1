package io.descent.inference.network.internal;

import io.descent.inference.file.internal.Safetensors;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.util.ArrayList;
import java.util.List;

/** Lists the tensors of a network by their names in files. */
public final class NetworkTensors {
    private NetworkTensors() {}

    /** The tensors that predicting needs: parameters and running statistics. Changing them changes the network. */
    public static List<Safetensors.Entry> forPrediction(Network network) {
        List<Safetensors.Entry> tensors = parameters(network.parameters(), "");
        for (int i = 0; i < network.layers().size(); i++) {
            if (network.layers().get(i).batchNorm() != null) {
                RunningStatistics statistics = network.statistics(i);
                tensors.add(statistic(i, "running-mean", statistics.mean()));
                tensors.add(statistic(i, "running-variance", statistics.variance()));
            }
        }
        return tensors;
    }

    /** The averages behind the running statistics, which resuming a training needs. */
    public static List<Safetensors.Entry> averages(Network network) {
        List<Safetensors.Entry> tensors = new ArrayList<>();
        for (int i = 0; i < network.layers().size(); i++) {
            if (network.layers().get(i).batchNorm() != null) {
                RunningStatistics statistics = network.statistics(i);
                tensors.add(statistic(i, "average-mean", statistics.biasedMean()));
                tensors.add(statistic(i, "average-variance", statistics.biasedVariance()));
            }
        }
        return tensors;
    }

    /**
     * One tensor for each parameter: its value, or a slot.
     *
     * @param suffix appended to the name of the parameter, such as {@code /m}
     */
    public static List<Safetensors.Entry> parameters(ParameterVector vector, String suffix) {
        List<Safetensors.Entry> tensors = new ArrayList<>();
        for (ParameterLayout.Entry entry : vector.layout().entries()) {
            tensors.add(new Safetensors.Entry(entry.name() + suffix, !entry.isWeight(), vector.tensor(tensors.size())));
        }
        return tensors;
    }

    private static Safetensors.Entry statistic(int layer, String name, ArrayTensor tensor) {
        return new Safetensors.Entry(ParameterLayout.batchNormName(layer) + "." + name, true, tensor);
    }
}
