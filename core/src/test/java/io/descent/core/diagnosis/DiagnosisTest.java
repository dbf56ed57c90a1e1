package io.descent.core.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.descent.core.metrics.ConfusionMatrix;
import io.descent.core.metrics.Evaluation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiagnosisTest {
    private static final double Z = 1.959963984540054;

    @ParameterizedTest
    @CsvSource({
        "0.01,  0.11, 0,    HIGH_VARIANCE",
        "0.15,  0.16, 0,    HIGH_BIAS",
        "0.15,  0.30, 0,    BOTH",
        "0.005, 0.01, 0,    NEITHER",
        "0.15,  0.16, 0.14, NEITHER",
        "0.15,  0.14, 0.16, NEITHER"
    })
    void tenThousandExamplesAreEnough(double train, double dev, double base, Verdict verdict) {
        assertThat(Diagnosis.of(train, 10_000, dev, 10_000, base).verdict()).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({"40", "10000"})
    void fortyExamplesAreNotEnough(int trainExamples) {
        Diagnosis diagnosis = Diagnosis.of(0.01, trainExamples, 0.11, 40, 0);
        assertThat(diagnosis.verdict()).isEqualTo(Verdict.NOT_ENOUGH_EXAMPLES);
        assertThat(diagnosis.summary()).contains("not enough examples to say whether");
        assertThat(diagnosis.next()).last().asString().startsWith("a dev set about ");
    }

    @Test
    void biasAndVarianceAreDifferencesOfErrors() {
        Diagnosis diagnosis = Diagnosis.of(0.15, 10_000, 0.30, 10_000, 0.02);
        assertThat(diagnosis.bias().value()).isEqualTo(0.15 - 0.02);
        assertThat(diagnosis.variance().value()).isEqualTo(0.30 - 0.15);
        assertThat(diagnosis.bias().lower()).isEqualTo(diagnosis.train().lower() - 0.02);
        assertThat(diagnosis.variance().upper()).isEqualTo(diagnosis.dev().upper() - 0.15);
    }

    @Test
    void biasIsTreatedBeforeVariance() {
        assertThat(Diagnosis.of(0.15, 10_000, 0.30, 10_000, 0).next())
                .containsExactly(
                        "a bigger network",
                        "longer training",
                        "a better optimizer or another architecture",
                        "more data",
                        "regularisation");
        assertThat(Diagnosis.of(0.15, 10_000, 0.16, 10_000, 0).next())
                .containsExactly("a bigger network", "longer training", "a better optimizer or another architecture");
        assertThat(Diagnosis.of(0.01, 10_000, 0.11, 10_000, 0).next()).containsExactly("more data", "regularisation");
        assertThat(Diagnosis.of(0.005, 10_000, 0.01, 10_000, 0).next()).isEmpty();
    }

    @Test
    void certainBiasIsSaidBesideUncertainVariance() {
        Diagnosis diagnosis = Diagnosis.of(0.15, 10_000, 0.20, 40, 0);
        assertThat(diagnosis.verdict()).isEqualTo(Verdict.HIGH_BIAS);
        assertThat(diagnosis.summary())
                .startsWith(
                        "high bias; not enough examples to say whether variance is high: train error 15.0 % (14.3 to 15.7), "
                                + "dev error 20.0 % (");
    }

    /** The probability of at most k mistakes, by the recurrence of the binomial distribution. */
    private static double atMost(int k, int n, double p) {
        double term = Math.pow(1 - p, n);
        double sum = term;
        for (int i = 1; i <= k; i++) {
            term *= (n - i + 1.0) / i * p / (1 - p);
            sum += term;
        }
        return sum;
    }

    @ParameterizedTest
    @CsvSource({"4, 40", "1, 7", "110, 1000", "39, 40"})
    void endsOfAnIntervalLeaveTwoAndAHalfPercentOutside(int mistakes, int examples) {
        Estimate error = Estimate.ofMistakes((double) mistakes / examples, examples);
        assertThat(1 - atMost(mistakes - 1, examples, error.lower())).isCloseTo(0.025, within(1e-6));
        assertThat(atMost(mistakes, examples, error.upper())).isCloseTo(0.025, within(1e-6));
    }

    @Test
    void noMistakesOrOnlyMistakes() {
        Estimate none = Estimate.ofMistakes(0, 50);
        assertThat(none.lower()).isZero();
        assertThat(none.upper()).isCloseTo(1 - Math.pow(0.025, 1 / 50.0), within(1e-8));
        Estimate all = Estimate.ofMistakes(1, 50);
        assertThat(all.lower()).isCloseTo(Math.pow(0.025, 1 / 50.0), within(1e-8));
        assertThat(all.upper()).isEqualTo(1);
    }

    @Test
    void errorOfClassesIsTheShareOfMistakes() {
        Estimate error = Estimate.of(new Evaluation(
                100,
                Map.of("cost", 0.3),
                new ConfusionMatrix(List.of("a", "b"), List.of(List.of(50, 7), List.of(4, 39)))));
        assertThat(error).isEqualTo(Estimate.ofMistakes(0.11, 100));
    }

    private static Evaluation values(int examples, double r2) {
        return new Evaluation(examples, Map.of("cost", 1.0, "r2", r2), null);
    }

    @Test
    void errorOfValuesIsTheShareOfTheVarianceThatIsNotExplained() {
        Estimate error = Estimate.of(values(103, 0.64));
        assertThat(error.value()).isCloseTo(0.36, within(1e-15));
        double z = 0.5 * Math.log((1 + 0.8) / (1 - 0.8));
        assertThat(error.lower()).isCloseTo(1 - Math.pow(Math.tanh(z + Z / 10), 2), within(1e-9));
        assertThat(error.upper()).isCloseTo(1 - Math.pow(Math.tanh(z - Z / 10), 2), within(1e-9));
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "-3, 1", "-Infinity, 1", "NaN, 1", "1, 0"})
    void errorOfValuesStaysBetweenNothingAndAll(double r2, double expected) {
        Estimate error = Estimate.of(values(1000, r2));
        assertThat(error.value()).isEqualTo(expected);
        assertThat(error.upper()).isEqualTo(expected);
        assertThat(error.lower()).isBetween(expected - 0.005, expected);
    }

    @Test
    void fewValuesSayNothing() {
        Estimate error = Estimate.of(values(29, 0.9));
        assertThat(error.lower()).isZero();
        assertThat(error.upper()).isEqualTo(1);
        assertThat(Estimate.of(values(30, 0.9)).upper()).isLessThan(0.25);
    }

    @Test
    void namesOfFiles() {
        Map<String, Object> values =
                Diagnosis.of(0.01, 10_000, 0.11, 10_000, 0.005).values();
        assertThat(values)
                .containsOnlyKeys(
                        "verdict",
                        "summary",
                        "trainError",
                        "devError",
                        "baseError",
                        "bias",
                        "variance",
                        "intervals",
                        "findings",
                        "next")
                .containsEntry("verdict", "high-variance")
                .containsEntry("trainError", 0.01)
                .containsEntry("devError", 0.11)
                .containsEntry("baseError", 0.005)
                .containsEntry("bias", 0.005)
                .containsEntry("variance", 0.1)
                .containsEntry("next", List.of("more data", "regularisation"));
        assertThat((Map<?, ?>) values.get("intervals"))
                .extracting(Object::toString)
                .asString()
                .matches("\\{trainError=\\[0\\.00[0-9]+, 0\\.01[0-9]+], devError=\\[0\\.10[0-9]+, 0\\.11[0-9]+], "
                        + "bias=\\[.*], variance=\\[.*]}");
    }

    @Test
    void errorsAreShares() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Diagnosis.of(11, 100, 0.1, 100, 0))
                .withMessage("the error is 11.0 on 100 examples; expected an error from 0 to 1 on at least 1 example");
        assertThatIllegalArgumentException().isThrownBy(() -> Diagnosis.of(0.1, 0, 0.1, 100, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Diagnosis.of(0.1, 100, 0.1, 100, -0.1))
                .withMessage("base-error is -0.1; it must be at least 0 and below 1");
    }
}
