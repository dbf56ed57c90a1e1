package io.descent.benchmarks.peers;

import io.descent.benchmarks.Workload;
import io.descent.core.data.Examples;
import io.descent.inference.spec.Task;
import io.descent.inference.spec.Precision;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Deeplearning4j on nd4j-native. Features and one-hot labels are in one native array each, from which one native call
 * picks a batch. Workspaces are on, so that a step allocates nothing. Its threads are OpenMP threads; {@link Peers}
 * sets how they wait.
 */
final class Dl4jTraining implements Training {
    @Override
    public String title() {
        return "Deeplearning4j " + Version.of(MultiLayerNetwork.class);
    }

    @Override
    public double[] train(Plan plan, Examples train, Examples test) {
        Workload workload = plan.workload();
        DataType type = workload.precision() == Precision.FLOAT64 ? DataType.DOUBLE : DataType.FLOAT;
        Nd4j.setDefaultDataTypes(type, type);
        int m = train.size();
        int outputs = workload.net().widths().get(workload.net().layers());
        INDArray x = features(train, type);
        INDArray y = labels(train, outputs, type);
        MultiLayerNetwork network = network(plan, train, type);
        SplittableRandom random = new SplittableRandom(plan.seed());
        long[] positions = LongStream.range(0, m).toArray();
        int batch = workload.net().batch();
        for (int pass = 0; pass < plan.passes(); pass++) {
            long start = System.nanoTime();
            Rows.shuffle(positions, random);
            for (int from = 0; from < m; from += batch) {
                int[] picked = IntStream.range(from, Math.min(m, from + batch))
                        .map(i -> (int) positions[i])
                        .toArray();
                try (INDArray features = Nd4j.pullRows(x, 1, picked);
                        INDArray labels = Nd4j.pullRows(y, 1, picked)) {
                    network.fit(features, labels);
                }
            }
            plan.listener().accept((System.nanoTime() - start) / 1e9);
        }
        return network.output(features(test, type)).data().asDouble();
    }

    private static MultiLayerNetwork network(Plan plan, Examples data, DataType type) {
        List<Integer> widths = plan.workload().net().widths();
        int last = plan.workload().net().layers();
        NeuralNetConfiguration.ListBuilder layers = new NeuralNetConfiguration.Builder()
                .seed(plan.seed())
                .dataType(type)
                .weightInit(WeightInit.RELU)
                .updater(new Adam(0.001))
                .trainingWorkspaceMode(WorkspaceMode.ENABLED)
                .inferenceWorkspaceMode(WorkspaceMode.ENABLED)
                .list();
        for (int i = 1; i < last; i++) {
            layers.layer(new DenseLayer.Builder()
                    .nIn(widths.get(i - 1))
                    .nOut(widths.get(i))
                    .activation(Activation.RELU)
                    .build());
        }
        layers.layer(new OutputLayer.Builder(loss(data))
                .nIn(widths.get(last - 1))
                .nOut(widths.get(last))
                .activation(activation(data))
                .build());
        MultiLayerNetwork network = new MultiLayerNetwork(layers.build());
        network.init();
        return network;
    }

    private static LossFunction loss(Examples data) {
        if (data.schema().task() == Task.REGRESSION) {
            return LossFunction.MSE;
        }
        return Rows.isMulticlass(data) ? LossFunction.MCXENT : LossFunction.XENT;
    }

    private static Activation activation(Examples data) {
        if (data.schema().task() == Task.REGRESSION) {
            return Activation.IDENTITY;
        }
        return Rows.isMulticlass(data) ? Activation.SOFTMAX : Activation.SIGMOID;
    }

    private static INDArray features(Examples data, DataType type) {
        int columns = data.schema().features().size();
        return Nd4j.createFromArray(Rows.features(data))
                .reshape(data.size(), columns)
                .castTo(type);
    }

    private static INDArray labels(Examples data, int outputs, DataType type) {
        float[] labels = Rows.labels(data);
        if (outputs == 1) {
            return Nd4j.createFromArray(labels).reshape(data.size(), 1).castTo(type);
        }
        INDArray oneHot = Nd4j.zeros(type, data.size(), outputs);
        for (int i = 0; i < labels.length; i++) {
            oneHot.putScalar(i, (int) labels[i], 1);
        }
        return oneHot;
    }
}
