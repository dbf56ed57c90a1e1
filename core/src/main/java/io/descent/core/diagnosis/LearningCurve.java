package io.descent.core.diagnosis;

import io.descent.core.data.RawData;
import io.descent.core.data.RawExamples;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.metrics.Evaluation;
import io.descent.core.random.PortableRandom;
import io.descent.core.training.TrainingResult;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A learning curve: errors against the size of the training set.
 *
 * @param points by increasing size, at least two
 */
public record LearningCurve(List<LearningCurvePoint> points) {
    private static final int FEWEST = 10;
    private static final int FEWEST_OF_A_CLASS = 2;
    private static final double FIRST_SHARE = 0.01;

    /** An interval of 95 % is about four standard errors wide. */
    private static final double STANDARD_ERRORS = 4;

    /** Copies the list. */
    public LearningCurve {
        points = List.copyOf(points);
    }

    /** Trains one network. */
    @FunctionalInterface
    public interface Training {
        /**
         * Trains an experiment on examples.
         *
         * @throws io.descent.core.training.DivergedException if the training diverges
         */
        TrainingResult train(ResolvedExperiment experiment, TrainingData data);
    }

    /**
     * Trains an experiment on growing parts of its training set. Sizes grow by a constant factor from a hundredth to
     * all examples. The parts are nested and contain the classes in the same proportions. Each part has its own
     * normalisation; the dev set stays the same. A part that is smaller than a mini-batch becomes a single mini-batch.
     *
     * @param count number of sizes, at least 2; fewer are used if the training set is small
     * @param listener receives every point
     * @throws InvalidInputException if there is no dev set, or too few examples
     */
    public static LearningCurve measure(
            ResolvedExperiment experiment,
            RawData raw,
            int count,
            Training training,
            Consumer<LearningCurvePoint> listener) {
        if (raw.dev() == null) {
            throw new InvalidInputException(
                    "a learning curve needs a dev set; add data.dev, or a dev part to data.split");
        }
        int batch = experiment.training().batchSize().of(raw.train().size());
        int[] order = order(raw.train(), experiment.streams().sample(0));
        List<LearningCurvePoint> points = new ArrayList<>();
        for (int size : sizes(raw.train(), count, batch)) {
            RawData part = raw.withTrain(raw.train().select(Arrays.copyOf(order, size)));
            TrainingResult result = training.train(
                    experiment.withoutListeners().withoutParts().withBatchesUpTo(size),
                    part.encode(experiment.precision()));
            Evaluation devMetrics = Objects.requireNonNull(result.dev());
            LearningCurvePoint point = new LearningCurvePoint(
                    size,
                    Estimate.of(result.train()),
                    Estimate.of(devMetrics),
                    result.train().cost(),
                    devMetrics.cost());
            listener.accept(point);
            points.add(point);
        }
        return new LearningCurve(points);
    }

    /**
     * The sizes of the parts. The last mini-batch never has a single example, because batch norm needs at least two.
     */
    static int[] sizes(RawExamples train, int count, int batch) {
        int all = train.size();
        int first = Math.max(
                Math.max(FEWEST, FEWEST_OF_A_CLASS * train.schema().classes().size()), (int) (FIRST_SHARE * all));
        if (all < 2 * first) {
            throw new InvalidInputException(
                    "a learning curve needs at least %d training examples; there are %d".formatted(2 * first, all));
        }
        int steps = Math.min(count, all); // more would not be distinct
        return IntStream.range(0, steps)
                .map(i -> (int) Math.rint(first * StrictMath.pow((double) all / first, (double) i / (steps - 1))))
                .map(size -> size < all && size > batch && size % batch == 1 ? size - 1 : size)
                .distinct()
                .toArray();
    }

    /** All positions, ordered so that every prefix contains each class in proportion, to within one example. */
    static int[] order(RawExamples train, PortableRandom random) {
        int[] shuffled = random.permutation(train.size());
        Schema schema = train.schema();
        if (schema.task() == Task.REGRESSION) {
            return shuffled;
        }
        int[] counts = new int[schema.classes().size()];
        for (int position : shuffled) {
            counts[(int) train.label(position)]++;
        }
        int[] seen = new int[counts.length];
        double[] places = new double[shuffled.length];
        for (int i = 0; i < places.length; i++) {
            int label = (int) train.label(shuffled[i]);
            places[i] = (seen[label]++ + 0.5) / counts[label];
        }
        return IntStream.range(0, places.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> places[i]))
                .mapToInt(i -> shuffled[i])
                .toArray();
    }

    /**
     * One sentence on whether more examples would help. The dev error still falls if it falls by more than its standard
     * error from half of the examples to all. The curves have met if dev and train error differ by less than 3 points.
     */
    public String interpretation() {
        LearningCurvePoint all = points.get(points.size() - 1);
        LearningCurvePoint half = points.stream()
                .filter(point -> 2L * point.examples() <= all.examples())
                .reduce((former, latter) -> latter)
                .orElse(points.get(0));
        double fall = half.devError().value() - all.devError().value();
        boolean falls = fall > all.devError().width() / STANDARD_ERRORS;
        if (!falls && all.devError().value() - all.trainError().value() < Estimate.HIGH) {
            return "the curves have met (train error %s, dev error %s): more data will not help"
                    .formatted(
                            Estimate.percent(all.trainError().value()),
                            Estimate.percent(all.devError().value()));
        }
        return "%s: the dev error %s from %s to %s between %d and %d examples"
                .formatted(
                        falls ? "more data would help" : "more data alone will hardly help",
                        falls ? "still falls" : "went",
                        Estimate.percent(half.devError().value()),
                        Estimate.percent(all.devError().value()),
                        half.examples(),
                        all.examples());
    }
}
