package io.descent.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.descent.inference.model.internal.ModelParts;
import io.descent.inference.network.internal.InputParts;
import io.descent.inference.network.internal.InputShape;
import io.descent.inference.network.internal.Layer;
import io.descent.inference.network.internal.Network;
import io.descent.inference.network.internal.NetworkTensors;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.InputLayer;
import io.descent.inference.spec.Precision;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models whose features are numbers, words, truth values and dates. */
class TableModelTest {
    @TempDir
    Path folder;

    private final Model model = TestModels.model(TestModels.twoValues());

    /** An employee since the first midnight of 1970, whose cycles start: all sines are 0 except that of the weekday. */
    private static Map<String, @Nullable Object> example() {
        Map<String, @Nullable Object> example = new HashMap<>();
        example.put("age", 50);
        example.put("work", "smith");
        example.put("price", "1.000,0 \u20ac");
        example.put("member", "yes");
        example.put("since", "1970-01-01");
        example.put("city", "Rome");
        return example;
    }

    private Prediction with(String name, @Nullable Object value) {
        Map<String, @Nullable Object> example = example();
        example.put(name, value);
        return model.predict(example);
    }

    /** The inputs from 1 on: age, age missing, price, member, member missing, 11 of the date, 5 of work, 2 of the city. */
    private static double sum(double[] dense, int work, int city) {
        double sum = 0;
        for (int j = 0; j < dense.length; j++) {
            sum += (j + 1) * dense[j];
        }
        return 100 + 2 * (sum + (work < 0 ? 0 : 17 + work) + (city < 0 ? 0 : 22 + city));
    }

    private static double[] dense() {
        double thursday = 2 * Math.PI * 3 / 7;
        return new double[] {1, 0, 1, 1, 0, 0, 0, 0, 1, 0, 1, Math.sin(thursday), Math.cos(thursday), 0, 1, 0};
    }

    private static double[] dense(int input, double... values) {
        double[] dense = dense();
        System.arraycopy(values, 0, dense, input - 1, values.length);
        return dense;
    }

    private static void assertValue(Prediction prediction, double expected) {
        assertThat(prediction.value("sum")).isCloseTo(expected, within(1e-9));
    }

    @Test
    void rowsArePredictedByTheirNames() {
        Prediction prediction = model.predict(example());
        assertValue(prediction, sum(dense(), 1, 1));
        assertThat(prediction.value("count")).isEqualTo(2);
        assertThat(prediction.values()).containsExactly(prediction.value("sum"), 2);
        assertThat(prediction).hasToString("[" + prediction.value("sum") + ", 2.0]");
        assertThat(prediction.missing()).isEmpty();
        assertThat(prediction.unseen()).isEmpty();
        assertThatIllegalStateException()
                .isThrownBy(prediction::value)
                .withMessage("the model predicts several labels: sum, count; use value(label) or values()");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> prediction.value("price"))
                .withMessage("unknown label 'price'; labels: sum, count");
    }

    @Test
    void missingCellsAndUnseenWordsAreAnswered() {
        Prediction unseen = with("work", "astronaut");
        assertValue(unseen, sum(dense(), 3, 1));
        assertThat(unseen.unseen()).containsExactly("work");
        assertThat(unseen.missing()).isEmpty();
        Prediction city = with("city", "Paris");
        assertValue(city, sum(dense(), 1, -1));
        assertThat(city.unseen()).containsExactly("city");
        for (@Nullable Object missing : new @Nullable Object[] {null, "", "  ", "NA", " ? "}) {
            assertValue(with("work", missing), sum(dense(), 4, 1));
            assertValue(with("city", missing), sum(dense(), 1, -1));
            assertValue(with("age", missing), sum(dense(1, -0.2, 1), 1, 1));
            assertValue(with("price", missing), sum(dense(3, 0.1), 1, 1));
            assertValue(with("member", missing), sum(dense(4, 0, 1), 1, 1));
            assertValue(with("since", missing), sum(dense(6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1), 1, 1));
            assertThat(with("since", missing).missing()).containsExactly("since");
        }
        assertValue(with("age", Double.NaN), sum(dense(1, -0.2, 1), 1, 1));
        // a marker that is a number, but only as text: a number is not marked
        assertThat(with("age", "-1").missing()).containsExactly("age");
        assertThat(with("age", -1).missing()).isEmpty();
        Map<String, @Nullable Object> nothing = new HashMap<>();
        example().keySet().forEach(name -> nothing.put(name, null));
        assertThat(model.predict(nothing).missing()).containsExactly("age", "work", "price", "member", "since", "city");
    }

    private enum Work {
        clerk,
        smith
    }

    @Test
    void valuesOfManyTypesAreRead() {
        double expected = sum(dense(), 1, 1);
        assertValue(with("age", "50.0"), expected);
        assertValue(with("age", 50L), expected);
        assertValue(with("price", 1000f), expected);
        assertValue(with("price", "\u20ac1.000"), expected);
        assertValue(with("member", true), expected);
        assertValue(with("member", "YES"), expected);
        assertValue(with("member", 1), expected);
        assertValue(with("member", false), sum(dense(4, -1), 1, 1));
        assertValue(with("work", Work.smith), expected);
        assertValue(with("work", " smith "), expected);
        assertValue(with("work", "1.0"), sum(dense(), 2, 1));
        assertValue(with("work", 1), sum(dense(), 2, 1));
        assertValue(with("work", 1.0), sum(dense(), 2, 1));
        assertThat(with("work", true).unseen()).containsExactly("work");
        for (Object date : List.of(
                LocalDate.EPOCH,
                LocalDateTime.of(1970, 1, 1, 0, 0),
                Instant.EPOCH,
                OffsetDateTime.of(1970, 1, 1, 2, 0, 0, 0, ZoneOffset.ofHours(2)),
                ZonedDateTime.ofInstant(Instant.EPOCH, ZoneId.of("Asia/Tokyo")),
                "1970-01-01T00:00:00Z")) {
            assertValue(with("since", date), expected);
        }
        assertThat(with("work", LocalDate.EPOCH).unseen()).containsExactly("work");
    }

    @Test
    void valuesThatCannotBeReadAreNamed() {
        for (Object[] bad : new Object[][] {
            {"age", "fifty", "the feature 'age': 'fifty' is not a number"},
            {"age", LocalDate.EPOCH, "the feature 'age': '1970-01-01' is not a number"},
            {"price", "10.00.0", "the feature 'price': '10.00.0' is not a number"},
            {"member", "perhaps", "the feature 'member': 'perhaps' is neither yes nor no"},
            {"member", 2, "the feature 'member': '2' is neither yes nor no"},
            {"since", "yesterday", "the feature 'since': 'yesterday' is not a date of the form yyyy-MM-dd"},
            {"since", 3, "the feature 'since': '3' is not a date of the form yyyy-MM-dd"},
            {"age", "x".repeat(50), "the feature 'age': '" + "x".repeat(40) + "...' is not a number"},
            {"age", "1e999", "the feature 'age': '1e999' is too large"}
        }) {
            assertThatThrownBy(() -> with((String) bad[0], bad[1]))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage((String) bad[2]);
        }
    }

    @Test
    void allAbsentFeaturesAreNamed() {
        Map<String, @Nullable Object> example = example();
        example.remove("age");
        example.remove("price");
        example.put("Price", 3);
        assertThatThrownBy(() -> model.predict(example))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "the example lacks the features 'age'%n  'price'; did you mean 'Price'?; use null for a value"
                                        .formatted()
                                + " that is not known");
    }

    record Employee(
            double age, @Nullable String work, String price, boolean member, LocalDate since, String city, int other) {}

    @Test
    void recordsArePredictedByTheNamesOfTheirComponents() {
        Employee employee = new Employee(50, "smith", "1000", true, LocalDate.EPOCH, "Rome", 7);
        assertThatThrownBy(() -> model.predict(employee)).hasMessage("the feature 'price': '1000' is not a number");
        Employee other = new Employee(50, null, "1000\u20ac", true, LocalDate.EPOCH, "Rome", 7);
        assertValue(model.predict(other), sum(dense(), 4, 1));
        assertThat(model.predict(other).missing()).containsExactly("work");
        assertThat(model.predictRecords(Collections.nCopies(3, other)))
                .extracting(prediction -> prediction.value("sum"))
                .containsOnly(model.predict(other).value("sum"));
        assertThatThrownBy(() -> model.predict(new Point(3)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("the example lacks the features 'work'");
    }

    private record Point(int age) {}

    @Test
    void manyRowsArePredictedAsOneByOne() {
        List<Map<String, @Nullable Object>> examples = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            Map<String, @Nullable Object> example = example();
            example.put("age", i % 7 == 0 ? null : i);
            example.put("work", List.of("clerk", "smith", "1", "poet", "NA").get(i % 5));
            example.put("city", i % 3 == 0 ? "Bern" : "Oslo");
            examples.add(example);
        }
        List<Prediction> all = model.predict(examples);
        assertThat(all).hasSize(500);
        for (int i = 0; i < all.size(); i++) {
            Prediction one = model.predict(examples.get(i));
            assertThat(all.get(i).values()).isEqualTo(one.values());
            assertThat(all.get(i).missing()).isEqualTo(one.missing());
            assertThat(all.get(i).unseen()).isEqualTo(one.unseen());
        }
        assertThat(model.predict(List.<Map<String, Object>>of())).isEmpty();
        examples.get(300).put("age", "old");
        assertThatThrownBy(() -> model.predict(examples))
                .hasMessage("example 300: the feature 'age': 'old' is not a number");
    }

    /** In a model that has not predicted yet, because memory of earlier predictions is used again. */
    @Test
    void anyNumberOfRowsIsPredictedWithEmbeddings() {
        ModelParts parts = TestModels.twoValues();
        InputShape shape = parts.encoding().shape();
        Network network = new Network(
                shape,
                new InputParts(shape, new InputLayer(null, 3, false), List.of()),
                List.of(new Layer(2, new TestPlugins.Linear(), null)),
                Precision.FLOAT64);
        Random random = new Random(1);
        NetworkTensors.forPrediction(network).forEach(entry -> entry.tensor().fill(random::nextGaussian));
        ModelParts embedding =
                new ModelParts(parts.schema(), parts.encoding(), parts.targets(), network, parts.loss(), 0);
        double[] expected = TestModels.model(embedding).predict(example()).values();
        for (int count : new int[] {1, 5, 23, 24, 36, 63}) {
            assertThat(TestModels.model(embedding).predict(Collections.nCopies(count, example())))
                    .hasSize(count)
                    .allSatisfy(each -> assertThat(each.values()).isEqualTo(expected));
        }
    }

    @Test
    void badExamplesHaveProblemsAndTheOthersArePredicted() {
        List<Map<String, @Nullable Object>> examples = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Map<String, @Nullable Object> example = example();
            example.put("age", i);
            examples.add(example);
        }
        examples.get(10).put("age", "old");
        examples.get(10).remove("city");
        examples.get(63).put("age", "old");
        examples.get(64).put("age", List.of());
        examples.get(64).put("member", "perhaps");
        List<String> problems = new ArrayList<>();
        List<@Nullable Double> values = new ArrayList<>();
        model.predict(examples, (prediction, problem) -> {
            values.add(prediction == null ? null : prediction.value("sum"));
            if (problem != null) {
                problems.add("%d %s %s".formatted(values.size() - 1, problem.feature(), problem.reason()));
            }
        });
        assertThat(problems)
                .containsExactly(
                        "10 city is absent; use null for a value that is not known",
                        "63 age 'old' is not a number",
                        "64 age found a java.util.ImmutableCollections$ListN; expected a number, a boolean, a text, a"
                                + " date of java.time, or null");
        for (int i = 0; i < 100; i++) {
            boolean isBad = i == 10 || i == 63 || i == 64;
            assertThat(values.get(i))
                    .isEqualTo(isBad ? null : model.predict(examples.get(i)).value("sum"));
        }
    }

    @Test
    void arraysAreForNumbers() {
        assertThatThrownBy(() -> model.predict(1, 2, 3, 4, 5, 6))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("the feature 'work' is not a number; give the features by their names");
        Model plain = TestModels.model(TestModels.value());
        assertThat(plain.predict(Double.NaN, 0).value())
                .isEqualTo(plain.predict(0, 0).value()); // the number for missing cells is 0
        assertThat(plain.predict(Double.NaN, 0).missing()).containsExactly("x1");
        assertThat(plain.predict(new double[][] {{1, 2}, {3, Double.NaN}})
                        .get(1)
                        .missing())
                .containsExactly("x2");
    }

    @Test
    void aSavedModelPredictsTheSame() {
        model.save(folder);
        Model loaded = Descent.load(folder);
        assertThat(loaded.predict(example()).values())
                .isEqualTo(model.predict(example()).values());
    }
}
