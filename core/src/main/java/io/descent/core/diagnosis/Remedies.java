package io.descent.core.diagnosis;

import io.descent.api.ActivationMask;
import io.descent.api.Hyperparameter;
import io.descent.api.Regularizer;
import io.descent.api.WeightMask;
import io.descent.api.WeightPenalty;
import io.descent.core.experiment.ResolvedTraining;
import io.descent.core.experiment.TrainingSpec;
import io.descent.core.network.LayerSpec;
import io.descent.core.network.ResolvedNetwork;
import io.descent.core.training.EpochReport;
import io.descent.core.training.TrainingResult;
import io.descent.inference.plugin.internal.HyperparameterInfo;
import io.descent.inference.plugin.internal.PluginName;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Suggests changes to an experiment, with concrete values. */
final class Remedies {
    /** Optimizers with one learning rate for all parameters. */
    private static final Set<String> NOT_ADAPTIVE = Set.of("gradient-descent", "momentum", "nesterov");

    /** A cost that falls by less than this share over the last tenth of the epochs has settled. */
    private static final double SETTLED = 0.01;

    /** With fewer training examples, a class is hard to learn. */
    private static final int FEW_EXAMPLES = 30;

    private static final double MORE = 3;
    private static final double LESS = 0.3;
    private static final double KEEP_PROB_STEP = 0.1;
    private static final double LEAST_KEEP_PROB = 0.5;

    private final TrainingResult result;
    private final ResolvedTraining training;
    private final ResolvedNetwork network;

    Remedies(TrainingResult result) {
        this.result = result;
        this.training = result.experiment().training();
        this.network = result.experiment().network();
    }

    /**
     * Longer training, other initial biases, a bigger network, a better optimizer. Biases come first unless there were
     * few updates.
     *
     * @param loosen whether to suggest weaker regularisation too
     */
    List<String> forBias(boolean loosen) {
        List<String> steps = new ArrayList<>();
        longer().ifPresent(steps::add);
        if (bendsAtOnePlace()) {
            steps.add(
                    tooFewUpdates().isPresent() ? steps.size() : 0,
                    "bias-initializer: fan-in-uniform in network.hidden[0] (biases that start at 0 let all units bend at"
                            + " the same value of the only input)");
        }
        steps.add(
                network.hidden().isEmpty()
                        ? "a bigger network: a hidden layer, for instance of 64 units"
                        : "a bigger network: units %s -> %s, or another layer"
                                .formatted(units(u -> u), units(u -> 2 * u)));
        String optimizer = PluginName.of(training.optimizer());
        double rate = training.learningRate();
        steps.add(
                NOT_ADAPTIVE.contains(optimizer)
                        ? "a better optimizer: adam instead of " + optimizer
                        : "another learning rate: %s or %s instead of %s"
                                .formatted(text(MORE * rate), text(LESS * rate), text(rate)));
        List<String> weaker = changes(WeightPenalty.class, false);
        weaker.addAll(changes(ActivationMask.class, false));
        weaker.addAll(changes(WeightMask.class, false));
        if (loosen && !weaker.isEmpty()) {
            steps.add("weaker regularisation: " + String.join(", or ", weaker));
        }
        return steps;
    }

    private String units(IntUnaryOperator change) {
        return network.hidden().stream()
                .map(layer -> Integer.toString(change.applyAsInt(layer.units())))
                .collect(Collectors.joining(", "));
    }

    /** Whether the network has one input, and a first hidden layer whose biases start at 0. */
    private boolean bendsAtOnePlace() {
        return result.model().parts().network().inputs() == 1
                && !network.hidden().isEmpty()
                && network.hidden().get(0).biasInitializer() == null
                && network.hidden().get(0).batchNorm() == null;
    }

    private int stepsPerEpoch() {
        int m = Math.max(1, result.train().examples());
        int batch = Math.min(m, training.batchSize().examples());
        return (m - 1) / batch + 1;
    }

    private long updates() {
        return (long) result.epochs() * stepsPerEpoch();
    }

    /** By which share the cost fell over the last tenth of the epochs; NaN with fewer than two epochs. */
    private double fall() {
        int epochs = result.epochs();
        int tenth = Math.max(1, epochs / 10);
        return epochs < 2 ? Double.NaN : 1 - cost(epochs - tenth, epochs) / cost(epochs - 2 * tenth, epochs - tenth);
    }

    /** Whether the cost fell to the end, and the dev set did not choose an epoch before the last tenth. */
    private boolean stillFell() {
        boolean isLate = result.modelEpoch() >= result.epochs() - result.epochs() / 10;
        return !result.stoppedEarly() && isLate && (result.epochs() < 2 || fall() >= SETTLED);
    }

    /** Few updates, after which the cost still fell. */
    Optional<Finding> tooFewUpdates() {
        return stillFell() && updates() < TrainingSpec.USUAL_UPDATES
                ? Optional.of(new Finding(Finding.Kind.TOO_FEW_UPDATES, "too few updates (%,d)".formatted(updates())))
                : Optional.empty();
    }

    /** Longer training, unless the cost has settled or early stopping ended the run. */
    Optional<String> longer() {
        if (!stillFell()) {
            return Optional.empty();
        }
        int epochs = result.epochs();
        boolean isShort = tooFewUpdates().isPresent();
        long enough = (TrainingSpec.USUAL_UPDATES - 1L) / stepsPerEpoch() + 1;
        long more = isShort ? Math.max(2L * epochs, enough) : 2L * epochs;
        List<String> why = new ArrayList<>();
        if (isShort) {
            why.add("%,d updates instead of %,d".formatted(more * stepsPerEpoch(), updates()));
        }
        if (epochs >= 2) {
            why.add(String.format(Locale.ROOT, "the cost still fell by %.0f %% over the last tenth", 100 * fall()));
        }
        return Optional.of("more epochs: %d -> %d".formatted(epochs, more)
                + (why.isEmpty() ? "" : " (" + String.join("; ", why) + ")"));
    }

    /** Weights and more examples for classes that are never predicted. */
    List<String> forClasses(Findings found) {
        List<Integer> never = found.neverPredicted();
        List<String> steps = new ArrayList<>();
        if (training.classWeights() == null && never.stream().anyMatch(found::isRare)) {
            steps.add("class-weights: balanced, which gives every class the same total weight"
                    + (found.classes() == 2 ? ", or another decision threshold than 0.5" : ""));
        }
        List<String> few = never.stream()
                .filter(k -> found.support(k) < FEW_EXAMPLES)
                .map(k -> "%s (%,d in the training set)".formatted(found.name(k), found.support(k)))
                .toList();
        if (!few.isEmpty()) {
            steps.add("more examples of " + Findings.listed(few));
        }
        return steps;
    }

    /** Scaled labels. */
    String forScale() {
        return network.loss().labelsMayBeScaled()
                ? "data.target: standardize, because labels so far from 0 take too many updates at a learning rate of %s"
                        .formatted(text(training.learningRate()))
                : "labels in another unit, such as thousands: %s needs them as they are, and they are too far from 0"
                        .formatted(PluginName.of(network.loss()));
    }

    /** Early stopping. */
    String forOverfitting(EpochReport best) {
        return "early-stopping, which keeps the best epoch, or fewer epochs: %d -> %d"
                .formatted(result.epochs(), best.epoch());
    }

    /** The mean cost over a range of epochs, counted from 0. */
    private double cost(int from, int to) {
        return result.history().subList(from, to).stream()
                .mapToDouble(EpochReport::trainCost)
                .average()
                .orElseThrow();
    }

    /**
     * More data, then regularisation.
     *
     * @param stopping whether early stopping is among the suggestions
     */
    List<String> forVariance(boolean stopping) {
        List<String> options = changes(WeightPenalty.class, true);
        if (options.isEmpty()) {
            options.add("l2 lambda 0.1");
        }
        options.addAll(changes(ActivationMask.class, true));
        options.addAll(changes(WeightMask.class, true));
        if (!network.hidden().isEmpty()
                && used(ActivationMask.class).isEmpty()
                && used(WeightMask.class).isEmpty()) {
            options.add("dropout keep-prob 0.8");
        }
        if (stopping && training.earlyStopping() == null) {
            options.add("early-stopping");
        }
        return List.of(
                String.format(
                        Locale.ROOT,
                        "more data than %,d examples (descent learning-curve shows whether it would help)",
                        result.train().examples()),
                "%s: %s%s"
                        .formatted(
                                used(Regularizer.class).isEmpty() ? "regularisation" : "stronger regularisation",
                                String.join(", or ", options),
                                used(Regularizer.class).isEmpty() ? " (none is used)" : ""));
    }

    private <R extends Regularizer> List<R> used(Class<R> kind) {
        return Stream.of(
                        training.regularizers().stream(),
                        network.hidden().stream().map(LayerSpec::regularizers).flatMap(List::stream),
                        network.output().regularizers().stream())
                .flatMap(regularizers -> regularizers)
                .filter(kind::isInstance)
                .map(kind::cast)
                .distinct()
                .toList();
    }

    /** The regularizers in use, with stronger or weaker settings: {@code l2 lambda 0.1 -> 0.3}. */
    private List<String> changes(Class<? extends Regularizer> kind, boolean stronger) {
        List<String> changes = new ArrayList<>();
        for (Regularizer regularizer : used(kind)) {
            String change = HyperparameterInfo.of(regularizer.getClass().asSubclass(Record.class), regularizer).stream()
                    .map(info -> change(info, stronger))
                    .flatMap(Optional::stream)
                    .collect(Collectors.joining(" and "));
            if (!change.isEmpty()) {
                changes.add(PluginName.of(regularizer) + " " + change);
            }
        }
        return changes;
    }

    /** A stronger or weaker value of a hyperparameter: one with a logarithmic scale, or a keep-prob. */
    private static Optional<String> change(HyperparameterInfo info, boolean stronger) {
        if (!(info.value() instanceof Double value)) {
            return Optional.empty();
        }
        Hyperparameter annotation = info.annotation();
        double other = value;
        if (info.key().equals("keep-prob")) {
            other = stronger
                    ? Math.max(Math.min(value, LEAST_KEEP_PROB), value - KEEP_PROB_STEP)
                    : Math.min(1, value + KEEP_PROB_STEP);
        } else if (annotation != null && annotation.scale() == Hyperparameter.Scale.LOG) {
            other = (stronger ? MORE : LESS) * value;
        }
        return other == value
                ? Optional.empty()
                : Optional.of("%s %s -> %s".formatted(info.key(), text(value), text(other)));
    }

    /** Rounds to six digits, which hides rounding errors of products and sums. */
    private static String text(double value) {
        return BigDecimal.valueOf(value)
                .round(new MathContext(6))
                .stripTrailingZeros()
                .toPlainString();
    }
}
