package io.descent.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.descent.core.data.DistributionCheck.Deviation;
import io.descent.core.random.RandomStreams;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.inference.table.internal.InputEncoding;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DistributionCheckTest {
    private static final Schema SCHEMA =
            new Schema(List.of("a", "b", "c"), "y", Task.CLASSIFICATION, List.of("no", "yes"));

    private static Examples normal(int n, double shiftOfB, double shareOfYes, long seed) {
        Random random = new Random(seed);
        double[][] x = new double[n][3];
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = new double[] {random.nextGaussian(), random.nextGaussian() + shiftOfB, random.nextInt(3)};
            y[i] = random.nextDouble() < shareOfYes ? 1 : 0;
        }
        return examples(SCHEMA, x, y, Precision.FLOAT64);
    }

    private static Examples examples(Schema schema, double[][] x, double[] y, Precision precision) {
        return NumberRows.of(schema, Table.of(schema.features(), x), y)
                .encode(InputEncoding.unscaled(schema.features()), precision);
    }

    private static List<Deviation> check(Examples dev, Examples test) {
        TrainingData data = new TrainingData(normal(600, 0, 0.3, 1), dev, test);
        return DistributionCheck.run(data, new RandomStreams(1));
    }

    @Test
    void setsOfOneDistributionAreFine() {
        assertThat(check(normal(200, 0, 0.3, 2), normal(200, 0, 0.3, 3))).isEmpty();
        assertThat(check(null, null)).isEmpty();
    }

    @Test
    void aShiftedFeatureIsNamedInDevAndInTest() {
        assertThat(check(normal(200, 0.6, 0.3, 2), normal(200, 0, 0.3, 3)))
                .extracting(Deviation::set, Deviation::name)
                .containsExactly(tuple("dev", "b"));
        List<Deviation> inTest = check(normal(200, 0, 0.3, 2), normal(200, 0.6, 0.3, 3));
        assertThat(inTest).extracting(Deviation::set).containsExactly("test");
        assertThat(DistributionCheck.warnings(inTest))
                .singleElement()
                .asString()
                .startsWith("the distribution of the test set differs from the training set in 'b'; ");
    }

    @Test
    void aShiftedShareOfAClassIsNamed() {
        List<Deviation> deviations = check(normal(200, 0, 0.55, 2), null);
        assertThat(deviations).singleElement().matches(Deviation::isLabel);
        assertThat(DistributionCheck.warnings(deviations)).first().asString().contains("in the label 'y'");
    }

    @Test
    void shiftedValuesOfARegressionAreNamed() {
        Schema schema = new Schema(List.of("a"), "price", Task.REGRESSION, List.of());
        Random random = new Random(4);
        double[][] x = new double[300][1];
        double[] low = random.doubles(300).toArray();
        double[] high = random.doubles(300, 0.3, 1.3).toArray();
        TrainingData data = new TrainingData(
                examples(schema, x, low, Precision.FLOAT32), examples(schema, x, high, Precision.FLOAT32), null);
        assertThat(DistributionCheck.run(data, new RandomStreams(1)))
                .singleElement()
                .matches(deviation -> deviation.name().equals("price") && deviation.p() < 1e-6);
    }

    @Test
    void manyNamesAreCut() {
        List<Deviation> seven = IntStream.range(0, 7)
                .mapToObj(i -> new Deviation("dev", "f" + i, false, 0))
                .toList();
        assertThat(DistributionCheck.warnings(seven)).first().asString().contains("'f4' and 2 more;");
    }

    @ParameterizedTest
    @CsvSource({"digits.csv, digit", "iris.csv, species", "diabetes.csv, progression", "wine.csv, cultivar"})
    void honestDivisionsDoNotWarn(String file, String label) {
        int warned = 0;
        for (int seed = 1; seed <= 20; seed++) {
            RandomStreams streams = new RandomStreams(seed);
            TrainingData data = TrainingData.load(
                    DataSpec.csv(Path.of("../examples/data", file), label), Precision.FLOAT32, streams);
            warned += DistributionCheck.run(data, streams).isEmpty() ? 0 : 1;
        }
        assertThat(warned).isLessThanOrEqualTo(1);
    }
}
