package io.descent.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.descent.inference.file.internal.Json;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.table.internal.DateParts;
import io.descent.inference.table.internal.NumberEncoder;
import io.descent.inference.table.internal.OneHot;
import io.descent.inference.table.internal.Scaled;
import io.descent.inference.table.internal.Scaling;
import io.descent.inference.table.internal.Truth;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class EncoderFittingTest {
    private static final double NAN = Double.NaN;

    /** Numbers of scikit-learn, see the README beside the file. */
    private static List<Map<String, Object>> golden(String part) throws IOException {
        try (InputStream in = Objects.requireNonNull(EncoderFittingTest.class.getResourceAsStream("encoders.json"))) {
            Map<String, Object> all = Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            @SuppressWarnings("unchecked")
            List<Map<String, Object>> cases = (List<Map<String, Object>>) all.get(part);
            return cases;
        }
    }

    static List<Map<String, Object>> columnsOfNumbers() throws IOException {
        return golden("numbers");
    }

    static List<Map<String, Object>> columnsOfWords() throws IOException {
        return golden("words");
    }

    private static double[] numbers(Map<String, Object> golden, String key) {
        return ((List<?>) golden.get(key))
                .stream()
                        .mapToDouble(x -> x == null ? NAN : ((Number) x).doubleValue())
                        .toArray();
    }

    private static double number(Map<String, Object> golden, String key) {
        return ((Number) golden.get(key)).doubleValue();
    }

    private static Scaled scaled(double[] train, NumberScaling how) {
        return (Scaled) EncoderFitting.numbers("x", train, how, false);
    }

    private static double[] encode(NumberEncoder encoder, double cell) {
        double[] inputs = new double[encoder.width()];
        encoder.encode(cell, inputs, 0);
        return inputs;
    }

    @ParameterizedTest
    @MethodSource("columnsOfNumbers")
    void numbersAreScaledAsByScikitLearn(Map<String, Object> golden) {
        double[] train = numbers(golden, "train");
        Scaled standardize = scaled(train, NumberScaling.STANDARDIZE);
        Scaling.Standardize learnt = (Scaling.Standardize) standardize.scaling();
        assertThat(learnt.mean()).isCloseTo(number(golden, "mean"), within(1e-12 * Math.abs(learnt.mean())));
        assertThat(learnt.deviation()).isCloseTo(number(golden, "deviation"), within(1e-12 * learnt.deviation()));
        Scaling.Robust robust =
                (Scaling.Robust) scaled(train, NumberScaling.ROBUST).scaling();
        assertThat(robust.median()).isCloseTo(number(golden, "median"), within(1e-12 * robust.median()));
        assertThat(1 / robust.factor()).isCloseTo(number(golden, "spread"), within(1e-12 / robust.factor()));
        double[] cells = numbers(golden, "new");
        double[] imputed = numbers(golden, "imputed");
        assertThat(standardize.indicator()).isEqualTo(golden.get("indicator"));
        for (int i = 0; i < cells.length; i++) {
            double number = Double.isNaN(cells[i]) ? standardize.fill() : cells[i];
            assertThat(number).isCloseTo(imputed[i], within(1e-12 * Math.abs(number)));
        }
        Map<NumberScaling, String> keys = Map.of(
                NumberScaling.STANDARDIZE, "standardize",
                NumberScaling.ROBUST, "robust",
                NumberScaling.QUANTILE, "quantile",
                NumberScaling.MIN_MAX, "min-max");
        keys.forEach((how, key) -> {
            Scaled encoder = scaled(train, how);
            double[] expected = numbers(golden, key);
            for (int i = 0; i < cells.length; i++) {
                double[] inputs = encode(encoder, cells[i]);
                double wanted = Double.isNaN(cells[i]) ? encoder.scaling().apply(encoder.fill()) : expected[i];
                double tolerance = how == NumberScaling.QUANTILE ? 1e-9 : 1e-12 * Math.max(1, Math.abs(wanted));
                assertThat(inputs[0]).as("%s of %s", key, cells[i]).isCloseTo(wanted, within(tolerance));
                if (encoder.indicator()) {
                    assertThat(inputs[1]).isEqualTo(Double.isNaN(cells[i]) ? 1 : 0);
                }
            }
        });
        double[] scores = numbers(golden, "scores");
        double[] inverse = numbers(golden, "inverse");
        Scaling quantile = scaled(train, NumberScaling.QUANTILE).scaling();
        for (int i = 0; i < scores.length; i++) {
            assertThat(quantile.invert(scores[i]))
                    .as("inverse of %s", scores[i])
                    .isCloseTo(inverse[i], within(1e-9 * Math.max(1, Math.abs(inverse[i]))));
        }
    }

    @ParameterizedTest
    @MethodSource("columnsOfWords")
    void wordsAreMergedAsByScikitLearn(Map<String, Object> golden) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (Object word : (List<?>) golden.get("train")) {
            counts.merge((String) word, 1, Integer::sum);
        }
        int most = (int) number(golden, "most");
        int fewest = (int) number(golden, "fewest");
        OneHot encoder = EncoderFitting.words(counts, false, most, fewest);
        assertThat(encoder.categories()).isEqualTo((int) number(golden, "inputs"));
        assertThat(encoder.others()).isEqualTo(golden.get("others"));
        List<?> words = (List<?>) golden.get("new");
        List<?> categories = (List<?>) golden.get("category");
        for (int i = 0; i < words.size(); i++) {
            assertThat(encoder.category((String) words.get(i)))
                    .as("%s with most %d and fewest %d", words.get(i), most, fewest)
                    .isEqualTo(categories.get(i));
        }
        assertThat(encoder.category(null)).isEqualTo(OneHot.NONE);
        OneHot withMissing = EncoderFitting.words(counts, true, most, fewest);
        assertThat(withMissing.category(null)).isEqualTo(encoder.categories());
        assertThat(withMissing.words()).isEqualTo(encoder.words());
        assertThat(EncoderFitting.words(new TreeMap<>(counts).descendingMap(), false, most, fewest)
                        .words())
                .isEqualTo(encoder.words());
    }

    @Test
    void aColumnWithoutWordsHasAnInputForMissingCellsOnly() {
        OneHot encoder = EncoderFitting.words(Map.of(), true, 100, 3);
        assertThat(encoder.inputs("x")).containsExactly("x is missing");
        assertThat(encoder.category("new")).isEqualTo(OneHot.NONE);
        assertThatThrownBy(() -> EncoderFitting.words(Map.of(), false, 100, 3))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource
    void aColumnOfMissingCellsIsDefined(NumberScaling how) {
        Scaled encoder = scaled(new double[] {NAN, NAN}, how);
        assertThat(encode(encoder, NAN)).containsExactly(0, 1);
        assertThat(encode(encoder, 7)[0]).isFinite();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aConstantColumnBecomesZero(NumberScaling how) {
        double[] train = new double[10];
        Arrays.fill(train, 0.1); // ten times 0.1 is not 1
        assertThat(encode(scaled(train, how), 0.1)).containsExactly(0);
        assertThat(encode(scaled(new double[] {5}, how), 5)).containsExactly(0);
    }

    @ParameterizedTest
    @EnumSource
    void scalingDependsOnTheOrderOfNumbersOnlyByRounding(NumberScaling how) {
        Random random = new Random(5);
        double[] train = random.doubles(501).map(x -> 1e6 + 100 * x).toArray();
        double[] reversed = new double[train.length];
        Arrays.setAll(reversed, i -> train[train.length - 1 - i]);
        double[] first = encode(scaled(train, how), train[7]);
        double[] second = encode(scaled(reversed, how), train[7]);
        assertThat(first[0]).isCloseTo(second[0], within(1e-9));
    }

    @Test
    void numbersTooLargeAreNamed() {
        double[] huge = {1e200, -1e200, 3};
        assertThatThrownBy(() -> EncoderFitting.numbers("mass", huge, NumberScaling.STANDARDIZE, false))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("the column 'mass' has values too large to be scaled; divide them by a constant");
        assertThat(encode(scaled(huge, NumberScaling.ROBUST), 3)[0]).isZero();
        double[] largest = {Double.MAX_VALUE, -Double.MAX_VALUE, 3};
        for (NumberScaling how : List.of(NumberScaling.ROBUST, NumberScaling.QUANTILE, NumberScaling.MIN_MAX)) {
            assertThatThrownBy(() -> EncoderFitting.numbers("mass", largest, how, false))
                    .isInstanceOf(InvalidInputException.class);
        }
        assertThat(scaled(new double[] {Double.MAX_VALUE, Double.MAX_VALUE}, NumberScaling.NONE)
                        .fill())
                .isEqualTo(Double.MAX_VALUE);
    }

    @Test
    void robustScalingUsesTheRangeWhereTheQuartilesAreEqual() {
        double[] train = {5, 5, 5, 5, 5, 5, 5, 9};
        Scaling.Robust robust =
                (Scaling.Robust) scaled(train, NumberScaling.ROBUST).scaling();
        assertThat(robust).isEqualTo(new Scaling.Robust(5, 2 / 4.0));
        assertThat(robust.apply(Double.POSITIVE_INFINITY)).isEqualTo(3);
        assertThat(new Scaling.Robust(5, 0).apply(Double.POSITIVE_INFINITY)).isZero();
    }

    @Test
    void truthsHaveAnIndicatorIfTheTrainingSetHasMissingCells() {
        assertThat(EncoderFitting.truths(new double[] {1, 0})).isEqualTo(new Truth(false));
        assertThat(EncoderFitting.truths(new double[] {1, NAN})).isEqualTo(new Truth(true));
        assertThat(encode(new Truth(true), NAN)).containsExactly(0, 1);
        assertThat(encode(new Truth(true), 0)).containsExactly(-1, 0);
        assertThat(encode(new Truth(false), 1)).containsExactly(1);
    }

    private static double seconds(String date) {
        return LocalDate.parse(date).toEpochDay() * 86_400.0;
    }

    @Test
    void datesBecomeCycles() {
        DateParts dates =
                (DateParts) EncoderFitting.dates(new double[] {seconds("2024-01-01"), seconds("2024-01-03")}, false);
        assertThat(dates.elapsed()).isEqualTo(new Scaling.Standardize(seconds("2024-01-02"), 86_400));
        assertThat(dates.year()).isEqualTo(new Scaling.Standardize(2024, 1));
        assertThat(dates.time()).isFalse();
        assertThat(dates.inputs("d"))
                .containsExactly(
                        "d",
                        "d: year",
                        "d: month (sine)",
                        "d: month (cosine)",
                        "d: day (sine)",
                        "d: day (cosine)",
                        "d: weekday (sine)",
                        "d: weekday (cosine)");
        double[] inputs = encode(dates, seconds("2025-04-16")); // a Wednesday, in the middle of a month of 30 days
        double weekday = 2 * Math.PI * 2 / 7;
        assertThat(inputs)
                .containsExactly(
                        new double[] {470, 1, 1, 0, 0, -1, Math.sin(weekday), Math.cos(weekday)}, within(1e-12));
    }

    @Test
    void datesWithATimeOfDayHaveACycleMore() {
        double noon = seconds("1969-12-31") + 43_200;
        DateParts dates = (DateParts) EncoderFitting.dates(new double[] {noon, NAN}, false);
        assertThat(dates.width()).isEqualTo(11).isEqualTo(dates.inputs("d").size());
        double[] inputs = encode(dates, noon);
        assertThat(Arrays.copyOfRange(inputs, 0, 2)).containsExactly(0, 0);
        assertThat(Arrays.copyOfRange(inputs, 8, 11)).containsExactly(new double[] {0, -1, 0}, within(1e-12));
        assertThat(encode(dates, NAN)).containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
        DateParts none = (DateParts) EncoderFitting.dates(new double[] {NAN}, false);
        assertThat(none.elapsed()).isEqualTo(new Scaling.Standardize(0, 1));
    }

    @Test
    void partsOfDatesAreThoseOfTheCalendar() {
        DateParts dates = new DateParts(new Scaling.Standardize(0, 1), new Scaling.Standardize(0, 1), true, false);
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            long second = (long) (random.nextGaussian() * 4e10);
            LocalDateTime date = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC);
            double[] inputs = encode(dates, (double) second);
            assertThat(inputs[1]).as("%s", date).isEqualTo(date.getYear());
            double[] places = {
                (date.getMonthValue() - 1) / 12.0,
                (date.getDayOfMonth() - 1.0) / date.toLocalDate().lengthOfMonth(),
                (date.getDayOfWeek().getValue() - 1) / 7.0,
                date.toLocalTime().toSecondOfDay() / 86_400.0
            };
            for (int part = 0; part < 4; part++) {
                double angle = 2 * Math.PI * places[part];
                assertThat(inputs[2 + 2 * part]).as("%s", date).isEqualTo(StrictMath.sin(angle));
                assertThat(inputs[3 + 2 * part]).as("%s", date).isEqualTo(StrictMath.cos(angle));
            }
        }
    }

    @Test
    void theOrderOfAMapDoesNotMatter() {
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < 300; i++) {
            counts.put("w" + i, 3 + i % 2);
        }
        assertThat(EncoderFitting.words(counts, false, 200, 3).words()).contains("w298", "w296", "w9", "w7");
        assertThat(EncoderFitting.words(counts, false, 200, 3).words()).doesNotContain("w0", "w10");
    }
}
