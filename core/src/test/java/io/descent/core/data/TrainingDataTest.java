package io.descent.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.descent.core.random.RandomStreams;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Texts;
import io.descent.inference.table.internal.Scaling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrainingDataTest {
    @TempDir
    Path folder;

    private static TrainingData load(DataSpec spec) {
        return TrainingData.load(spec, Precision.FLOAT64, new RandomStreams(1));
    }

    private Path csv(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void normalisationIsLearntOnTheTrainSetOnly() throws IOException {
        Path train = csv("train.csv", "a,b,c,y\n1,4,9,p\n3,6,9,q\n");
        Path dev = csv("dev.csv", "y,a,c,b\np,5,7,6\n");
        TrainingData data = load(DataSpec.csvParts(train, dev, null, "y"));
        assertThat(data.encoding().units().stream()
                        .mapToDouble(Scaling.Standardize::mean)
                        .toArray())
                .containsExactly(2, 5, 0);
        assertThat(data.encoding().units().stream()
                        .mapToDouble(Scaling.Standardize::deviation)
                        .toArray())
                .containsExactly(1, 1, 1);
        assertThat(data.train().input(0, 0)).isEqualTo(-1);
        assertThat(data.train().input(0, 1)).isEqualTo(-1);
        assertThat(data.train().input(0, 2)).isZero();
        assertThat(data.dev().input(0, 0)).isEqualTo(3);
        assertThat(data.dev().input(0, 1)).isEqualTo(1);
        assertThat(data.dev().input(0, 2)).as("nothing is learnt of a constant").isZero();
        assertThat(data.test()).isNull();
    }

    @Test
    void oneFileIsDividedAndNormalisedOnce() throws IOException {
        StringBuilder text = new StringBuilder("a,y\n");
        for (int i = 0; i < 50; i++) {
            text.append(i * i).append(',').append(i % 2 == 0 ? "even" : "odd").append('\n');
        }
        DataSpec spec = DataSpec.csv(csv("all.csv", text.toString()), "y");
        TrainingData data = load(spec);
        TrainingData raw = load(spec.withNormalize(false));
        assertThat(data.train().size()).isEqualTo(30);
        assertThat(data.dev().size()).isEqualTo(10);
        double mean = data.encoding().units().get(0).mean();
        double deviation = data.encoding().units().get(0).deviation();
        assertThat(data.test().input(4, 0)).isEqualTo((raw.test().input(4, 0) - mean) / deviation);
    }

    @Test
    void oneClassOnlyIsRefused() throws IOException {
        Path file = csv("one.csv", "a,y\n1,p\n2,p\n");
        assertThatThrownBy(() -> load(DataSpec.csv(file, "y").withSplit("none")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("all 2 examples of the training set have the label 'p'");
    }

    @Test
    void featuresTooLargeToBeSquaredAreRefused() throws IOException {
        Path file = csv("huge.csv", "a,b,y\n1,1e200,p\n2,-1e200,q\n");
        assertThatThrownBy(() -> load(DataSpec.csv(file, "y").withSplit("none")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("the column 'b' has values too large to be scaled; divide them by a constant");
    }

    /** A specification without split, image and task. */
    private static DataSpec spec(
            Path file, Path test, Path directory, Generator generator, boolean memory, String label, String... ignore) {
        return new DataSpec(
                file,
                null,
                null,
                test,
                directory,
                generator,
                null,
                memory,
                TableFormat.DEFAULT,
                label == null ? null : Texts.parse(label),
                null,
                List.of(ignore),
                Collections.emptySortedMap(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                NumberScaling.STANDARDIZE,
                Categories.USUAL,
                false,
                null);
    }

    @Test
    void contradictionsInTheSpecAreRefused() {
        Path file = Path.of("a.csv");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spec(null, null, null, null, false, "y"))
                .withMessageContaining("no source of examples");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spec(file, null, file, null, false, "y"))
                .withMessageContaining("more than one source");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spec(file, null, null, null, true, "y"))
                .withMessageContaining("more than one source");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spec(file, null, null, null, false, null))
                .withMessageContaining("label: NAME");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spec(null, null, file, null, false, "y"))
                .withMessageContaining("label, ignore, columns and task are not for images");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spec(file, null, null, new Moons(), false, "y"))
                .withMessageContaining("give exactly one of file, train, directory, source");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spec(file, file, null, null, false, "y"))
                .withMessageContaining("require train");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spec(file, null, null, null, false, "y", "y"))
                .withMessageContaining("cannot be ignored");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DataSpec.csvParts(file, file, null, "y").withSplit("80/20"))
                .withMessageContaining("its own file");
    }

    static List<Generator> generators() {
        return List.of(
                new Moons(40, 0, 1),
                new Circles(40, 0, 0.5, 1),
                new Blobs(40, 4, 0, 1),
                new Spirals(40, 3, 2, 0, 1),
                new Moons(40, 0.3, 7));
    }

    @ParameterizedTest
    @MethodSource("generators")
    void generatorsGiveWhatTheyAnnounce(Generator generator) {
        RawExamples data = Generated.of(generator);
        assertThat(data.size()).isEqualTo(40);
        assertThat(data.schema().classes()).hasSize(generator.classes());
        double[] first = {data.feature(5, 0), data.feature(5, 1)};
        RawExamples again = Generated.of(generator);
        assertThat(new double[] {again.feature(5, 0), again.feature(5, 1)}).isEqualTo(first);
        assertThat(data.label(5)).isEqualTo(5 % generator.classes());
    }

    @Test
    void shapesAreWhatTheyAreCalled() {
        double[] point = new double[2];
        new Moons().place(0, 0.5, point);
        assertThat(point[0]).isCloseTo(0, within(1e-15));
        assertThat(point[1]).isEqualTo(1);
        new Moons().place(1, 0.5, point);
        assertThat(point[1]).isEqualTo(-0.5);
        new Circles(10, 0, 0.5, 1).place(1, 0.3, point);
        assertThat(Math.hypot(point[0], point[1])).isCloseTo(0.5, within(1e-15));
        new Blobs().place(1, 0.3, point);
        assertThat(Math.hypot(point[0], point[1])).isCloseTo(5, within(1e-14));
        new Spirals().place(1, 0.25, point);
        assertThat(Math.hypot(point[0], point[1])).isCloseTo(0.25, within(1e-15));
        assertThatIllegalArgumentException().isThrownBy(() -> new Blobs(3, 4, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Spirals(3, 4, 1, 1, 1));
    }
}
