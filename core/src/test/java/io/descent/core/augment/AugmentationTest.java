package io.descent.core.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.descent.api.Augmentation;
import io.descent.api.Example;
import io.descent.core.TestPlugins;
import io.descent.core.data.DataSpec;
import io.descent.core.data.Moons;
import io.descent.core.random.RandomStreams;
import io.descent.core.training.Trainer;
import io.descent.core.training.TrainerBuilder;
import io.descent.core.training.TrainingListener;
import io.descent.core.training.TrainingResult;
import io.descent.core.training.TrainingRun;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.problem.PluginException;
import io.descent.inference.spec.ImageShape;
import io.descent.inference.spec.Precision;
import io.descent.inference.table.internal.Scaling;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class AugmentationTest {
    private static final ImageShape SHAPE = new ImageShape(2, 3);

    /** An image of the numbers 1 to 6. */
    private static AugmentedExample image() {
        AugmentedExample example = new AugmentedExample(new double[] {1, 1, 1, 1, 1, 1}, SHAPE);
        example.values = new double[] {1, 2, 3, 4, 5, 6};
        return example;
    }

    @Test
    void imagesAreMovedAndFlipped() {
        AugmentedExample example = image();
        example.shift(1, 0);
        assertThat(example.values).containsExactly(0, 0, 0, 1, 2, 3);
        example = image();
        example.shift(0, -2);
        assertThat(example.values).containsExactly(3, 0, 0, 6, 0, 0);
        example = image();
        example.flip();
        assertThat(example.values).containsExactly(3, 2, 1, 6, 5, 4);
    }

    @Test
    void imagesAreTurnedAndZoomedAboutTheirCentre() {
        AugmentedExample half = image();
        half.resample(-1, 0, 0, -1);
        assertThat(half.values).containsExactly(6, 5, 4, 3, 2, 1);
        AugmentedExample square = new AugmentedExample(new double[9], new ImageShape(3, 3));
        square.values = new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9};
        square.resample(0, 1, -1, 0);
        assertThat(square.values).containsExactly(3, 6, 9, 2, 5, 8, 1, 4, 7);
        square.values = new double[] {0, 0, 0, 0, 8, 0, 0, 0, 0};
        square.resample(0.5, 0, 0, 0.5);
        assertThat(square.values).containsExactly(2, 4, 2, 4, 8, 4, 2, 4, 2);
    }

    private static double[][] many(Augmentation augmentation, int count) {
        double[][] results = new double[count][];
        RandomStreams streams = new RandomStreams(1);
        var random = streams.augmentationStream();
        for (int i = 0; i < count; i++) {
            AugmentedExample example = image();
            streams.augmentation(random, 0, i, 0);
            augmentation.apply(example, random);
            results[i] = example.values;
        }
        return results;
    }

    @Test
    void shiftsReachEveryPlaceAndNoFarther() {
        Set<List<Double>> seen = new HashSet<>();
        for (double[] values : many(new Shift(1), 400)) {
            seen.add(Arrays.stream(values).boxed().toList());
        }
        assertThat(seen).hasSize(9);
    }

    @Test
    void everyOtherImageIsFlipped() {
        int flipped = 0;
        for (double[] values : many(new Flip(0.5), 1000)) {
            flipped += values[0] == 3 ? 1 : 0;
        }
        assertThat(flipped).isBetween(430, 570);
        assertThat(many(new Flip(0), 1)[0]).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void noiseAndJitterKeepTheExpectation() {
        double mean = 0;
        double square = 0;
        for (double[] values : many(new GaussianNoise(0.3), 4000)) {
            mean += values[5] / 4000;
            square += (values[5] - 6) * (values[5] - 6) / 4000;
        }
        assertThat(mean).isCloseTo(6, within(0.025));
        assertThat(Math.sqrt(square)).isCloseTo(0.3, within(0.02));
        for (double[] values : many(new FeatureJitter(0.1), 100)) {
            assertThat(values[5]).isBetween(5.4, 6.6).isNotEqualTo(6);
        }
    }

    @Test
    void smallAnglesAndFactorsChangeLittle() {
        assertThat(many(new Rotate(0), 1)[0]).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(many(new Zoom(1), 1)[0]).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(many(new Rotate(20), 1)[0]).isNotEqualTo(image().values);
    }

    /** The background is 0 in the units of the source, whatever its normalised value is. */
    @Test
    void imagesAreChangedInTheUnitsOfTheirSource() {
        List<Scaling.Standardize> units = List.of(new Scaling.Standardize(10, 2), new Scaling.Standardize(20, 5));
        ArrayTensor x = ArrayTensor.zeros(Precision.FLOAT64, 1, 2);
        x.set(0, 0, 1).set(0, 1, 2); // 12 and 30
        Augmenter augmenter = new Augmenter(List.of(new Flip(1)), units, new ImageShape(1, 2), new RandomStreams(1));
        augmenter.apply(new int[] {0}, 0, 0, x);
        assertThat(x.get(0, 0)).isCloseTo((30 - 10) / 2.0, within(1e-12));
        assertThat(x.get(0, 1)).isCloseTo((12 - 20) / 5.0, within(1e-12));
    }

    private static ArrayTensor augmented(int[] order, int from, int epoch, int rows) {
        ArrayTensor x = ArrayTensor.zeros(Precision.FLOAT64, rows, 2);
        new Augmenter(
                        List.of(new GaussianNoise(1)),
                        Collections.nCopies(2, new Scaling.Standardize(0, 1)),
                        null,
                        new RandomStreams(7))
                .apply(order, from, epoch, x);
        return x;
    }

    @Test
    void anExampleIsChangedAlikeInWhateverMiniBatchItIs() {
        int[] order = {4, 2, 0, 3, 1};
        ArrayTensor whole = augmented(order, 0, 0, 5);
        ArrayTensor part = augmented(order, 3, 0, 2);
        assertThat(part.get(0, 0)).isEqualTo(whole.get(3, 0)).isNotEqualTo(whole.get(4, 0));
        assertThat(part.get(1, 1)).isEqualTo(whole.get(4, 1));
        assertThat(augmented(order, 0, 1, 5).get(0, 0)).isNotEqualTo(whole.get(0, 0));
    }

    private static TrainerBuilder moons() {
        return Trainer.builder()
                .data(DataSpec.generated(new Moons(100, 0.1, 1)))
                .hidden(5, new TestPlugins.Relu(), new TestPlugins.HeNormal())
                .output(new TestPlugins.Sigmoid(), new TestPlugins.XavierNormal())
                .optimizer(new TestPlugins.Adam())
                .epochs(3);
    }

    @Test
    void onlyTrainingBatchesAreChanged() {
        double[] before = new double[3];
        TrainingListener listener = new TrainingListener() {
            @Override
            public void onStart(TrainingRun run) {
                before[0] = run.data().train().input(3, 1);
                before[1] = run.data().dev().input(3, 1);
                before[2] = run.data().test().input(3, 1);
            }

            @Override
            public void onStep(TrainingRun run) {
                assertThat(run.data().train().input(3, 1)).isEqualTo(before[0]);
                assertThat(run.data().dev().input(3, 1)).isEqualTo(before[1]);
                assertThat(run.data().test().input(3, 1)).isEqualTo(before[2]);
            }
        };
        TrainingResult result = moons().augmentation(new GaussianNoise(0.5))
                .listener(listener)
                .build()
                .train();
        assertThat(result.weightsSha256())
                .isEqualTo(moons().augmentation(new GaussianNoise(0.5))
                        .build()
                        .train()
                        .weightsSha256())
                .isNotEqualTo(moons().build().train().weightsSha256());
    }

    /** Sets a feature to a value. */
    record Spoil(int feature, double value) implements Augmentation {
        @Override
        public void apply(Example example, RandomGenerator random) {
            example.set(feature, value);
        }
    }

    /** Mirrors, but does not say that it needs an image. */
    record Mirror() implements Augmentation {
        @Override
        public void apply(Example example, RandomGenerator random) {
            example.flip();
        }
    }

    private static void assertFails(Augmentation augmentation, Precision precision, String... parts) {
        Trainer trainer = moons().precision(precision)
                .augmentation(new GaussianNoise())
                .augmentation(augmentation)
                .build();
        assertThatThrownBy(trainer::train)
                .isInstanceOfSatisfying(
                        PluginException.class, e -> assertThat(e.step()).isEqualTo(1))
                .hasMessageStartingWith("the augmentation ")
                .hasMessageContaining("failed in step 1 for training example ")
                .hasMessageContainingAll(parts);
    }

    @Test
    void anAugmentationThatFailsIsNamedWithItsStep() {
        assertFails(
                new Spoil(2, 0), Precision.FLOAT64, "spoil", "ArrayIndexOutOfBoundsException", "AugmentationTest.java");
        assertFails(new Mirror(), Precision.FLOAT64, "mirror", "are not the pixels of an image", "needsImage()");
    }

    @Test
    void aNumberThatIsNotFiniteNamesTheAugmentationThatWroteIt() {
        assertFails(new Spoil(1, Double.NaN), Precision.FLOAT64, "spoil", "set feature 1 (from 0) to NaN");
        assertFails(new Spoil(0, Double.NEGATIVE_INFINITY), Precision.FLOAT64, "set feature 0 (from 0) to -Infinity");
        assertFails(new Spoil(0, 1e300), Precision.FLOAT32, "to 1.0E300", "finite in the precision of the network");
        TrainingResult large = moons().augmentation(new Spoil(0, 1e6)).build().train();
        assertThat(large.train().cost()).isFinite();
    }

    @Test
    void imagesMustHaveAShapeThatFits() {
        assertThatThrownBy(() -> moons().augmentation(new Shift()).build())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("augmentation[0]: shift needs images")
                .hasMessageContaining("for instance image 8x8");
        assertThatThrownBy(() -> moons().data(DataSpec.generated(new Moons()).withImage(new ImageShape(3, 3)))
                        .build())
                .hasMessageContaining("image 3x3 has 9 pixels, but there are 2 features");
        assertThat(ImageShape.parse("28x20")).isEqualTo(new ImageShape(28, 20)).hasToString("28x20");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ImageShape.parse("28"))
                .withMessageContaining("28x28");
    }
}
