package io.descent.core.training;

import io.descent.api.Progress;
import io.descent.core.data.DataSummary;
import io.descent.core.data.Examples;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.EarlyStopping;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.experiment.ResolvedTraining;
import io.descent.core.experiment.Watch;
import io.descent.core.metrics.Evaluation;
import io.descent.core.metrics.Evaluator;
import io.descent.core.metrics.MetricName;
import io.descent.core.metrics.MetricSet;
import io.descent.core.metrics.WatchedMetric;
import io.descent.core.network.internal.Criterion;
import io.descent.core.network.internal.TrainableNetwork;
import io.descent.core.random.RandomStreams;
import io.descent.inference.Model;
import io.descent.inference.config.internal.RecordWriter;
import io.descent.inference.model.internal.ModelParts;
import io.descent.inference.network.internal.Network;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.problem.PluginException;
import io.descent.inference.tensor.internal.Engine;
import io.descent.inference.tensor.internal.EngineSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One training: epochs, mini-batches, updates. */
final class TrainingLoop implements TrainingRun, Progress {
    private final ResolvedExperiment experiment;
    private final ResolvedTraining spec;
    private final TrainingData data;
    private final RandomStreams streams;
    private final EngineSpec engineSpec;
    private final List<TrainingListener> listeners;
    private final TrainingState state;
    private final int m;
    private final int batch;
    private final TrainingStep steps;
    private final Function<Network, Evaluator> evaluators;
    private final Map<Network, Evaluator> evaluatorsByNetwork = new HashMap<>();
    private final EvaluatedNetwork evaluated;
    private final Criterion criterion;
    /** The metrics that the schedules read. */
    private final Map<String, WatchedMetric> watched;

    private final boolean evaluatesEveryEpoch;
    private final long start = System.nanoTime();
    private final int[] inOrder;
    private boolean stopped;
    private StopReason reason = StopReason.COMPLETED;

    TrainingLoop(
            ResolvedExperiment experiment,
            TrainingData data,
            RandomStreams streams,
            EngineSpec engineSpec,
            Engine engine,
            List<TrainingListener> listeners) {
        this.experiment = experiment;
        this.spec = experiment.training();
        this.data = data;
        this.streams = streams;
        this.engineSpec = engineSpec;
        this.listeners = new ArrayList<>(listeners);
        experiment.listeners().forEach(listener -> this.listeners.add(new ListenerSession(listener, this)));
        m = data.train().size();
        batch = spec.batchSize().of(m);
        DataSummary summary = data.summary();
        TrainableNetwork network = experiment.network(summary);
        MetricSet metrics = experiment.metricSet();
        EarlyStopping stopping = spec.earlyStopping();
        state = new TrainingState(
                network, spec, stopping == null ? null : new BestEpoch(stopping, metrics, network.network()));
        criterion = experiment.criterion(summary);
        List<String> read = new ArrayList<>(spec.schedule().metrics());
        if (spec.weightDecay() != null) {
            read.addAll(spec.weightDecay().schedule().metrics());
        }
        watched = read.stream()
                .distinct()
                .collect(Collectors.toMap(name -> name, name -> metrics.watched(MetricName.parse(name))));
        evaluatesEveryEpoch =
                !watched.isEmpty() || (stopping != null && stopping.metric().isOfDevSet());
        Progress progress = spec.scheduleLag() == 0 ? this : new Delayed(this, spec.scheduleLag());
        steps = new TrainingStep(spec, network, criterion, data, state, progress, steps(), streams, engine);
        evaluators = shown -> new Evaluator(shown, criterion, engine, metrics);
        evaluated = new EvaluatedNetwork(state, steps, data.train(), batch, engine);
        inOrder = IntStream.range(0, spec.shuffle() ? 0 : m).toArray();
        network.initialize(streams, data.train(), engine);
    }

    void resume(Checkpoint checkpoint) {
        int completed = checkpoint.description().epoch();
        if (completed >= spec.epochs()) {
            throw new InvalidInputException(
                    "%d epochs are completed already; set training.epochs, now %d, to a larger number"
                            .formatted(completed, spec.epochs()));
        }
        CheckpointFile.restore(checkpoint, state, spec.optimizer());
    }

    TrainingResult train() {
        try {
            return trainEpochs();
        } catch (PluginException e) {
            listeners.forEach(listener -> listener.onFailure(this, e));
            throw e;
        } catch (CancellationException e) {
            boolean interrupted = Thread.interrupted(); // an interrupted thread cannot write files
            try {
                listeners.forEach(listener -> listener.onFailure(this, e));
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
            throw e;
        } finally {
            close();
        }
    }

    /** Tells every listener, whatever another one throws. */
    private void close() {
        RuntimeException failure = null;
        for (TrainingListener listener : listeners) {
            try {
                listener.onClose(this);
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private TrainingResult trainEpochs() {
        BestEpoch best = state.best();
        listeners.forEach(listener -> listener.onStart(this));
        while (epoch() < spec.epochs() && !stopped) {
            EpochReport report = trainEpoch();
            if (report == null) {
                break;
            }
            state.history().add(report);
            listeners.forEach(listener -> listener.onEpoch(this, report));
            if (best != null && best.observe(report, evaluated::network) && epoch() < spec.epochs()) {
                reason = StopReason.EARLY_STOPPING;
                stopped = true;
            }
        }
        if (reason == StopReason.COMPLETED && epoch() < spec.epochs()) {
            reason = StopReason.LISTENER;
        }
        listeners.forEach(listener -> listener.onEnd(this));
        if (best != null) {
            evaluated.settle(best);
        }
        return result();
    }

    /** Trains one epoch; returns null if a listener stopped the training before the epoch's end. */
    private @Nullable EpochReport trainEpoch() {
        long begin = System.nanoTime();
        int[] order = spec.shuffle() ? streams.order(epoch(), m) : inOrder;
        double costSum = 0;
        steps.forgetLayers();
        boolean reported = (epoch() + 1) % spec.reportEvery() == 0 || epoch() + 1 == spec.epochs();
        boolean watching = spec.watch() == Watch.LAYERS && (reported || epoch() == 0);
        for (int from = 0; from < m; from += batch) {
            boolean last = m - from <= batch;
            boolean watched = watching && (step() == 0 || (epoch() > 0 && last));
            Divergence divergence = steps.run(order, from, watched);
            if (divergence != null) {
                throw diverged(divergence);
            }
            costSum += steps.cost();
            for (int i = 0; i < listeners.size(); i++) { // iterating the list may allocate an iterator
                listeners.get(i).onStep(this);
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException(
                        "training was interrupted in epoch %d, after step %d".formatted(epoch() + 1, step()));
            }
            if (stopped && !last) {
                return null;
            }
        }
        Divergence frozen = steps.nonFiniteSlot();
        if (frozen != null) {
            throw diverged(frozen);
        }
        double seconds = secondsSince(begin);
        long evaluation = System.nanoTime();
        Evaluation dev = reported || evaluatesEveryEpoch ? evaluate(data.dev()) : null;
        return new EpochReport(
                epoch() + 1,
                steps.rate(),
                seconds,
                secondsSince(evaluation),
                costSum / m,
                reported,
                dev,
                steps.layers());
    }

    private DivergedException diverged(Divergence divergence) {
        state.breakSlots();
        reason = StopReason.DIVERGED;
        listeners.forEach(listener -> listener.onEnd(this));
        return new DivergedException(divergence, result());
    }

    private @Nullable Evaluation evaluate(@Nullable Examples set) {
        return set == null ? null : evaluateOn(set);
    }

    private Evaluation evaluateOn(Examples set) {
        Evaluator evaluator = evaluatorsByNetwork.computeIfAbsent(evaluated.network(), evaluators);
        return Apart.call(() -> evaluator.evaluate(set));
    }

    private TrainingResult result() {
        BestEpoch best = state.best();
        return new TrainingResult(
                experiment,
                engineSpec.backend().name(),
                engineSpec.threads(),
                model(evaluated.network()),
                List.copyOf(state.history()),
                best == null || best.epoch() == 0 || state.slotsAreBroken() ? epoch() : best.epoch(),
                reason,
                secondsSince(start),
                evaluateOn(data.train()),
                evaluate(data.dev()),
                evaluate(data.test()),
                weightsSha256());
    }

    private static double secondsSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1e9;
    }

    /** The report of the last completed epoch; null before the end of the first. */
    @Nullable
    EpochReport lastReport() {
        List<EpochReport> history = state.history();
        return history.isEmpty() ? null : history.get(history.size() - 1);
    }

    /** The learning rate of the last update that this process made. */
    double learningRate() {
        return steps.rate();
    }

    @Override
    public ResolvedExperiment experiment() {
        return experiment;
    }

    @Override
    public TrainingData data() {
        return data;
    }

    @Override
    public Model model() {
        return model(evaluated.copy());
    }

    private Model model(Network network) {
        Object loss = RecordWriter.plugin(criterion.loss());
        return new Model(
                new ModelParts(
                        data.schema(),
                        data.encoding(),
                        data.train().targets(),
                        network,
                        loss,
                        criterion.predictedOutput()),
                engineSpec.backend());
    }

    @Override
    public String weightsSha256() {
        return evaluated.network().parameters().sha256();
    }

    @Override
    public void saveCheckpoint(Path folder) {
        whileParametersStay(() -> Apart.call(() -> {
            CheckpointFile.save(folder, state, spec.optimizer());
            return state;
        }));
    }

    @Override
    public void whileParametersStay(Runnable action) {
        steps.whileParametersStay(action);
    }

    @Override
    public int epoch() {
        return state.history().size();
    }

    @Override
    public int step() {
        return state.step();
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
    public double batchCost() {
        return state.batchCost();
    }

    @Override
    public double smoothedCost() {
        return state.smoothedCost();
    }

    @Override
    public double cost(int epoch) {
        return state.history().get(epoch).trainCost();
    }

    @Override
    public double metric(String name, int epoch) {
        EpochReport report = state.history().get(epoch);
        Double value = watched(name).of(report.trainCost(), report.dev());
        return value == null ? Double.NaN : value;
    }

    @Override
    public boolean largerIsBetter(String name) {
        return watched(name).largerIsBetter();
    }

    private WatchedMetric watched(String name) {
        WatchedMetric metric = watched.get(name);
        if (metric == null) {
            throw new IllegalArgumentException("a schedule reads the metric %s, but metrics() returns %s"
                    .formatted(name, watched.keySet().stream().sorted().toList()));
        }
        return metric;
    }

    @Override
    public void stop() {
        stopped = true;
    }

    /** The progress of a training as seen by a schedule that lags some epochs behind. */
    private record Delayed(TrainingLoop run, int lag) implements Progress {
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

        @Override
        public double metric(String name, int epoch) {
            return run.metric(name, epoch);
        }

        @Override
        public boolean largerIsBetter(String name) {
            return run.largerIsBetter(name);
        }
    }
}
