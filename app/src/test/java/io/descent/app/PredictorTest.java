package io.descent.app;

import static io.descent.app.CommandLineRun.EXAMPLES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descent.activations.Relu;
import io.descent.activations.Softmax;
import io.descent.core.data.DataSet;
import io.descent.core.data.DataSpec;
import io.descent.core.data.TrainingData;
import io.descent.inference.Model;
import io.descent.inference.model.internal.Predictor;
import io.descent.inference.parallel.internal.Workers;
import io.descent.inference.problem.InvalidInputException;
import io.descent.core.random.RandomStreams;
import io.descent.inference.tensor.internal.Engine;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.Scalar;
import io.descent.core.training.Trainer;
import io.descent.initializers.HeNormal;
import io.descent.initializers.XavierNormal;
import io.descent.optimizers.Adam;
import io.descent.simd.Simd;
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
        DataSet raw = TrainingData.loadRaw(spec, Precision.FLOAT32, new RandomStreams(1))
                .train();
        examples = new double[300][64];
        for (int i = 0; i < examples.length; i++) {
            for (int j = 0; j < 64; j++) {
                examples[i][j] = raw.feature(i, j);
            }
        }
        expected = new double[raw.size()][];
        model.predict(raw, (i, outputs) -> expected[i] = model.probabilities(outputs), Engine.plain());
    }

    @Test
    void oneExampleAndBatchesHaveTheBitsOfAnEvaluation() {
        for (Predictor predictor : List.of(new Predictor(model, new Scalar()), new Predictor(model, new Simd()))) {
            double[][] together = predictor.predict(examples);
            for (int i = 0; i < examples.length; i++) {
                assertThat(together[i]).isEqualTo(expected[i]);
                assertThat(predictor.predict(examples[i])).isEqualTo(expected[i]);
            }
        }
        assertThat(model.predict(examples[7])).isEqualTo(expected[7]);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 128, 140, 300})
    void rowsOfNumbersHaveTheSameBits(int count) {
        float[] rows = new float[count * 64];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (float) examples[i / 64][i % 64];
        }
        try (Workers workers = new Workers(3)) {
            float[] results = new Predictor(model, new Simd()).predictRows(rows, workers);
            assertThat(results).hasSize(count * 10);
            for (int i = 0; i < results.length; i++) {
                assertThat(results[i]).isEqualTo((float) expected[i / 10][i % 10]);
            }
        }
    }

    @Test
    void eightThreadsShareOneModel() throws Exception {
        Predictor predictor = new Predictor(model, new Simd());
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<double[][]>> answers = IntStream.range(0, 64)
                    .mapToObj(n -> threads.submit(() -> {
                        double[][] one = new double[examples.length][];
                        for (int i = 0; i < one.length; i++) {
                            one[i] = predictor.predict(examples[i]);
                        }
                        return n % 2 == 0 ? one : predictor.predict(examples);
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
        Predictor predictor = new Predictor(model, new Scalar());
        assertThatThrownBy(() -> predictor.predict(1, 2))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("example 0 has 2 features, the schema 64");
        double[] features = examples[0].clone();
        features[3] = Double.NaN;
        assertThatThrownBy(() -> predictor.predict(features))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("is NaN; it must be a finite number");
        double[][] late = examples.clone();
        late[290] = features;
        assertThatThrownBy(() -> predictor.predict(late))
                .hasMessage("example 290: the feature 'pixel_0_3' is NaN; it must be a finite number, normalised too");
        features[3] = 1e300;
        assertThatThrownBy(() -> predictor.predict(features)).hasMessageContaining("'pixel_0_3' is Infinity");
        assertThat(predictor.predict(new double[0][])).isEmpty();
        assertThatThrownBy(() -> predictor.predictRows(new float[65], new Workers(1)))
                .hasMessage("65 numbers are no whole examples of 64 features each");
    }
}
