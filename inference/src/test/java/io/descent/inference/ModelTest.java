package io.descent.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Precision;
import java.math.BigDecimal;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelTest {
    @TempDir
    Path folder;

    private static double[][] examples(int count) {
        Random random = new Random(2);
        double[][] examples = new double[count][];
        for (int i = 0; i < count; i++) {
            examples[i] = new double[] {random.nextGaussian(), random.nextGaussian() - 1};
        }
        return examples;
    }

    @Test
    void aSavedModelPredictsTheSame() {
        for (var parts : List.of(TestModels.twoClasses(), TestModels.threeClasses())) {
            Model model = TestModels.model(parts);
            model.save(folder);
            Model loaded = Descent.load(folder);
            assertThat(loaded.schema()).isEqualTo(model.schema());
            assertThat(loaded.precision()).isEqualTo(Precision.FLOAT32);
            for (double[] example : examples(50)) {
                assertThat(loaded.predict(example).probabilities())
                        .isEqualTo(model.predict(example).probabilities());
            }
        }
    }

    @Test
    void pluginsMayComeFromAnotherClassLoaderOrFromFolders() throws Exception {
        TestModels.model(TestModels.twoClasses()).save(folder);
        try (URLClassLoader empty = new URLClassLoader(new URL[0], ClassLoader.getPlatformClassLoader())) {
            assertThatThrownBy(() -> Descent.load(folder, empty))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("unknown activation 'cubic'");
        }
        assertThat(Descent.load(folder, getClass().getClassLoader()).schema().label())
                .isEqualTo("answer");
        assertThat(Descent.load(folder, List.of()).schema().label()).isEqualTo("answer");
        assertThatThrownBy(() -> Descent.load(folder, List.of(folder.resolve("none"))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("none");
        assertThatNullPointerException().isThrownBy(() -> Descent.load(null)).withMessage("folder");
    }

    @Test
    void valuesAreInTheUnitsOfTheLabel() {
        Model model = TestModels.model(TestModels.value());
        // 3 (4.5 - 0.5) / 2 - (0 + 1) / 0.25 + 10
        Prediction prediction = model.predict(4.5, 0);
        assertThat(prediction.value()).isEqualTo(12);
        assertThat(prediction).hasToString("12.0");
        assertThatIllegalStateException()
                .isThrownBy(prediction::label)
                .withMessage("the model predicts a value of 'y'; use value()");
        assertThatIllegalStateException().isThrownBy(prediction::probabilities);
        assertThatIllegalStateException().isThrownBy(() -> prediction.probability("a"));
    }

    @Test
    void classesHaveProbabilitiesThatSumToOne() {
        Model two = TestModels.model(TestModels.twoClasses());
        Model three = TestModels.model(TestModels.threeClasses());
        boolean[] chosen = new boolean[2];
        for (double[] example : examples(200)) {
            Prediction answer = two.predict(example);
            assertThat(answer.probabilities()).containsOnlyKeys("no", "yes");
            assertThat(answer.probability("no")).isEqualTo(1 - answer.probability("yes"));
            assertThat(answer.label()).isEqualTo(answer.probability("yes") > 0.5 ? "yes" : "no");
            chosen[answer.label().equals("yes") ? 1 : 0] = true;
            Prediction letter = three.predict(example);
            assertThat(letter.probabilities().keySet()).containsExactly("a", "b", "c");
            assertThat(letter.probabilities().values().stream()
                            .mapToDouble(Double::doubleValue)
                            .sum())
                    .isCloseTo(1, within(1e-6));
            assertThat(letter.probability(letter.label()))
                    .isEqualTo(letter.probabilities().values().stream()
                            .mapToDouble(Double::doubleValue)
                            .max()
                            .orElseThrow());
            assertThat(letter).hasToString(letter.label());
        }
        assertThat(chosen).containsExactly(true, true);
        Prediction any = three.predict(1, 2);
        assertThatIllegalStateException()
                .isThrownBy(any::value)
                .withMessage("the model predicts a class of 'letter'; use label() or probabilities()");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> any.probability("d"))
                .withMessage("unknown class 'd'; classes: a, b, c");
        assertThatThrownBy(() -> any.probabilities().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void featuresMayBeGivenByName() {
        Model model = TestModels.model(TestModels.value());
        assertThat(model.predict(Map.of("x1", 4.5, "x2", 0)).value()).isEqualTo(12);
        assertThat(model.predict(Map.of("x2", 0L, "x1", new BigDecimal("4.5"), "other", "ignored"))
                        .value())
                .isEqualTo(12);
        assertThat(model.predict(Map.of("x1", " 45e-1 ", "x2", java.nio.CharBuffer.wrap("0")))
                        .value())
                .isEqualTo(12);
        assertThat(model.predict(Map.of("x1", true, "x2", false)).value())
                .isEqualTo(model.predict(1, 0).value());
        assertThat(model.predict(List.of(Map.of("x1", 4.5, "x2", 0), Map.of("x1", true, "x2", "-1"))))
                .extracting(Prediction::value)
                .containsExactly(12.0, 10.75);
    }

    @Test
    void featuresThatAreNoNumbersAreNamed() {
        Model model = TestModels.model(TestModels.value());
        assertThatThrownBy(() -> model.predict(Map.of("x1", 1)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("the example lacks the feature 'x2'; use null for a value that is not known");
        assertThatThrownBy(() -> model.predict(Map.of("x1", 1, "X2", 3)))
                .hasMessage("the example lacks the feature 'x2'; did you mean 'X2'?; use null for a value that is not"
                        + " known");
        for (Object bad : new Object[] {"abc", "NaN", "Infinity", "0x1p3", "1d"}) {
            assertThatThrownBy(() -> model.predict(Map.of("x1", 1, "x2", bad)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("the feature 'x2': '" + bad + "' is not a number");
        }
        assertThatThrownBy(() -> model.predict(Map.of("x1", 1, "x2", new double[1])))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("the feature 'x2': found a double[]; expected a number, a boolean, a text, a date of"
                        + " java.time, or null");
        for (Object bad : new Object[] {"1e300", "1e999", 1e300, Double.NEGATIVE_INFINITY}) {
            assertThatThrownBy(() -> model.predict(Map.of("x1", 1, "x2", bad)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("is too large");
        }
        assertThatThrownBy(() -> model.predict(List.of(Map.of("x1", 1, "x2", 2), Map.of("x1", 1, "x2", "?"))))
                .hasMessage("example 1: the feature 'x2': '?' is not a number");
        // the model remains usable
        assertThat(model.predict(Map.of("x1", 4.5, "x2", 0)).value()).isEqualTo(12);
    }

    @Test
    void arraysThatDoNotFitAreNamedByTheirPosition() {
        Model model = TestModels.model(TestModels.value());
        assertThatThrownBy(() -> model.predict(1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("example 0 has 1 features; the model expects 2");
        double[][] examples = examples(100);
        examples[70] = new double[] {1, 2, 3};
        assertThatThrownBy(() -> model.predict(examples))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("example 70 has 3 features; the model expects 2");
        examples[70] = new double[] {1, Double.NEGATIVE_INFINITY};
        assertThatThrownBy(() -> model.predict(examples, 3))
                .hasMessage("example 70: the feature 'x2' is -Infinity after scaling; it must be a finite number");
        // the model remains usable
        assertThat(model.predict(4.5, 0).value()).isEqualTo(12);
        assertThat(model.predict(new double[0][])).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> model.predict(examples, 0));
    }

    @Test
    void manyExamplesArePredictedAsOneByOne() {
        Model model = TestModels.model(TestModels.threeClasses());
        for (int count : new int[] {1, 3, 4, 7, 8, 23, 24, 63, 64, 65, 100, 1000}) {
            double[][] examples = examples(count);
            for (int threads : new int[] {1, 4}) {
                List<Prediction> all = model.predict(examples, threads);
                assertThat(all).hasSize(count);
                for (int i = 0; i < count; i++) {
                    assertThat(all.get(i).probabilities())
                            .isEqualTo(model.predict(examples[i]).probabilities());
                }
            }
        }
    }

    /** Many threads call at once while the predictor is created at the first call. */
    @Test
    void manyThreadsGetTheSameBits() throws Exception {
        int threads = 16;
        double[][] examples = examples(200);
        List<Map<String, Double>> expected = new ArrayList<>();
        Model single = TestModels.model(TestModels.threeClasses());
        for (double[] example : examples) {
            expected.add(single.predict(example).probabilities());
        }
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            for (int round = 0; round < 20; round++) {
                Model shared = TestModels.model(TestModels.threeClasses());
                CyclicBarrier start = new CyclicBarrier(threads);
                List<Future<List<Map<String, Double>>>> found = new ArrayList<>();
                for (int t = 0; t < threads; t++) {
                    boolean batches = t % 2 == 0;
                    found.add(pool.submit(() -> {
                        start.await();
                        if (batches) {
                            return shared.predict(examples).stream()
                                    .map(Prediction::probabilities)
                                    .toList();
                        }
                        List<Map<String, Double>> each = new ArrayList<>();
                        for (double[] example : examples) {
                            each.add(shared.predict(example).probabilities());
                        }
                        return each;
                    }));
                }
                for (Future<List<Map<String, Double>>> future : found) {
                    assertThat(future.get()).isEqualTo(expected);
                }
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private List<String> warningsOfSaving(Model model) {
        List<String> warnings = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                warnings.add(record.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("io.descent.inference.model.internal.ModelFile");
        logger.addHandler(handler);
        try {
            model.save(folder);
        } finally {
            logger.removeHandler(handler);
        }
        return warnings;
    }

    @Test
    void savingWarnsOfAnActivationThatNobodyCouldFind() {
        assertThat(warningsOfSaving(TestModels.model(TestModels.threeClasses())))
                .isEmpty();
        assertThat(warningsOfSaving(TestModels.model(TestModels.with(new TestPlugins.Unregistered()))))
                .containsExactly("the model was saved, but other programs cannot load it: the activation unregistered"
                        + " (test-classes) is not registered as a service. Add its class name,"
                        + " io.descent.inference.TestPlugins$Unregistered, to the file"
                        + " META-INF/services/io.descent.api.Activation in its jar");
        assertThat(folder.resolve("model.json")).exists();
    }
}
