package io.descent.benchmarks.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.descent.inference.Model;
import java.nio.FloatBuffer;
import java.util.Map;

/** ONNX Runtime on the same network, with all graph optimisations. */
final class OnnxPrediction implements Prediction {
    @Override
    public String title() {
        return "ONNX Runtime " + OrtEnvironment.getEnvironment().getVersion();
    }

    @Override
    public Predictor load(Model model, int threads) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(threads);
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
        OrtSession session = environment.createSession(OnnxModel.of(Parameters.of(model)), options);
        long columns = model.parts().network().inputs();
        NativeRows kept = new NativeRows();
        return rows -> {
            long[] shape = {rows.length / columns, columns};
            try (OnnxTensor input =
                            OnnxTensor.createTensor(environment, kept.of(rows).asFloatBuffer(), shape);
                    OrtSession.Result result = session.run(Map.of("x", input))) {
                FloatBuffer outputs = ((OnnxTensor) result.get(0)).getFloatBuffer();
                float[] copy = new float[outputs.remaining()];
                outputs.get(copy);
                return copy;
            }
        };
    }
}
