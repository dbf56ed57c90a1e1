package io.descent.core.calibration.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.descent.inference.file.internal.Json;
import io.descent.inference.model.internal.Calibration;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Numbers computed with SciPy and NumPy by make_golden.py. */
class GoldenTest {
    private static double[] numbers(Object list) {
        return ((List<?>) list)
                .stream().mapToDouble(each -> ((Number) each).doubleValue()).toArray();
    }

    private static GivenProbabilities predictions(Map<?, ?> from) {
        List<?> rows = (List<?>) from.get("probabilities");
        double[][] probabilities = rows.stream().map(GoldenTest::numbers).toArray(double[][]::new);
        int[] labels = ((List<?>) from.get("labels"))
                .stream().mapToInt(each -> ((Number) each).intValue()).toArray();
        return new GivenProbabilities(probabilities, labels, numbers(from.get("weights")));
    }

    @TestFactory
    List<DynamicTest> temperaturesAndTheirWorthAreThoseOfSciPy() throws IOException {
        List<?> cases;
        try (InputStream file = GoldenTest.class.getResourceAsStream("golden.json")) {
            cases = (List<?>) Json.read(new String(file.readAllBytes(), StandardCharsets.UTF_8))
                    .get("cases");
        }
        assertThat(cases).hasSize(4);
        return cases.stream()
                .map(each -> (Map<?, ?>) each)
                .map(each -> DynamicTest.dynamicTest(String.valueOf(each.get("name")), () -> check(each)))
                .toList();
    }

    private static void check(Map<?, ?> golden) {
        GivenProbabilities raw = predictions(golden);
        Temperature found = Temperature.of(raw);
        double expected = ((Number) golden.get("temperature")).doubleValue();
        assertThat(found.note()).isNull();
        assertThat(found.value()).isCloseTo(expected, within(1e-11 * expected));
        assertThat(Temperature.of(raw).value()).isEqualTo(found.value());
        CalibratedPredictions after = new CalibratedPredictions(raw, Calibration.NONE.withTemperature(found.value()));
        double[] losses = numbers(golden.get("log-loss"));
        assertThat(Reliability.logLoss(raw)).isCloseTo(losses[0], within(1e-12));
        assertThat(Reliability.logLoss(after)).isCloseTo(losses[1], within(1e-12));
        double[] errors = numbers(golden.get("error"));
        assertThat(Reliability.of(raw).error()).isCloseTo(errors[0], within(1e-12));
        assertThat(Reliability.of(after).error()).isCloseTo(errors[1], within(1e-11));
    }
}
