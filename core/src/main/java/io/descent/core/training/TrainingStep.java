package io.descent.core.training;

import io.descent.api.LrSchedule;
import io.descent.api.Progress;
import io.descent.core.augment.Augmenter;
import io.descent.core.data.Examples;
import io.descent.core.experiment.ResolvedTraining;
import io.descent.core.experiment.WeightDecay;
import io.descent.core.network.Parametrization;
import io.descent.core.network.internal.Criterion;
import io.descent.core.network.internal.TrainableNetwork;
import io.descent.core.network.internal.TrainingPass;
import io.descent.core.random.RandomStreams;
import io.descent.inference.network.internal.ParameterVector;
import io.descent.inference.plugin.internal.PluginFailure;
import io.descent.inference.problem.PluginException;
import io.descent.inference.tensor.internal.Engine;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One update: forward and backward pass, clipping, schedule, optimizer, parameters. Allocates nothing. */
final class TrainingStep {
    private final ResolvedTraining spec;
    private final Examples train;
    private final TrainingState state;
    private final Progress progress;
    private final int steps;
    private final int batch;
    private final ParameterVector gradients;
    private final ParameterUpdate update;
    private final GradientClipping clipping;
    private final Criterion criterion;
    private final Constraints constraints;
    private final TrainingPass fullPass;
    private final TrainingPass lastPass;
    private final Augmenter augmenter;
    /** Whether the network has one-hot inputs, whose gradients are scattered into zeros. */
    private final boolean isSparse;

    private boolean gradientIsZero;
    private double cost;
    private double rate;

    /**
     * Allocates what the steps of a training need.
     *
     * @param parametrization what the optimizer sees as the weights
     * @param examples the number of examples of an epoch
     * @param weights of the whole training set, of which {@code train} may be a part
     * @param progress the progress that the schedule sees
     * @param steps the number of steps of the whole training
     */
    TrainingStep(
            ResolvedTraining spec,
            Parametrization parametrization,
            TrainableNetwork network,
            Criterion criterion,
            Examples train,
            int examples,
            TrainingWeights weights,
            TrainingState state,
            Progress progress,
            int steps,
            RandomStreams streams,
            Engine engine) {
        this.spec = spec;
        this.train = train;
        this.state = state;
        this.progress = progress;
        this.criterion = criterion;
        this.steps = steps;
        batch = spec.batchSize().of(examples);
        ParameterVector parameters = network.parameters();
        gradients = new ParameterVector(parameters.layout(), network.network().precision(), engine);
        update = new ParameterUpdate(
                spec.optimizer(),
                state.slots(),
                parameters,
                gradients,
                ParameterGroups.of(network.network(), spec.rates(), spec.weightDecay(), parametrization),
                spec.learningRate(),
                (examples - 1) / batch + 1,
                engine);
        isSparse = network.network().denseInputs().blocks() > 0;
        constraints = new Constraints(network);
        clipping = new GradientClipping(spec.clipValue(), spec.clipNorm());
        fullPass = pass(network, criterion, batch, weights, streams, engine);
        int last = examples % batch;
        lastPass = last == 0 ? fullPass : pass(network, criterion, last, weights, streams, engine);
        augmenter = new Augmenter(
                spec.augment(), train.encoding().units(), train.schema().image(), streams);
    }

    private TrainingPass pass(
            TrainableNetwork network,
            Criterion criterion,
            int rows,
            TrainingWeights weights,
            RandomStreams streams,
            Engine engine) {
        return new TrainingPass(
                network, criterion, rows, weights.sum(), weights.relative(train), gradients, streams, engine);
    }

    /**
     * Makes one update.
     *
     * @param epoch the number of completed epochs
     * @param order the order of the examples in this epoch
     * @param from the position in {@code order} where the mini-batch begins
     * @param watched whether to measure the layers
     * @return where a number is not finite; null if all are, and only then have the parameters changed
     * @throws PluginException if a plugin fails
     */
    @Nullable
    Divergence run(int epoch, int[] order, int from, boolean watched) {
        TrainingPass pass = order.length - from >= batch ? fullPass : lastPass;
        Thread thread = Thread.currentThread();
        ClassLoader host = thread.getContextClassLoader();
        thread.setContextClassLoader(ClassLoader.getPlatformClassLoader()); // hides the host's loader from plugins
        try {
            Divergence divergence = compute(pass, epoch, order, from, watched);
            if (divergence != null) {
                return divergence;
            }
        } finally {
            thread.setContextClassLoader(host);
        }
        synchronized (this) { // a checkpoint never contains a mix of two steps
            if (isSparse) {
                update.moveAndClear();
            } else {
                update.move();
            }
            gradientIsZero = isSparse;
            pass.updateStatistics();
            state.completeStep(cost, pass.rows(), rate);
        }
        return null;
    }

    private @Nullable Divergence compute(TrainingPass pass, int epoch, int[] order, int from, boolean watched) {
        int number = state.step() + 1;
        boolean isZero = gradientIsZero;
        gradientIsZero = false;
        pass.load(train, order, from);
        try {
            augmenter.apply(order, from, epoch, pass.x());
            pass.run(state.step(), progress, isZero);
        } catch (PluginException e) {
            throw e.inStep(number);
        }
        if (watched) {
            state.watch(LayerReport.of(state.network(), gradients, pass));
        }
        cost = pass.lossSum() + pass.rows() * pass.penalty();
        Divergence divergence = divergence(pass, number);
        if (divergence != null) {
            return divergence;
        }
        clipping.apply(gradients.flat());
        rate = scheduled(spec.schedule(), spec.learningRate(), "learning rate", epoch, number);
        WeightDecay decay = spec.weightDecay();
        double decayRate = decay == null ? 0 : scheduled(decay.schedule(), decay.rate(), "weight decay", epoch, number);
        synchronized (this) { // waits for a thread that reads the slots
            state.breakSlots();
        }
        Divergence found =
                update.compute(number, number - state.slotsSince(), steps - state.slotsSince(), rate, decayRate);
        if (found == null) {
            constrain(update.next(), number);
        }
        return found;
    }

    private void constrain(ParameterVector parameters, int number) {
        try {
            constraints.apply(parameters);
        } catch (PluginException e) {
            throw e.inStep(number);
        }
    }

    private @Nullable Divergence divergence(TrainingPass pass, int number) {
        if (pass.lossOverflows(ParameterUpdate.LARGEST_GRADIENT)) {
            return new Divergence(
                    "the cost",
                    null,
                    number,
                    "by %s %s".formatted(PluginFailure.name(criterion.loss()), Divergence.NOT_FINITE));
        }
        if (!Double.isFinite(cost)) {
            Divergence gradient = nonFiniteGradient(number);
            return gradient != null ? gradient : new Divergence("the cost", null, number);
        }
        int unstable = pass.firstNonFiniteStatistics();
        if (unstable >= 0) {
            return new Divergence("the mean or variance", "batch-norm-" + (unstable + 1), number);
        }
        return clipping.isNone() ? null : nonFiniteGradient(number);
    }

    private @Nullable Divergence nonFiniteGradient(int number) {
        return gradients
                .firstNonFinite()
                .map(entry -> new Divergence("the gradient", entry.name(), number))
                .orElse(null);
    }

    private double scheduled(LrSchedule schedule, double initialRate, String what, int epoch, int number) {
        double found;
        try {
            found = schedule.rate(initialRate, progress);
        } catch (Throwable e) {
            throw PluginFailure.of(schedule, null, e).inStep(number);
        }
        if (!(found >= 0) || Double.isInfinite(found)) {
            throw PluginFailure.of(
                            schedule,
                            null,
                            "it returned the %s %s in epoch %d; it must be finite and not negative"
                                    .formatted(what, found, epoch + 1))
                    .inStep(number);
        }
        return found;
    }

    /** Replaces the parameters by others, which no update made, and keeps the constraints. */
    synchronized void replace(int number, Runnable action) {
        action.run();
        constrain(state.network().parameters(), number);
    }

    /** Runs an action during which no update changes the parameters. */
    synchronized void whileParametersStay(Runnable action) {
        action.run();
    }

    /**
     * Writes the point at which the optimizer wants the network to be evaluated. Without an update since the slots were
     * zero, and when the slots may be a mix of two steps, this is the point of the parameters.
     *
     * @param target returns a vector with the values of the parameters; called only if the point is another one
     * @throws PluginException if the optimizer or a constraint fails
     */
    synchronized void evaluate(Supplier<ParameterVector> target) {
        int since = state.slotsSince();
        if (state.step() > since
                && !state.slotsAreBroken()
                && update.evaluate(state.step(), state.step() - since, steps - since, target)) {
            constrain(target.get(), state.step());
        }
    }

    /** The first slot that is not finite, as a divergence of the last update; null if all slots are finite. */
    @Nullable
    Divergence nonFiniteSlot() {
        return update.nonFiniteSlot();
    }
}
