package io.descent.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.descent.core.TestPlugins;
import io.descent.core.data.Generated;
import io.descent.core.data.Moons;
import io.descent.core.data.RawData;
import io.descent.core.data.RawExamples;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.BatchSize;
import io.descent.core.experiment.ClassWeights;
import io.descent.inference.network.internal.ParameterVector;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Precision;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Weights of examples and of classes in a whole training. */
class WeightsTest {
    private static final RawExamples MOONS = Generated.of(new Moons(60, 0.3, 1));

    private static TrainerBuilder trainer(TrainingData data) {
        return Trainer.builder()
                .data(data)
                .precision(Precision.FLOAT64)
                .hidden(4, new TestPlugins.Cubic(), new TestPlugins.HeNormal())
                .output(new TestPlugins.Sigmoid(), new TestPlugins.XavierNormal())
                .optimizer(new TestPlugins.Plain())
                .regularizer(new TestPlugins.Ridge(0.5))
                .learningRate(0.1)
                .batchSize(BatchSize.ALL)
                .shuffle(false)
                .epochs(20)
                .threads(1)
                .backend("scalar");
    }

    private static TrainingData encoded(RawExamples train) {
        return new RawData(train, train, null).encode(false, Precision.FLOAT64);
    }

    private static void assertClose(TrainingResult one, TrainingResult other) {
        ParameterVector got = one.model().parts().network().parameters();
        ParameterVector want = other.model().parts().network().parameters();
        for (int j = 0; j < got.flat().size(); j++) {
            assertThat(got.flat().get(0, j)).isCloseTo(want.flat().get(0, j), within(1e-12));
        }
    }

    @Test
    void wholeWeightsTrainAndMeasureLikeRepeatedRows() {
        double[] weights = new double[60];
        Arrays.setAll(weights, i -> i % 4);
        int[] repeated = IntStream.range(0, 60)
                .flatMap(i -> IntStream.range(0, i % 4).map(copy -> i))
                .toArray();
        TrainingResult weighted =
                trainer(encoded(MOONS.withWeights(weights))).build().train();
        TrainingResult copied = trainer(encoded(MOONS.select(repeated))).build().train();
        assertClose(weighted, copied);
        for (String metric : new String[] {"cost", "accuracy", "f1"}) {
            assertThat(weighted.dev().values().get(metric))
                    .as(metric)
                    .isCloseTo(copied.dev().values().get(metric), within(1e-12));
        }
        assertThat(weighted.history().get(19).trainCost())
                .isCloseTo(copied.history().get(19).trainCost(), within(1e-12));
    }

    @Test
    void theUnitOfWeightsDoesNotMatterWithoutPenalties() {
        double[] weights = new double[60];
        Arrays.setAll(weights, i -> 1 + i % 3);
        double[] larger = Arrays.stream(weights).map(w -> 8 * w).toArray();
        TrainingResult one = Trainer.builder()
                .data(encoded(MOONS.withWeights(weights)))
                .precision(Precision.FLOAT64)
                .output(new TestPlugins.Sigmoid(), new TestPlugins.XavierNormal())
                .build()
                .train();
        TrainingResult other = Trainer.builder()
                .data(encoded(MOONS.withWeights(larger)))
                .precision(Precision.FLOAT64)
                .output(new TestPlugins.Sigmoid(), new TestPlugins.XavierNormal())
                .build()
                .train();
        assertThat(one.weightsSha256()).isEqualTo(other.weightsSha256());
    }

    @Test
    void equalWeightsKeepTheBits() {
        double[] twos = new double[60];
        Arrays.fill(twos, 2);
        String weighted = Trainer.builder()
                .data(encoded(MOONS.withWeights(twos)))
                .precision(Precision.FLOAT64)
                .output(new TestPlugins.Sigmoid(), new TestPlugins.XavierNormal())
                .build()
                .train()
                .weightsSha256();
        String plain = Trainer.builder()
                .data(encoded(MOONS))
                .precision(Precision.FLOAT64)
                .output(new TestPlugins.Sigmoid(), new TestPlugins.XavierNormal())
                .build()
                .train()
                .weightsSha256();
        assertThat(weighted).isEqualTo(plain);
    }

    @Test
    void classWeightsMultiplyTheLossOfTheirExamplesAndNoMetric() {
        double[] weights = new double[60];
        Arrays.setAll(weights, i -> MOONS.label(i) == 1 ? 3 : 1);
        TrainingResult byExample =
                trainer(encoded(MOONS.withWeights(weights))).build().train();
        TrainingResult byClass = trainer(encoded(MOONS))
                .classWeights(new ClassWeights(new TreeMap<>(Map.of("1", 3.0))))
                .build()
                .train();
        assertClose(byExample, byClass);
        assertThat(byClass.dev().cost()).isNotCloseTo(byExample.dev().cost(), within(1e-6));
        TrainingData all = encoded(MOONS);
        double loss = 0;
        for (int i = 0; i < 60; i++) {
            double p = byClass.model()
                    .predict(all.train().input(i, 0), all.train().input(i, 1))
                    .probability(Integer.toString((int) MOONS.label(i)));
            loss -= StrictMath.log(p) / 60;
        }
        assertThat(byClass.dev().cost()).isCloseTo(loss, within(1e-9));
    }

    @Test
    void balancedWeightsGiveEveryClassTheSameTotal() {
        double[] weights = ClassWeights.BALANCED.weights(List.of("a", "b", "c"), new double[] {90, 9, 1});
        assertThat(weights[0] * 90).isCloseTo(100 / 3.0, within(1e-12));
        assertThat(weights[1] * 9).isCloseTo(100 / 3.0, within(1e-12));
        assertThat(weights[2]).isCloseTo(100 / 3.0, within(1e-12));
        assertThat(ClassWeights.BALANCED.weights(List.of("a", "b"), new double[] {4, 0}))
                .containsExactly(1, 1);
    }

    @Test
    void wrongWeightsAreRefused() {
        assertThatThrownBy(() -> MOONS.withWeights(1, 2))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("2 weights for 60 examples");
        double[] negative = new double[60];
        negative[7] = -1;
        assertThatThrownBy(() -> MOONS.withWeights(negative)).hasMessageContaining("example 7 has the weight -1.0");
        assertThatThrownBy(() -> MOONS.withWeights(new double[60])).hasMessageContaining("the weights sum to 0.0");
        double[] last = new double[60];
        last[59] = 1;
        RawExamples none = MOONS.withWeights(last).select(new int[] {0, 1, 2, 3});
        assertThatThrownBy(() -> trainer(encoded(none)).build().train())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("all 4 training examples have weight 0");
        TreeMap<String, Double> unknown = new TreeMap<>(Map.of("one", 2.0));
        assertThatThrownBy(() -> trainer(encoded(MOONS))
                        .classWeights(new ClassWeights(unknown))
                        .build())
                .hasMessageContaining("unknown class 'one'")
                .hasMessageContaining("classes: 0, 1");
        assertThatThrownBy(() -> new ClassWeights(new TreeMap<>(Map.of("1", 0.0))))
                .hasMessageContaining("expected a positive, finite number");
    }
}
