package io.descent.core.diagnosis;

import io.descent.core.diagnosis.Estimate.Level;
import io.descent.core.diagnosis.Finding.Kind;
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
 * the same way by the interval of the dev error. Beside them it looks for useless predictions, which both may hide, and
 * for simple causes.
 *
 * @param train the error of the training set
 * @param dev the error of the dev set; null if there is none
 * @param baseError the unavoidable error, such as the human error rate
 * @param findings useless predictions first, then causes
 * @param next what to try next, best first; remedies for bias come before those for variance
 */
public record Diagnosis(
        Estimate train, @Nullable Estimate dev, double baseError, List<Finding> findings, List<String> next) {
    private static final int MOST_TIMES = 10;

    /** Copies the lists. */
    public Diagnosis {
        findings = List.copyOf(findings);
        next = List.copyOf(next);
    }

    /** The diagnosis of a completed run. */
    public static Diagnosis of(TrainingResult result) {
        Findings found = new Findings(result);
        Diagnosis errors = new Diagnosis(
                Estimate.of(result.train()),
                dev(result),
                result.experiment().diagnosis().baseError(),
                found.symptoms(),
                List.of());
        return errors.with(found, new Remedies(result));
    }

    private Diagnosis with(Findings found, Remedies remedies) {
        List<Finding> all = new ArrayList<>(findings);
        List<String> steps = new ArrayList<>();
        boolean isUseless = !findings.isEmpty();
        boolean learnsTooLittle = bias().level() == Level.HIGH || isUseless && varianceLevel() != Level.HIGH;
        steps.addAll(remedies.forClasses(found));
        found.targetScale().ifPresent(finding -> {
            all.add(finding);
            steps.add(remedies.forScale());
        });
        if (learnsTooLittle) {
            remedies.tooFewUpdates().ifPresent(all::add);
        }
        if (bias().level() == Level.HIGH) {
            steps.addAll(remedies.forBias(verdictOfErrors() != Verdict.BOTH));
        } else if (learnsTooLittle) {
            remedies.longer().ifPresent(steps::add);
        }
        found.overfitEarly().ifPresent(finding -> {
            all.add(finding);
            steps.add(remedies.forOverfitting(found.bestBeforeOverfitting().orElseThrow()));
        });
        if (varianceLevel() == Level.HIGH) {
            steps.addAll(remedies.forVariance(found.overfitEarly().isEmpty()));
        }
        if (verdict() == Verdict.NOT_ENOUGH_EXAMPLES) {
            steps.addAll(needed());
        }
        return new Diagnosis(train, dev, baseError, all, steps);
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
                        List.of(),
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
        return new Diagnosis(train, dev, baseError, List.of(), steps);
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

    /**
     * What is known to be wrong. Useless predictions come before bias and variance, except where the training set shows
     * high variance. {@code NEITHER} requires that both are known to be low.
     */
    public Verdict verdict() {
        Verdict errors = verdictOfErrors();
        if (errors != Verdict.HIGH_VARIANCE) {
            if (has(Kind.WORSE_THAN_MEAN)) {
                return Verdict.WORSE_THAN_MEAN;
            }
            if (has(Kind.NO_BETTER_THAN_MAJORITY)) {
                return Verdict.NO_BETTER_THAN_MAJORITY;
            }
        }
        boolean isHigh = errors == Verdict.HIGH_BIAS || errors == Verdict.HIGH_VARIANCE || errors == Verdict.BOTH;
        return !isHigh && has(Kind.CLASS_NEVER_PREDICTED) ? Verdict.CLASS_NEVER_PREDICTED : errors;
    }

    private boolean has(Kind kind) {
        return findings.stream().anyMatch(finding -> finding.kind() == kind);
    }

    private Verdict verdictOfErrors() {
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
        boolean isUseless = verdict() != verdictOfErrors();
        String known = switch (verdictOfErrors()) {
            case HIGH_BIAS -> "high bias";
            case HIGH_VARIANCE -> "high variance";
            case BOTH -> "high bias and high variance";
            case NEITHER -> isUseless ? "" : "neither high bias nor high variance";
            default -> isUseless ? "" : bias == Level.LOW ? "low bias" : variance == Level.LOW ? "low variance" : "";
        };
        boolean unknownVariance = dev != null && variance == Level.UNSURE;
        String unknown = bias != Level.UNSURE
                ? (unknownVariance ? "variance is high" : "")
                : (unknownVariance ? "bias or variance is high" : "bias is high");
        return Stream.of(
                        texts(true),
                        Stream.of(known),
                        texts(false),
                        Stream.of(
                                unknown.isEmpty() || isUseless ? "" : "not enough examples to say whether " + unknown,
                                dev == null ? "variance needs a dev set" : ""))
                .flatMap(parts -> parts)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("; "));
    }

    private Stream<String> texts(boolean symptoms) {
        return findings.stream()
                .filter(finding -> finding.kind().isSymptom() == symptoms)
                .map(Finding::text);
    }

    /** All values by the names used in files. */
    public Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        Map<String, Object> intervals = new LinkedHashMap<>();
        values.put("verdict", Names.kebab(verdict().name()));
        values.put("summary", summary());
        put("trainError", train, values, intervals);
        put("devError", dev, values, intervals);
        values.put("baseError", baseError);
        put("bias", bias(), values, intervals);
        put("variance", variance(), values, intervals);
        values.put("intervals", intervals);
        values.put("findings", findings.stream().map(Finding::values).toList());
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
