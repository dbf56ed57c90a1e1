package io.descent.core.training;

import io.descent.inference.plugin.internal.PluginFailure;

import io.descent.api.LrSchedule;
import io.descent.api.Optimizer;
import io.descent.api.Progress;
import io.descent.core.augment.Augmenter;
import io.descent.core.data.DataSet;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.TrainingSpec;
import io.descent.core.experiment.Watch;
import io.descent.inference.file.internal.Safetensors;
import io.descent.core.metrics.Evaluation;
import io.descent.core.metrics.Evaluator;
import io.descent.core.metrics.Score;
import io.descent.inference.Model;
import io.descent.core.network.internal.Criterion;
import io.descent.inference.network.internal.Network;
import io.descent.inference.network.internal.ParameterLayout;
import io.descent.inference.network.internal.ParameterVector;
import io.descent.inference.network.internal.RunningStatistics;
import io.descent.core.network.internal.TrainingPass;
import io.descent.inference.problem.PluginException;
import io.descent.inference.problem.InvalidInputException;
import io.descent.core.random.RandomStreams;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.tensor.internal.Engine;
import io.descent.inference.tensor.internal.EngineSpec;
import io.descent.inference.tensor.internal.ExponentialAverage;
import io.descent.inference.spec.Precision;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Trains one network once. */
public final class Trainer {
    /** How much of the smoothed cost stays at each update: it reflects about the last 50. */
    private static final double SMOOTHING = 0.98;

    private final Experiment experiment;
    private final TrainingData data;
    private final Network network;
    private final Criterion criterion;
    private final Optimizer optimizer;
    private final LrSchedule schedule;
    private final RandomStreams streams;
    private final EngineSpec engineSpec;
    private final List<TrainingListener> listeners;
    private final Set<Score> scores;
    private boolean started;

    /**
     * A trainer of its parts.
     *
     * @param experiment with every choice made
     * @param data read, divided and normalised
     * @param network its parameters are overwritten
     */
    @Inject
    public Trainer(
            Experiment experiment,
            TrainingData data,
            Network network,
            Criterion criterion,
            Optimizer optimizer,
            LrSchedule schedule,
            RandomStreams streams,
            EngineSpec engine,
            Set<TrainingListener> listeners,
            Set<Score> scores) {
        this.experiment = experiment;
        this.data = data;
        this.network = network;
        this.criterion = criterion;
        this.optimizer = optimizer;
        this.schedule = schedule;
        this.streams = streams;
        this.engineSpec = engine;
        this.listeners = List.copyOf(listeners);
        this.scores = Set.copyOf(scores);
    }

    /** Makes a trainer of plain objects. */
    public static TrainerBuilder builder() {
        return new TrainerBuilder();
    }

    /**
     * Trains from new initial weights to the last epoch, or until a listener stops it.
     *
     * @throws IllegalStateException at a second call
     * @throws DivergedException if numbers leave the finite range; it holds what was reached before
     * @throws CancellationException after the step in which the thread was interrupted
     */
    public TrainingResult train() {
        return train(null);
    }

    /**
     * Goes on from where another training has ended, to the last epoch of this trainer's experiment. With the same experiment
     * the outcome is the same, to the bit, as that of one training that was not interrupted.
     *
     * @throws InvalidInputException if the checkpoint is not of such a network, or has all epochs already
     * @throws IllegalStateException at a second call
     * @throws DivergedException if numbers leave the finite range; it holds what was reached before
     * @throws CancellationException after the step in which the thread was interrupted
     */
    public TrainingResult trainFrom(Checkpoint checkpoint) {
        return train(checkpoint);
    }

    private TrainingResult train(@Nullable Checkpoint checkpoint) {
        Thread thread = Thread.currentThread();
        ClassLoader context = thread.getContextClassLoader();
        thread.setContextClassLoader(
                ClassLoader.getPlatformClassLoader()); // plugins are not to see ours, here or on helpers
        try (Engine engine = start()) {
            Run run = new Run(engine);
            if (checkpoint != null) {
                run.resume(checkpoint);
            }
            return run.train();
        } finally {
            thread.setContextClassLoader(context);
        }
    }

    private Engine start() {
        if (started) {
            throw new IllegalStateException("this trainer has trained its network already; make another one");
        }
        started = true;
        return engineSpec.start();
    }

    /** The state of one training. */
    private final class Run implements TrainingRun, Progress {
        private final TrainingSpec spec = experiment.training();
        private final int m = data.train().size();
        private final int batch = Objects.requireNonNull(spec.batchSize()).of(m);
        private final ParameterVector gradients;
        private final ParameterUpdate update;
        private final GradientClipping clipping = new GradientClipping(spec.clipValue(), spec.clipNorm());
        private final Progress scheduleProgress =
                spec.scheduleLag() == 0 ? this : new Delayed(this, spec.scheduleLag());
        private final ExponentialAverage smoothedCost = new ExponentialAverage(SMOOTHING, Precision.FLOAT64, 1);
        private final ArrayTensor smoothed = ArrayTensor.zeros(Precision.FLOAT64, 1, 1);
        private final TrainingPass fullPass;
        private final TrainingPass lastPass;
        private final Evaluator evaluator;
        private final List<EpochReport> history = new ArrayList<>();
        private final @Nullable BestEpoch best =
                spec.earlyStopping() == null ? null : new BestEpoch(spec.earlyStopping(), network);
        private final Augmenter augmenter = new Augmenter(
                spec.augment(),
                data.normalization(),
                experiment.data() == null ? null : experiment.data().image(),
                streams);
        private final long start = System.nanoTime();
        private List<LayerReport> layers = List.of();
        private final int[] inOrder = IntStream.range(0, spec.shuffle() ? 0 : m).toArray();
        private volatile int step; // the watch reads it
        private double batchCost = Double.NaN;
        private double rate;
        private boolean stopped;
        private boolean stoppedEarly;
        /** Whether slots may be half of one step and half of the next. */
        private volatile boolean slotsAreBroken;

        Run(Engine engine) {
            gradients = new ParameterVector(network.parameters().layout(), network.precision(), engine);
            update = new ParameterUpdate(
                    optimizer, network.parameters(), gradients, spec.learningRate(), engine.workers());
            fullPass = pass(batch, engine);
            lastPass = m % batch == 0 ? fullPass : pass(m % batch, engine);
            evaluator = new Evaluator(network, criterion, null, engine, scores);
            network.initialize(streams);
        }

        private TrainingPass pass(int rows, Engine engine) {
            return new TrainingPass(network, criterion, rows, m, gradients, streams, engine);
        }

        void resume(Checkpoint checkpoint) {
            CheckpointDescription from = checkpoint.description();
            if (from.epoch() >= spec.epochs()) {
                throw new InvalidInputException(
                        "%d epochs are completed already; set training.epochs above, now it is %d"
                                .formatted(from.epoch(), spec.epochs()));
            }
            boolean withSlots = from.slots() && from.optimizer().name().equals(optimizer.name());
            history.addAll(checkpoint.history());
            step = from.step();
            List<Safetensors.Entry> tensors = state(withSlots);
            if (best != null && from.bestEpoch() > 0) {
                best.resume(history);
                if (best.epoch() == from.bestEpoch()) {
                    tensors.addAll(best.entries());
                }
            }
            Safetensors.read(checkpoint.tensors(), tensors);
            for (int i = 0; i < network.layers().size(); i++) {
                if (network.layers().get(i).batchNorm() != null) {
                    network.statistics(i).resume(step);
                }
            }
            smoothedCost.biased().fill(from.smoothedCost());
            smoothedCost.resume(step);
        }

        /** Parameters, slots and averages: what a checkpoint holds, or is read into. */
        private List<Safetensors.Entry> state(boolean withSlots) {
            List<Safetensors.Entry> tensors = new ArrayList<>();
            List<ParameterLayout.Entry> entries = network.parameters().layout().entries();
            for (int i = 0; i < entries.size(); i++) {
                ParameterLayout.Entry entry = entries.get(i);
                tensors.add(new Safetensors.Entry(
                        entry.name(), !entry.isWeight(), network.parameters().tensor(i)));
                for (String slot : withSlots ? update.slotNames() : Set.<String>of()) {
                    tensors.add(new Safetensors.Entry(
                            entry.name() + "/" + slot,
                            !entry.isWeight(),
                            update.slot(slot).tensor(i)));
                }
            }
            for (int i = 0; i < network.layers().size(); i++) {
                if (network.layers().get(i).batchNorm() != null) {
                    String prefix = "batch-norm-" + (i + 1) + ".average-";
                    RunningStatistics statistics = network.statistics(i);
                    tensors.add(new Safetensors.Entry(prefix + "mean", true, statistics.biasedMean()));
                    tensors.add(new Safetensors.Entry(prefix + "variance", true, statistics.biasedVariance()));
                }
            }
            return tensors;
        }

        @Override
        public void whileParametersStay(Runnable action) {
            synchronized (update) {
                action.run();
            }
        }

        @Override
        public void saveCheckpoint(Path folder) {
            whileParametersStay(() -> saveState(folder));
        }

        private void saveState(Path folder) {
            List<Safetensors.Entry> tensors = state(!slotsAreBroken);
            int bestEpoch = best == null ? 0 : best.epoch();
            if (best != null && bestEpoch > 0) {
                tensors.addAll(best.entries());
            }
            CheckpointDescription description = new CheckpointDescription(
                    1,
                    epoch(),
                    step,
                    network.precision(),
                    optimizer,
                    !slotsAreBroken,
                    smoothedCost.biased().get(0, 0),
                    bestEpoch);
            Checkpoint.save(folder, description, tensors);
        }

        TrainingResult train() {
            PluginWatch watch = new PluginWatch(experiment, () -> step);
            try (watch) {
                return trainEpochs();
            } catch (PluginException e) {
                listeners.forEach(listener -> listener.onFailure(this, e));
                throw e;
            } catch (CancellationException e) {
                boolean interrupted = Thread.interrupted(); // files cannot be written by a thread that is
                try {
                    listeners.forEach(listener -> listener.onFailure(this, e));
                } finally {
                    if (interrupted) {
                        Thread.currentThread().interrupt();
                    }
                }
                throw e;
            }
        }

        private TrainingResult trainEpochs() {
            listeners.forEach(listener -> listener.onStart(this));
            while (epoch() < spec.epochs() && !stopped) {
                EpochReport report = trainEpoch();
                history.add(report);
                listeners.forEach(listener -> listener.onEpoch(this, report));
                if (best != null && best.observe(report) && epoch() < spec.epochs()) {
                    stoppedEarly = true;
                    stopped = true;
                }
            }
            listeners.forEach(listener -> listener.onEnd(this));
            if (best != null) {
                best.restore();
            }
            return result();
        }

        private EpochReport trainEpoch() {
            long begin = System.nanoTime();
            int[] order = spec.shuffle() ? streams.order(epoch(), m) : inOrder;
            double costSum = 0;
            layers = List.of();
            boolean reported = (epoch() + 1) % reportEvery() == 0 || epoch() + 1 == spec.epochs();
            boolean watching = spec.watch() == Watch.LAYERS && (reported || epoch() == 0);
            for (int from = 0; from < m; from += batch) {
                int to = Math.min(m, from + batch);
                TrainingPass pass = to - from == batch ? fullPass : lastPass;
                pass.load(data.train(), order, from);
                augmenter.apply(order, from, epoch(), pass.x());
                boolean watched = watching && (step == 0 || (epoch() > 0 && to == m));
                costSum += trainStep(pass, watched);
                for (int i = 0; i < listeners.size(); i++) { // an iterator may be allocated
                    listeners.get(i).onStep(this);
                }
                if (Thread.currentThread().isInterrupted()) {
                    throw new CancellationException(
                            "the training was interrupted in epoch %d, after step %d".formatted(epoch() + 1, step));
                }
            }
            Divergence frozen = update.nonFiniteSlot();
            if (frozen != null) {
                throw diverged(frozen);
            }
            double seconds = secondsSince(begin);
            long evaluation = System.nanoTime();
            Evaluation dev = reported ? evaluate(data.dev()) : null;
            return new EpochReport(
                    epoch() + 1, rate, seconds, secondsSince(evaluation), costSum / m, reported, dev, layers);
        }

        /** Makes one update and gives the sum of the costs of its examples. */
        private double trainStep(TrainingPass pass, boolean watched) {
            try {
                pass.run(step);
            } catch (PluginException e) {
                throw e.inStep(step + 1);
            }
            if (watched) {
                layers = LayerReport.of(network, gradients, pass);
            }
            double cost = pass.lossSum() + pass.rows() * pass.penalty();
            if (!Double.isFinite(cost)) {
                throw diverged(gradients
                        .firstNonFinite()
                        .map(entry -> new Divergence("the gradient", entry.name(), step + 1))
                        .orElse(new Divergence("the cost", null, step + 1)));
            }
            int unstable = pass.firstNonFiniteStatistics();
            if (unstable >= 0) {
                throw diverged(new Divergence("the mean or variance", "batch-norm-" + (unstable + 1), step + 1));
            }
            clip();
            try {
                rate = schedule.rate(spec.learningRate(), scheduleProgress);
            } catch (Throwable e) {
                throw PluginFailure.of(schedule, null, e).inStep(step + 1);
            }
            if (!(rate >= 0) || Double.isInfinite(rate)) {
                throw PluginFailure.of(
                                schedule,
                                null,
                                "it gave the learning rate %s in epoch %d; it must be finite and not negative"
                                        .formatted(rate, epoch() + 1))
                        .inStep(step + 1);
            }
            slotsAreBroken = true;
            Divergence divergence = update.compute(step + 1, rate);
            if (divergence != null) {
                throw diverged(divergence);
            }
            synchronized (update) { // nobody saves what is half of one step and half of the next
                update.move();
                pass.updateStatistics();
                batchCost = cost / pass.rows();
                smoothedCost.add(smoothed.fill(batchCost));
                step++;
                slotsAreBroken = false;
            }
            return cost;
        }

        private void clip() {
            if (clipping.isNone()) {
                return;
            }
            gradients.firstNonFinite().ifPresent(entry -> {
                throw diverged(new Divergence("the gradient", entry.name(), step + 1));
            });
            clipping.apply(gradients.flat());
        }

        private DivergedException diverged(Divergence divergence) {
            slotsAreBroken = true;
            listeners.forEach(listener -> listener.onEnd(this));
            return new DivergedException(divergence, result());
        }

        private int reportEvery() {
            return Objects.requireNonNull(spec.reportEvery());
        }

        private @Nullable Evaluation evaluate(@Nullable DataSet set) {
            return set == null ? null : evaluator.evaluate(set);
        }

        private TrainingResult result() {
            Model model = new Model(data.schema(), data.normalization(), network, criterion.loss());
            return new TrainingResult(
                    experiment,
                    engineSpec,
                    model,
                    List.copyOf(history),
                    best == null || best.epoch() == 0 || slotsAreBroken ? epoch() : best.epoch(),
                    stoppedEarly,
                    secondsSince(start),
                    evaluator.evaluate(data.train()),
                    evaluate(data.dev()),
                    evaluate(data.test()),
                    network.parameters().sha256());
        }

        private static double secondsSince(long nanoTime) {
            return (System.nanoTime() - nanoTime) / 1e9;
        }

        @Override
        public Experiment experiment() {
            return experiment;
        }

        @Override
        public TrainingData data() {
            return data;
        }

        @Override
        public int epoch() {
            return history.size();
        }

        @Override
        public int step() {
            return step;
        }

        @Override
        public int stepsPerEpoch() {
            return (m + batch - 1) / batch;
        }

        @Override
        public int epochs() {
            return spec.epochs();
        }

        @Override
        public int steps() {
            return Math.multiplyExact(spec.epochs(), stepsPerEpoch());
        }

        @Override
        public Network network() {
            return network;
        }

        @Override
        public double batchCost() {
            return batchCost;
        }

        @Override
        public double smoothedCost() {
            if (step == 0) {
                return Double.NaN;
            }
            smoothedCost.copyTo(smoothed);
            return smoothed.get(0, 0);
        }

        @Override
        public double cost(int epoch) {
            return history.get(epoch).trainCost();
        }

        @Override
        public void stop() {
            stopped = true;
        }
    }

    /** A training as a schedule sees it that stays some epochs behind. */
    private record Delayed(Run run, int lag) implements Progress {
        @Override
        public int epoch() {
            return Math.max(0, run.epoch() - lag);
        }

        @Override
        public int step() {
            return (int) Math.max(0, run.step() - (long) lag * run.stepsPerEpoch());
        }

        @Override
        public int epochs() {
            return run.epochs();
        }

        @Override
        public int steps() {
            return run.steps();
        }

        @Override
        public double cost(int epoch) {
            return run.cost(epoch);
        }
    }
}
