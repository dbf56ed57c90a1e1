package io.descent.core.diagnosis;

import io.descent.core.diagnosis.Estimate.Level;
import io.descent.core.experiment.DiagnosisSpec;
import io.descent.core.training.TrainingResult;
import io.descent.inference.plugin.internal.Names;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether a trained network suffers from high bias (train error - base error) or high variance (dev error - train
 * error). Bias is high if it exceeds 3 points over the whole 95 % confidence interval of the train error, and low if it
 * stays below 3 points over the whole interval; otherwise there are not enough examples to say. Variance is judged in
 * the same way by the interval of the dev error.
 *
 * @param train the error of the training set
 * @param dev the error of the dev set; null if there is none
 * @param baseError the unavoidable error, such as the human error rate
 * @param next what to try next, best first; remedies for bias come before those for variance
 */
public record Diagnosis(Estimate train, @Nullable Estimate dev, double baseError, List<String> next) {
    private static final int MOST_TIMES = 10;

    /** Copies the list. */
    public Diagnosis {
        next = List.copyOf(next);
    }

    /** The diagnosis of a completed run. */
    public static Diagnosis of(TrainingResult result) {
        Diagnosis errors = new Diagnosis(
                Estimate.of(result.train()),
                dev(result),
                result.experiment().diagnosis().baseError(),
                List.of());
        Remedies remedies = new Remedies(result);
        return errors.withNext(remedies.forBias(errors.verdict() != Verdict.BOTH), remedies.forVariance());
    }

    /** The dev set; with folds and without one, all rows that are held out. */
    private static @Nullable Estimate dev(TrainingResult result) {
        if (result.dev() != null) {
            return Estimate.of(result.dev());
        }
        return result.folds() == null ? null : Estimate.of(result.folds().pooled());
    }

    /**
     * The diagnosis of error rates.
     *
     * @param trainError share of wrong predictions, from 0 to 1
     * @param trainExamples size of the training set, at least 1
     * @param devError share of wrong predictions, from 0 to 1
     * @param devExamples size of the dev set, at least 1
     * @param baseError the unavoidable error, such as the human error rate
     */
    public static Diagnosis of(
            double trainError, int trainExamples, double devError, int devExamples, double baseError) {
        return new Diagnosis(
                        Estimate.ofMistakes(trainError, trainExamples),
                        Estimate.ofMistakes(devError, devExamples),
                        new DiagnosisSpec(baseError).baseError(),
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
            steps.addAll(needed());
        }
        return new Diagnosis(train, dev, baseError, steps);
    }

    /** The sets that must be larger before their errors allow a verdict. */
    private List<String> needed() {
        List<String> sets = new ArrayList<>();
        if (bias().level() == Level.UNSURE) {
            sets.add(larger("training", bias()));
        }
        Estimate variance = variance();
        if (variance == null) {
            sets.add("a dev set, for instance data.split 80/20");
        } else if (variance.level() == Level.UNSURE) {
            sets.add(larger("dev", variance));
        }
        return sets;
    }

    /** Intervals shrink with the square root of the number of examples. */
    private static String larger(String set, Estimate estimate) {
        double ratio = estimate.width() / 2 / Math.abs(estimate.value() - Estimate.HIGH);
        double factor = Math.max(2, Math.ceil(ratio * ratio));
        return factor <= MOST_TIMES
                ? "a %s set about %.0f times as large".formatted(set, factor)
                : "a %s set more than %d times as large".formatted(set, MOST_TIMES);
    }

    /** Train error - base error. */
    public Estimate bias() {
        return train.minus(baseError);
    }

    /**
     * Dev error - train error; null without a dev set. The train error is exact, as it covers the whole training set.
     */
    public @Nullable Estimate variance() {
        return dev == null ? null : dev.minus(train.value());
    }

    private Level varianceLevel() {
        Estimate variance = variance();
        return variance == null ? Level.UNSURE : variance.level();
    }

    /** What is known to be high. {@code NEITHER} requires that both are known to be low. */
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
        Level bias = bias().level();
        Level variance = varianceLevel();
        String known = switch (verdict()) {
            case HIGH_BIAS -> "high bias";
            case HIGH_VARIANCE -> "high variance";
            case BOTH -> "high bias and high variance";
            case NEITHER -> "neither high bias nor high variance";
            case NOT_ENOUGH_EXAMPLES -> bias == Level.LOW ? "low bias" : variance == Level.LOW ? "low variance" : "";
        };
        boolean unknownVariance = dev != null && variance == Level.UNSURE;
        String unknown = bias != Level.UNSURE
                ? (unknownVariance ? "variance is high" : "")
                : (unknownVariance ? "bias or variance is high" : "bias is high");
        return Stream.of(
                        known,
                        unknown.isEmpty() ? "" : "not enough examples to say whether " + unknown,
                        dev == null ? "variance needs a dev set" : "")
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("; "));
    }

    /** All values by the names used in files. */
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
