package io.descent.app;

import static io.descent.app.CommandLineRun.EXAMPLES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descent.activations.Relu;
import io.descent.activations.Softmax;
import io.descent.core.data.DataSpec;
import io.descent.core.data.Examples;
import io.descent.core.data.RawData;
import io.descent.core.data.RawExamples;
import io.descent.core.random.RandomStreams;
import io.descent.core.training.Trainer;
import io.descent.inference.Model;
import io.descent.inference.Prediction;
import io.descent.inference.model.internal.ModelParts;
import io.descent.inference.model.internal.Predictor;
import io.descent.inference.network.internal.ForwardPass;
import io.descent.inference.network.internal.InferenceLoop;
import io.descent.inference.parallel.internal.Workers;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.Backend;
import io.descent.inference.tensor.internal.Engine;
import io.descent.inference.tensor.internal.Scalar;
import io.descent.initializers.HeNormal;
import io.descent.initializers.XavierNormal;
import io.descent.optimizers.Adam;
import io.descent.simd.Simd;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PredictorTest {
    private static final Workers ALONE = new Workers(1);

    private static Model model;
    private static double[][] examples;
    private static double[][] expected;

    @BeforeAll
    static void train() {
        DataSpec spec = DataSpec.csv(EXAMPLES.resolve("data/digits.csv"), "digit");
        model = Trainer.builder()
                .data(spec)
                .hidden(70, new Relu(), new HeNormal())
                .output(new Softmax(), new XavierNormal())
                .optimizer(new Adam())
                .epochs(2)
                .build()
                .train()
                .model();
        RawExamples raw =
                RawData.load(spec, Precision.FLOAT32, new RandomStreams(1)).train();
        examples = new double[300][];
        for (int i = 0; i < examples.length; i++) {
            examples[i] = raw.features(i);
        }
        expected = evaluated(model.parts(), raw.encode(model.parts().encoding(), Precision.FLOAT32));
    }

    /** The outputs of a network, as computed by an evaluation. */
    private static double[][] evaluated(ModelParts parts, Examples data) {
        double[][] outputs = new double[data.size()][parts.network().outputs()];
        int[] order = IntStream.range(0, data.size()).toArray();
        InferenceLoop.Passes passes = new InferenceLoop.Passes() {
            @Override
            public ForwardPass take(int rows) {
                return new ForwardPass(parts.network(), Math.min(128, rows), Engine.plain());
            }

            @Override
            public void giveBack(ForwardPass pass) {}
        };
        InferenceLoop.run(0, data.size(), passes, new InferenceLoop.Batches() {
            @Override
            public void load(int from, int count, ForwardPass pass) {
                pass.load(data, order, from);
            }

            @Override
            public void accept(int from, int count, ForwardPass pass) {
                for (int i = 0; i < count; i++) {
                    int row = i;
                    Arrays.setAll(outputs[from + i], j -> pass.output().get(row, j));
                }
            }
        });
        return outputs;
    }

    private static Predictor predictor(Backend backend) {
        return new Predictor(model.parts(), backend);
    }

    @Test
    void oneExampleAndBatchesHaveTheBitsOfAnEvaluation() {
        for (Predictor predictor : List.of(predictor(new Scalar()), predictor(new Simd()))) {
            double[][] together = predictor.predict(examples, ALONE);
            for (int i = 0; i < examples.length; i++) {
                assertThat(together[i]).isEqualTo(expected[i]);
                assertThat(predictor.predict(examples[i])).isEqualTo(expected[i]);
            }
        }
        List<Prediction> predictions = model.predict(examples, 2);
        for (int i = 0; i < examples.length; i++) {
            assertThat(probabilities(predictions.get(i))).isEqualTo(expected[i]);
            assertThat(probabilities(model.predict(examples[i]))).isEqualTo(expected[i]);
        }
    }

    private static double[] probabilities(Prediction prediction) {
        return prediction.probabilities().values().stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 128, 140, 300})
    void rowsOfNumbersHaveTheSameBits(int count) {
        float[] rows = new float[count * 64];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (float) examples[i / 64][i % 64];
        }
        try (Workers workers = new Workers(3)) {
            float[] results = predictor(new Simd()).predictRows(rows, workers);
            assertThat(results).hasSize(count * 10);
            for (int i = 0; i < results.length; i++) {
                assertThat(results[i]).isEqualTo((float) expected[i / 10][i % 10]);
            }
        }
    }

    @Test
    void eightThreadsShareOneModel() throws Exception {
        Predictor predictor = predictor(new Simd());
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<double[][]>> answers = IntStream.range(0, 64)
                    .mapToObj(n -> threads.submit(() -> {
                        double[][] one = new double[examples.length][];
                        for (int i = 0; i < one.length; i++) {
                            one[i] = predictor.predict(examples[i]);
                        }
                        return n % 2 == 0 ? one : predictor.predict(examples, ALONE);
                    }))
                    .toList();
            for (Future<double[][]> answer : answers) {
                for (int i = 0; i < examples.length; i++) {
                    assertThat(answer.get()[i]).isEqualTo(expected[i]);
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void wrongExamplesAreRefused() {
        Predictor predictor = predictor(new Scalar());
        assertThatThrownBy(() -> predictor.predict(1, 2))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("example 0 has 2 features; the model expects 64");
        double[] features = examples[0].clone();
        features[3] = Double.NEGATIVE_INFINITY;
        assertThatThrownBy(() -> predictor.predict(features))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("is -Infinity after scaling; it must be a finite number");
        double[][] late = examples.clone();
        late[290] = features;
        assertThatThrownBy(() -> predictor.predict(late, ALONE))
                .hasMessage(
                        "example 290: the feature 'pixel_0_3' is -Infinity after scaling; it must be a finite number");
        features[3] = 1e300;
        assertThatThrownBy(() -> predictor.predict(features)).hasMessageContaining("'pixel_0_3' is Infinity");
        assertThat(predictor.predict(new double[0][], ALONE)).isEmpty();
        assertThatThrownBy(() -> predictor.predictRows(new float[65], ALONE))
                .hasMessage("expected a multiple of 64 values (64 features per example), got 65");
    }
}
