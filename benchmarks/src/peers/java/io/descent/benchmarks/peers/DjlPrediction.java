package io.descent.benchmarks.peers;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import io.descent.inference.Model;
import java.util.ArrayList;
import java.util.List;

/** libtorch through the Deep Java Library: the native calls themselves, without DJL's {@code Predictor}. */
final class DjlPrediction implements Prediction {
    @Override
    public String title() {
        return Djl.title();
    }

    @Override
    public Predictor load(Model model, int threads) {
        Engine engine = Djl.engine(threads);
        NDManager manager = engine.newBaseManager(Device.cpu());
        List<NDArray> parameters = new ArrayList<>();
        for (Parameters layer : Parameters.of(model)) {
            parameters.add(manager.create(layer.weights(), new Shape(layer.units(), layer.inputs())));
            parameters.add(manager.create(layer.biases()));
        }
        int columns = model.parts().network().inputs();
        NativeRows kept = new NativeRows();
        return rows -> {
            try (NDManager batch = manager.newSubManager()) {
                NDArray a = batch.create(
                        kept.of(rows), new Shape(rows.length / columns, columns), DataType.FLOAT32);
                for (int i = 0; i < parameters.size(); i += 2) {
                    a = Linear.linear(a, parameters.get(i), parameters.get(i + 1))
                            .singletonOrThrow();
                    a = i < parameters.size() - 2 ? Activation.relu(a) : a.softmax(1);
                }
                return a.toFloatArray();
            }
        };
    }
}
