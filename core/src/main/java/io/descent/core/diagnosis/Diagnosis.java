package io.descent.core.diagnosis;

import io.descent.core.diagnosis.Estimate.Level;
import io.descent.core.plugin.Names;
import io.descent.core.training.TrainingResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether a trained network suffers from bias (train error - base error) or from variance (dev error - train error). Either
 * is high if it exceeds 3 points whatever the errors are within their 95 % confidence intervals, and low if it stays below 3
 * points whatever they are; in between there are not enough examples to say.
 *
 * @param train the error of the training set
 * @param dev the error of the dev set; null if there is none
 * @param baseError the error that no training can avoid
 * @param next what to try next, the best first: bias before variance
 */
public record Diagnosis(Estimate train, @Nullable Estimate dev, double baseError, List<String> next) {
    /** Copies the list. */
    public Diagnosis {
        next = List.copyOf(next);
    }

    /** The diagnosis of a training that has come to its end. */
    public static Diagnosis of(TrainingResult result) {
        Diagnosis errors = new Diagnosis(
                Estimate.of(result.train()),
                result.dev() == null ? null : Estimate.of(result.dev()),
                result.experiment().diagnosis().baseError(),
                List.of());
        Remedies remedies = new Remedies(result);
        return errors.withNext(remedies.forBias(errors.verdict() != Verdict.BOTH), remedies.forVariance());
    }

    /**
     * The diagnosis of shares of wrong predictions.
     *
     * @param trainError from 0 to 1
     * @param trainExamples size of the training set, at least 1
     * @param devError from 0 to 1
     * @param devExamples size of the dev set, at least 1
     * @param baseError the error that no training can avoid
     */
    public static Diagnosis of(
            double trainError, int trainExamples, double devError, int devExamples, double baseError) {
        return new Diagnosis(
                        Estimate.ofMistakes(trainError, trainExamples),
                        Estimate.ofMistakes(devError, devExamples),
                        baseError,
                        List.of())
                .withNext(
                        List.of("a bigger network", "longer training", "a better optimizer or another architecture"),
                        List.of("more data", "regularisation"));
    }

    private Diagnosis withNext(List<String> forBias, List<String> forVariance) {
        List<String> steps = new ArrayList<>();
        if (bias().level() == Level.HIGH) {
            steps.addAll(forBias);
        }
        if (varianceLevel() == Level.HIGH) {
            steps.addAll(forVariance);
        }
        if (verdict() == Verdict.NOT_ENOUGH_EXAMPLES) {
            steps.add(needed());
        }
        return new Diagnosis(train, dev, baseError, steps);
    }

    private String needed() {
        if (dev == null) {
            return "a dev set, for instance data.split 80/20";
        }
        boolean ofTrain = varianceLevel() != Level.UNSURE || train.width() > dev.width();
        return ofTrain ? "a larger training set" : "a larger dev set";
    }

    /** Train error - base error. */
    public Estimate bias() {
        return train.minus(baseError);
    }

    /** Dev error - train error; null without a dev set. */
    public @Nullable Estimate variance() {
        return dev == null ? null : dev.minus(train);
    }

    private Level varianceLevel() {
        Estimate variance = variance();
        return variance == null ? Level.UNSURE : variance.level();
    }

    /** What is known to be high; neither is said only where both are known to be low. */
    public Verdict verdict() {
        Level bias = bias().level();
        Level variance = varianceLevel();
        if (bias == Level.HIGH) {
            return variance == Level.HIGH ? Verdict.BOTH : Verdict.HIGH_BIAS;
        }
        if (variance == Level.HIGH) {
            return Verdict.HIGH_VARIANCE;
        }
        return bias == Level.LOW && variance == Level.LOW ? Verdict.NEITHER : Verdict.NOT_ENOUGH_EXAMPLES;
    }

    /** The verdict and the errors in one line. */
    public String summary() {
        return "%s: train error %s, %sbase error %s"
                .formatted(
                        verdictText(),
                        train,
                        dev == null ? "" : "dev error " + dev + ", ",
                        Estimate.percent(baseError));
    }

    private String verdictText() {
        String unknownVariance = dev == null
                ? "; variance needs a dev set"
                : varianceLevel() == Level.UNSURE ? "; too few examples to tell variance" : "";
        return switch (verdict()) {
            case HIGH_BIAS -> "high bias" + unknownVariance;
            case HIGH_VARIANCE ->
                "high variance" + (bias().level() == Level.UNSURE ? "; too few examples to tell bias" : "");
            case BOTH -> "high bias and high variance";
            case NEITHER -> "neither high bias nor high variance";
            case NOT_ENOUGH_EXAMPLES ->
                dev == null && bias().level() == Level.LOW
                        ? "low bias" + unknownVariance
                        : "not enough examples to tell bias from variance";
        };
    }

    /** Everything by the names that files use. */
    public Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        Map<String, Object> intervals = new LinkedHashMap<>();
        values.put("verdict", Names.kebab(verdict().name()));
        put("trainError", train, values, intervals);
        put("devError", dev, values, intervals);
        values.put("baseError", baseError);
        put("bias", bias(), values, intervals);
        put("variance", variance(), values, intervals);
        values.put("intervals", intervals);
        values.put("next", next);
        return values;
    }

    private static void put(
            String name, @Nullable Estimate estimate, Map<String, Object> values, Map<String, Object> intervals) {
        if (estimate != null) {
            values.put(name, estimate.value());
            intervals.put(name, estimate.ends());
        }
    }
}
