package io.descent.core.training;

import io.descent.api.Predictions;
import io.descent.api.Progress;
import io.descent.core.calibration.CalibrationSpec;
import io.descent.core.calibration.internal.LearntCalibration;
import io.descent.core.data.DataDigest;
import io.descent.core.data.DataSummary;
import io.descent.core.data.Examples;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.EarlyStopping;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.experiment.ResolvedTraining;
import io.descent.core.experiment.ShardsSpec;
import io.descent.core.experiment.Watch;
import io.descent.core.metrics.Evaluation;
import io.descent.core.metrics.Evaluator;
import io.descent.core.metrics.MetricName;
import io.descent.core.metrics.MetricSet;
import io.descent.core.network.internal.Criterion;
import io.descent.core.network.internal.TrainableNetwork;
import io.descent.core.random.RandomStreams;
import io.descent.inference.Model;
import io.descent.inference.config.internal.RecordWriter;
import io.descent.inference.file.internal.Sha256;
import io.descent.inference.model.internal.Calibration;
import io.descent.inference.model.internal.ModelParts;
import io.descent.inference.network.internal.Network;
import io.descent.inference.network.internal.ParameterVector;
import io.descent.inference.plugin.internal.PluginFailure;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.tensor.internal.Engine;
import io.descent.inference.tensor.internal.EngineSpec;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One training: epochs, mini-batches, updates. */
final class TrainingLoop implements ListenedRun, Progress {
    private static final Logger LOG = LoggerFactory.getLogger(TrainingLoop.class);

    private final ResolvedExperiment experiment;
    private final ResolvedTraining spec;
    private final TrainingData data;
    private final DevSets devSets;
    private final RandomStreams streams;
    private final EngineSpec engineSpec;
    private final Listeners listeners;
    private Thread trainingThread = Thread.currentThread();
    private final TrainingState state;
    private final int m;
    private final int batch;
    private final TrainingStep steps;
    private final Function<Network, Evaluator> evaluators;
    private final Map<Network, Evaluator> evaluatorsByNetwork = new HashMap<>();
    private final EvaluatedNetwork evaluated;
    private final Criterion criterion;
    private final boolean evaluatesEveryEpoch;
    private final String initialWeights;
    private final long start = System.nanoTime();
    /** The time that earlier processes spent on this training. */
    private double secondsBefore;

    private final double mostSeconds;
    private final int[] inOrder;
    /** Makes the updates on shards; null if there are none. */
    private final @Nullable ShardRounds rounds;

    private @Nullable Divergence divergence;
    private boolean stopped;
    private boolean settled;
    private StopReason reason = StopReason.COMPLETED;

    /**
     * Prepares a training.
     *
     * @param elsewhere the shards, if they are not in this process
     */
    TrainingLoop(
            ResolvedExperiment experiment,
            TrainingData data,
            RandomStreams streams,
            EngineSpec engineSpec,
            Engine engine,
            List<TrainingListener> listeners,
            @Nullable Shards elsewhere) {
        this.experiment = experiment;
        this.spec = experiment.training();
        this.data = data;
        this.streams = streams;
        this.devSets = DevSets.of(experiment, data.dev(), streams);
        this.engineSpec = engineSpec;
        this.listeners = Listeners.of(listeners, experiment.listeners(), this);
        DataSummary summary = data.summary();
        m = spec.perEpoch(summary.train());
        batch = spec.batchSize().of(m);
        TrainableNetwork network = experiment.network(data.summaryHere());
        MetricSet metrics = experiment.metricSet();
        EarlyStopping stopping = spec.earlyStopping();
        criterion = experiment.criterion(summary);
        List<String> read = new ArrayList<>(spec.schedule().metrics());
        if (spec.weightDecay() != null) {
            read.addAll(spec.weightDecay().schedule().metrics());
        }
        evaluatesEveryEpoch =
                !read.isEmpty() || (stopping != null && stopping.metric().isOfDevSet());
        if (stopping != null) {
            read.add(stopping.metric().toString());
        }
        state = new TrainingState(
                network,
                spec,
                read.stream()
                        .distinct()
                        .collect(Collectors.toMap(name -> name, name -> metrics.watched(MetricName.parse(name)))),
                stopping == null ? null : new BestEpoch(stopping, metrics, network.network()));
        mostSeconds = spec.time() == null
                ? Double.POSITIVE_INFINITY
                : spec.time().duration().toMillis() / 1000.0;
        steps = new TrainingStep(
                spec,
                experiment.network().parametrization(),
                network,
                criterion,
                data.train(),
                m,
                elsewhere != null
                        ? TrainingWeights.PLAIN // the steps are made elsewhere
                        : TrainingWeights.of(data.train(), spec.classWeights()),
                state,
                Delayed.of(this, spec.scheduleLag(), stepsPerEpoch()),
                steps(),
                streams,
                engine);
        evaluators = shown -> new Evaluator(shown, criterion, engine, metrics);
        evaluated = new EvaluatedNetwork(state, steps, data.train(), batch, engine);
        inOrder = IntStream.range(0, spec.shuffle() ? 0 : m).toArray();
        ShardsSpec shards = spec.shards();
        if (shards != null && shards.slots() == ShardsSpec.SlotsBetweenRounds.KEEP) {
            state.addShardSlots(spec, shards.count());
        }
        if (elsewhere != null) {
            requireStatistics(network);
            if (experiment.calibration() != null && !experiment.calibration().isNone() && data.dev() == null) {
                throw new InvalidInputException(
                        "calibration: the training set is in other processes, so that it needs a dev set; add one to data.split");
            }
        }
        rounds = shards == null
                ? null
                : new ShardRounds(
                        experiment,
                        state,
                        steps,
                        batch,
                        m,
                        elsewhere != null ? elsewhere : LocalShards.of(experiment, data, engineSpec, engine));
        network.initialize(streams, data.train(), engine);
        initialWeights = weights();
    }

    /** The statistics of another point than that of the parameters need all examples. */
    private void requireStatistics(TrainableNetwork network) {
        boolean hasNorm = network.layers().stream().anyMatch(layer -> layer.batchNorm() != null);
        if (hasNorm && ParameterUpdate.evaluatesElsewhere(spec.optimizer())) {
            throw new InvalidInputException(
                    "training.optimizer: with %s, the statistics of batch norm need all training examples in one process; use another optimizer, or no batch norm"
                            .formatted(PluginFailure.name(spec.optimizer())));
        }
    }

    /** Continues another training, whose experiment may differ. */
    void continueFrom(Checkpoint checkpoint) {
        requireOne(checkpoint);
        int completed = checkpoint.description().epoch();
        if (completed >= spec.epochs()) {
            throw new InvalidInputException(
                    "%d epochs are completed already; set training.epochs, now %d, to a larger number"
                            .formatted(completed, spec.epochs()));
        }
        CheckpointFile.restore(checkpoint, state, spec.optimizer(), epochOrder());
    }

    private static void requireOne(Checkpoint checkpoint) {
        if (!checkpoint.members().isEmpty()) {
            throw new InvalidInputException(
                    "%s: is the checkpoint of %d networks that were trained with training.folds; expected one network"
                            .formatted(
                                    checkpoint.tensors(), checkpoint.members().size()));
        }
    }

    /** Goes on with the same training. */
    void resume(Checkpoint checkpoint) {
        requireOne(checkpoint);
        CheckpointDescription from = checkpoint.description();
        List<String> differences = from.data().differences(DataDigest.of(data));
        if (!differences.isEmpty()) {
            throw new InvalidInputException(
                    "the data have changed since the training began, so it cannot be resumed: %s; restore the data, or continue the run with --continue"
                            .formatted(String.join("; ", differences)));
        }
        if (!from.slots() || !from.order().equals(epochOrder()) || from.epoch() > spec.epochs()) {
            throw new InvalidInputException(
                    checkpoint.tensors() + ": is the checkpoint of another training, or of one that diverged");
        }
        CheckpointFile.restore(checkpoint, state, spec.optimizer(), epochOrder());
        secondsBefore = from.seconds();
        BestEpoch best = state.best();
        if (best != null && state.epochSteps() == 0 && epoch() < spec.epochs() && best.isOver(epoch())) {
            reason = StopReason.EARLY_STOPPING;
            stopped = true;
        }
    }

    /** All that decides the order of examples and the mini-batches of an epoch. */
    private String epochOrder() {
        return "%s, batches of %d of %s, seed %d, %s%s"
                .formatted(
                        spec.shuffle() ? "shuffled" : "in order",
                        batch,
                        DataDigest.of(data).examples(),
                        experiment.seed(),
                        experiment.random(),
                        spec.shards() == null ? "" : ", " + spec.shards());
    }

    TrainingResult train() {
        return listeners.during(this, this::trainEpochs);
    }

    private TrainingResult trainEpochs() {
        listeners.forEach(listener -> listener.onStart(this));
        while (epoch() < spec.epochs() && !stopped) {
            EpochReport report = trainEpoch();
            if (divergence != null) {
                throw diverged(divergence);
            }
            if (report == null) {
                break;
            }
            boolean isOver = completeEpoch(report);
            listeners.forEach(listener -> listener.onEpoch(this, report));
            if (isOver && epoch() < spec.epochs()) {
                reason = StopReason.EARLY_STOPPING;
                stopped = true;
            }
        }
        if (reason == StopReason.COMPLETED && epoch() < spec.epochs()) {
            reason = StopReason.LISTENER;
        } else if (reason == StopReason.TIME && epoch() == spec.epochs()) {
            reason = StopReason.COMPLETED;
        }
        listeners.forEach(listener -> listener.onEnd(this));
        settle();
        return result();
    }

    /**
     * Completes an epoch.
     *
     * @param report what decides whether it is the best one, and what schedules see: that of {@link #trainEpoch}, or one
     *     of several networks
     * @return whether early stopping ends the training
     */
    boolean completeEpoch(EpochReport report) {
        BestEpoch best = state.best();
        boolean isFirst = epoch() == 0;
        state.completeEpoch(report);
        boolean isOver = best != null && best.observe(report, evaluated::network);
        if (isFirst) {
            warnIfNothingMoved();
        }
        return isOver;
    }

    /**
     * Completes an epoch of which only the numbers are here, as another process does in {@link #completeEpoch}.
     *
     * @return whether early stopping ends the training
     */
    boolean follow(EpochReport report) {
        BestEpoch best = state.best();
        state.completeEpoch(report);
        return best != null && best.observe(report, state::network); // its tensors come later
    }

    /** Ends the training: with early stopping, the network gets the parameters of the best epoch. */
    void settle() {
        BestEpoch best = state.best();
        if (best != null) {
            settled = true;
            evaluated.settle(best);
        }
    }

    /** Where the training diverged; null if it did not. */
    @Nullable
    Divergence divergence() {
        return divergence;
    }

    /** The epoch that the model's parameters are from. */
    int modelEpoch() {
        BestEpoch best = state.best();
        return best == null || best.epoch() == 0 || state.slotsAreBroken() ? epoch() : best.epoch();
    }

    /** The reports of the completed epochs. */
    List<EpochReport> reports() {
        return state.history().reports();
    }

    /** The network as it is evaluated, with the meaning of its inputs and outputs; it changes with the next step. */
    ModelParts parts() {
        return parts(evaluated.network());
    }

    /** SHA-256 of the weights. Biases do not count: most start at 0, which the smallest step changes. */
    private String weights() {
        ParameterVector parameters = state.network().parameters();
        MessageDigest digest = Sha256.start();
        for (int layer = 0; layer < state.network().layers().size(); layer++) {
            ArrayTensor weights = parameters.tensor(parameters.layout().weight(layer));
            for (int row = 0; row < weights.rows(); row++) {
                digest.update(weights.rowBytes(row));
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * A rate that is too small leaves every weight as it is, and the training would end without a word. Some schedules
     * begin at 0.
     */
    private void warnIfNothingMoved() {
        if (state.learningRate() > 0 && weights().equals(initialWeights)) {
            LOG.warn(
                    "no weight changed in the first epoch: either the learning rate, {}, is too small to change a {} number, or all gradients are 0",
                    state.learningRate(),
                    experiment.precision());
        }
    }

    /**
     * Trains one epoch, which is to be completed by {@link #completeEpoch}.
     *
     * @return null if the training diverged, or was stopped before the epoch's end
     * @throws CancellationException after the step in which the thread that made this object was interrupted
     */
    @Nullable
    EpochReport trainEpoch() {
        long begin = System.nanoTime();
        int[] order = !spec.shuffle() ? inOrder : rounds != null ? new int[0] : streams.order(epoch(), m);
        boolean reported = (epoch() + 1) % spec.reportEvery() == 0 || epoch() + 1 == spec.epochs();
        boolean watching = spec.watch() == Watch.LAYERS && (reported || epoch() == 0);
        boolean last = state.epochSteps() == stepsPerEpoch();
        while (!last) {
            if (rounds != null) {
                divergence = rounds.run();
            } else {
                int from = state.epochSteps() * batch;
                boolean watched = watching && (step() == 0 || (epoch() > 0 && m - from <= batch));
                divergence = steps.run(epoch(), order, from, watched);
            }
            if (divergence != null) {
                state.breakSlots();
                return null;
            }
            last = state.epochSteps() == stepsPerEpoch();
            listeners.onStep(this);
            if (seconds() > mostSeconds && !stopped) {
                reason = StopReason.TIME;
                stopped = true;
            }
            if (trainingThread.isInterrupted()) {
                throw new CancellationException(
                        "training was interrupted in epoch %d, after step %d".formatted(epoch() + 1, step()));
            }
            if (stopped && !last) {
                return null;
            }
        }
        divergence = steps.nonFiniteSlot();
        if (divergence != null) {
            state.breakSlots();
            return null;
        }
        double seconds = secondsSince(begin);
        long evaluation = System.nanoTime();
        Evaluation dev = reported || evaluatesEveryEpoch ? evaluate(devSets.epochs()) : null;
        return new EpochReport(
                epoch() + 1,
                state.learningRate(),
                seconds,
                secondsSince(evaluation),
                state.epochCost() / m,
                reported,
                dev,
                state.layers());
    }

    /** Makes the current thread the one that trains, and whose interruption ends the training. */
    void adopt() {
        trainingThread = Thread.currentThread();
        evaluated.adopt();
    }

    /** What a round of this member of a cross-validation ends with. */
    MemberResult result(@Nullable EpochReport report, boolean withTensors) {
        return new MemberResult(
                report, divergence, MemberState.of(state), withTensors ? MemberTensors.of(state) : null);
    }

    /**
     * Goes on with this member of a cross-validation.
     *
     * @param from a result with tensors
     * @param reports of the completed epochs, and maybe later ones
     */
    void resume(MemberResult from, List<EpochReport> reports) {
        reports.subList(0, Objects.requireNonNull(from.state()).epoch()).forEach(state.history()::add);
        take(from);
    }

    /** Takes over a round that ended elsewhere. */
    void take(MemberResult result) {
        whileParametersStay(() -> {
            if (result.tensors() != null) {
                result.tensors().copyTo(state);
            }
            Objects.requireNonNull(result.state()).copyTo(state);
        });
        divergence = result.divergence();
        if (divergence != null) {
            state.breakSlots();
        }
    }

    private DivergedException diverged(Divergence found) {
        reason = StopReason.DIVERGED;
        listeners.forEach(listener -> listener.onEnd(this));
        return new DivergedException(found, result());
    }

    private @Nullable Evaluation evaluate(@Nullable Examples set) {
        return set == null ? null : evaluateOn(set, Calibration.NONE);
    }

    /** Evaluates the network. */
    Evaluation evaluateOn(Examples set) {
        return evaluateOn(set, Calibration.NONE);
    }

    private @Nullable Evaluation evaluateSet(String name, Calibration calibration) {
        Examples set = name.equals("dev") ? data.dev() : data.test();
        return set == null ? null : evaluateOn(set, calibration);
    }

    private Evaluation evaluateOn(Examples set, Calibration calibration) {
        Evaluator evaluator = evaluator().calibrated(calibration);
        return Apart.call(() -> evaluator.evaluate(set));
    }

    private Evaluator evaluator() {
        return evaluatorsByNetwork.computeIfAbsent(evaluated.network(), evaluators);
    }

    /** Learns about the predictions of the network that was trained; null if nothing is asked for. */
    private @Nullable LearntCalibration calibrate() {
        CalibrationSpec asked = experiment.calibration();
        if (asked == null || asked.isNone() || reason == StopReason.DIVERGED) {
            return null;
        }
        Evaluator evaluator = evaluator();
        return Apart.call(() -> {
            if (devSets.intervals() != null) {
                return LearntCalibration.ofValues(
                        LearntCalibration.residuals(evaluator.predictions(devSets.intervals())), List.of());
            }
            Map<String, Predictions> sets = new LinkedHashMap<>();
            if (data.dev() != null) {
                sets.put("dev", evaluator.predictions(data.dev()).get(0));
            }
            if (data.test() != null) {
                sets.put("test", evaluator.predictions(data.test()).get(0));
            }
            Predictions dev = sets.get("dev");
            return LearntCalibration.ofClasses(
                    asked,
                    dev != null ? dev : evaluator.predictions(data.train()).get(0),
                    sets);
        });
    }

    private TrainingResult result() {
        LearntCalibration learnt = calibrate();
        Calibration calibration = learnt == null ? Calibration.NONE : learnt.calibration();
        return new TrainingResult(
                experiment,
                engineSpec.backend().name(),
                engineSpec.threads(),
                model(evaluated.network(), calibration),
                state.history().reports(),
                modelEpoch(),
                reason,
                seconds(),
                evaluateOn(data.train(), calibration),
                evaluateSet("dev", calibration),
                evaluateSet("test", calibration),
                learnt == null ? null : CalibrationReport.of(learnt, this::evaluateSet),
                weightsSha256(),
                null);
    }

    /** The time spent on this training, by earlier processes too. */
    private double seconds() {
        return secondsBefore + secondsSince(start);
    }

    private static double secondsSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1e9;
    }

    @Override
    public @Nullable EpochReport lastReport() {
        return state.history().last();
    }

    @Override
    public double learningRate() {
        return state.learningRate();
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
        return model(evaluated.copy(), Calibration.NONE);
    }

    private Model model(Network network, Calibration calibration) {
        return new Model(parts(network).withCalibration(calibration), engineSpec.backend());
    }

    private ModelParts parts(Network network) {
        return new ModelParts(
                data.schema(),
                data.encoding(),
                data.train().targets(),
                network,
                RecordWriter.plugin(criterion.loss()),
                criterion.predictedOutput());
    }

    /** A copy of the network as it is evaluated, with the meaning of its inputs and outputs. */
    ModelParts copy() {
        return parts(evaluated.copy());
    }

    @Override
    public String weightsSha256() {
        return evaluated.network().parameters().sha256();
    }

    @Override
    public boolean saveCheckpoint(Path folder) {
        if (settled) {
            throw new IllegalStateException("the training has ended, and its parameters are those of the best epoch");
        }
        whileParametersStay(() -> Apart.call(() -> {
            CheckpointFile.save(folder, saved(seconds()));
            return state;
        }));
        return !state.slotsAreBroken();
    }

    /** What a checkpoint consists of. */
    CheckpointFile.Saved saved(double seconds) {
        return new CheckpointFile.Saved(state, spec.optimizer(), DataDigest.of(data), epochOrder(), seconds);
    }

    /** Whether the slots may be a mix of two steps, so that nothing can be resumed. */
    boolean isBroken() {
        return state.slotsAreBroken();
    }

    /** Whether a training that was resumed is over: its patience had run out. */
    boolean isOver() {
        return stopped;
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
        return state.history().cost(epoch);
    }

    @Override
    public double metric(String name, int epoch) {
        return state.history().metric(name, epoch);
    }

    @Override
    public boolean largerIsBetter(String name) {
        return state.history().largerIsBetter(name);
    }

    @Override
    public void stop() {
        stopped = true;
    }
}
