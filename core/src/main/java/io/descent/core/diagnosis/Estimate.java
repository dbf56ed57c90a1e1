package io.descent.core.diagnosis;

import io.descent.core.metrics.Evaluation;
import java.util.List;
import java.util.Locale;
import org.apache.commons.math3.distribution.BetaDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * An error, or a difference of errors, as a share from 0 to 1, with its 95 % confidence interval.
 *
 * @param value the measured value
 * @param lower lower end of the interval
 * @param upper upper end of the interval
 */
public record Estimate(double value, double lower, double upper) {
    /** A bias or variance above this is high. */
    static final double HIGH = 0.03;

    private static final double TAIL = 0.025;
    private static final double Z = new NormalDistribution(null, 0, 1).inverseCumulativeProbability(1 - TAIL);

    /** With fewer examples, the share of unexplained variance is unknown. */
    private static final int FEWEST_VALUES = 30;

    /** How a bias or a variance compares with {@link #HIGH}. */
    enum Level {
        LOW,
        HIGH,
        UNSURE
    }

    /**
     * The error of an evaluation: the share of wrong predictions, or the unexplained share of the labels' variance,
     * 1 - R2, bounded to [0, 1].
     */
    static Estimate of(Evaluation evaluation) {
        int examples = evaluation.examples();
        Integer right = evaluation.right();
        if (right != null) {
            return ofMistakes((examples - right) / (double) examples, examples);
        }
        Double r2 = evaluation.values().get("r2");
        return ofUnexplained(r2 != null && r2 > 0 ? 1 - r2 : 1, examples);
    }

    /**
     * The share of wrong predictions with its exact 95 % interval (Clopper and Pearson 1934), from quantiles of the
     * beta distribution. The number of mistakes need not be whole.
     */
    static Estimate ofMistakes(double error, int examples) {
        if (!(error >= 0 && error <= 1) || examples < 1) {
            throw new IllegalArgumentException(
                    "the error is %s on %d examples; expected an error from 0 to 1 on at least 1 example"
                            .formatted(error, examples));
        }
        double wrong = error * examples;
        double right = examples - wrong;
        return new Estimate(
                error,
                wrong == 0 ? 0 : new BetaDistribution(null, wrong, right + 1).inverseCumulativeProbability(TAIL),
                right == 0 ? 1 : new BetaDistribution(null, wrong + 1, right).inverseCumulativeProbability(1 - TAIL));
    }

    /**
     * The unexplained share of the variance, 1 - R2, with a 95 % interval. R is taken as the correlation of predictions
     * and labels: atanh(R) is nearly normal with variance 1 / (n - 3) (Fisher 1921). With fewer than 30 examples the
     * interval is [0, 1].
     */
    static Estimate ofUnexplained(double error, int examples) {
        if (examples < FEWEST_VALUES) {
            return new Estimate(error, 0, 1);
        }
        double r = Math.sqrt(1 - error);
        double z = 0.5 * StrictMath.log((1 + r) * (1 + r) / error); // (1 + R) / (1 - R) without cancellation
        double margin = Z / Math.sqrt(examples - 3);
        return new Estimate(error, unexplained(z + margin), unexplained(Math.max(0, z - margin)));
    }

    /** 1 - tanh(z)^2. */
    private static double unexplained(double z) {
        double cosh = StrictMath.cosh(z);
        return 1 / (cosh * cosh);
    }

    Estimate minus(double exact) {
        return new Estimate(value - exact, lower - exact, upper - exact);
    }

    Level level() {
        if (lower > HIGH) {
            return Level.HIGH;
        }
        return upper < HIGH ? Level.LOW : Level.UNSURE;
    }

    double width() {
        return upper - lower;
    }

    List<Double> ends() {
        return List.of(lower, upper);
    }

    /** In percent with its interval: {@code 11.0 % (10.4 to 11.6)}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s (%.1f to %.1f)", percent(value), 100 * lower, 100 * upper);
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
