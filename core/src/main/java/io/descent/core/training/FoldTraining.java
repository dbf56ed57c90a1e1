package io.descent.core.training;

import io.descent.api.Predictions;
import io.descent.core.calibration.CalibrationSpec;
import io.descent.core.calibration.internal.LearntCalibration;
import io.descent.core.data.DataSummary;
import io.descent.core.data.Examples;
import io.descent.core.data.Fold;
import io.descent.core.data.RawData;
import io.descent.core.data.RawExamples;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.FoldsSpec;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.experiment.ResolvedTraining;
import io.descent.core.metrics.Evaluation;
import io.descent.core.metrics.FinalOutputs;
import io.descent.core.network.internal.Criterion;
import io.descent.core.random.RandomStreams;
import io.descent.core.training.FoldResults.HeldOut;
import io.descent.inference.Model;
import io.descent.inference.model.internal.Calibration;
import io.descent.inference.model.internal.ModelParts;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.tensor.internal.Engine;
import io.descent.inference.tensor.internal.EngineSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The training of several networks, its members, on parts of the training set ({@link FoldsSpec}). They are trained in
 * lockstep: all complete an epoch before it is judged by the mean of their reports, so that schedules and early stopping
 * decide the same for all. Several threads train one member each, or {@link Members} elsewhere; bits do not depend on it.
 */
final class FoldTraining implements ListenedRun {
    private final ResolvedExperiment experiment;
    private final ResolvedTraining spec;
    private final FoldsSpec foldsSpec;
    private final TrainingData data;
    private final RawData raw;
    private final EngineSpec engineSpec;
    private final Engine engine;
    private final Listeners listeners;
    private final @Nullable MemberRounds elsewhere;
    private final List<Fold> folds;
    private final List<TrainingLoop> members = new ArrayList<>();
    private final double mostSeconds;
    private final long start = System.nanoTime();
    private double secondsBefore;
    private boolean settled;
    /** Whether no member is needed elsewhere any more. */
    private boolean ended;

    private volatile boolean stopped;
    private StopReason reason = StopReason.COMPLETED;

    /**
     * Prepares the members.
     *
     * @param engine its threads are shared by the members
     * @param elsewhere where the members are trained, if not in this process
     * @throws InvalidInputException if the training set cannot be divided
     */
    FoldTraining(
            ResolvedExperiment experiment,
            TrainingData data,
            RandomStreams streams,
            EngineSpec engineSpec,
            Engine engine,
            List<TrainingListener> listeners,
            @Nullable Members elsewhere) {
        this.experiment = experiment;
        this.spec = experiment.training();
        this.foldsSpec = Objects.requireNonNull(spec.folds());
        this.data = data;
        this.engineSpec = engineSpec;
        this.engine = engine;
        this.listeners = Listeners.of(listeners, experiment.listeners(), this);
        FoldParts parts = new FoldParts(experiment, data, streams);
        raw = parts.raw();
        folds = parts.folds();
        this.elsewhere = elsewhere == null ? null : new MemberRounds(elsewhere, folds.size());
        parts.warnOfRareClasses();
        mostSeconds = spec.time() == null
                ? Double.POSITIVE_INFINITY
                : spec.time().duration().toMillis() / 1000.0;
        experiment.requireMemory(data.summary(), folds.size());
        TrainingData[] encoded = new TrainingData[folds.size()];
        inParallel(i -> encoded[i] = parts.encode(i));
        EngineSpec ofMember = engineSpec.withThreads(1);
        for (int i = 0; i < folds.size(); i++) {
            members.add(parts.member(i, encoded[i], ofMember, ofMember.start()));
        }
    }

    /** Does something for every member, several at a time. */
    private void inParallel(IntConsumer work) {
        InParallel.run(engine, folds.size(), work);
    }

    /** Goes on with another training of the same folds, whose experiment may differ. */
    void continueFrom(Checkpoint checkpoint) {
        restore(checkpoint, TrainingLoop::continueFrom);
    }

    /** Goes on with the same training. */
    void resume(Checkpoint checkpoint) {
        restore(checkpoint, TrainingLoop::resume);
        secondsBefore = checkpoint.description().seconds();
        if (members.get(0).isOver()) {
            reason = StopReason.EARLY_STOPPING;
            stopped = true;
        }
    }

    private interface Restoring {
        void restore(TrainingLoop member, Checkpoint checkpoint);
    }

    private void restore(Checkpoint checkpoint, Restoring by) {
        if (checkpoint.members().size() != members.size()) {
            throw new InvalidInputException("%s: is the checkpoint of %s; expected one of %d networks"
                    .formatted(
                            checkpoint.tensors(),
                            checkpoint.members().isEmpty()
                                    ? "one network"
                                    : checkpoint.members().size() + " networks",
                            members.size()));
        }
        for (int i = 0; i < members.size(); i++) {
            by.restore(members.get(i), checkpoint.members().get(i));
        }
    }

    TrainingResult train() {
        return listeners.during(this, this::trainEpochs);
    }

    private TrainingResult trainEpochs() {
        listeners.forEach(listener -> listener.onStart(this));
        while (epoch() < spec.epochs() && !stopped) {
            long begin = System.nanoTime();
            @Nullable EpochReport[] reports = trainEpoch();
            for (TrainingLoop member : members) {
                if (member.divergence() != null) {
                    throw diverged(member.divergence());
                }
            }
            EpochReport report = mean(reports, secondsSince(begin));
            boolean isOver = completeEpoch(report);
            listeners.forEach(listener -> listener.onEpoch(this, report));
            listeners.onStep(this);
            if (epoch() < spec.epochs()) {
                if (isOver) {
                    reason = StopReason.EARLY_STOPPING;
                    stopped = true;
                } else if (seconds() > mostSeconds && !stopped) {
                    reason = StopReason.TIME;
                    stopped = true;
                }
            }
        }
        if (reason == StopReason.COMPLETED && epoch() < spec.epochs()) {
            reason = StopReason.LISTENER;
        }
        fetch(false);
        ended = true;
        listeners.forEach(listener -> listener.onEnd(this));
        settled = spec.earlyStopping() != null;
        members.forEach(TrainingLoop::settle);
        return result();
    }

    private @Nullable EpochReport[] trainEpoch() {
        @Nullable EpochReport[] reports = new @Nullable EpochReport[members.size()];
        if (elsewhere == null) {
            inParallel(i -> reports[i] = members.get(i).trainEpoch());
            return reports;
        }
        List<MemberResult> results = take(elsewhere, true, false);
        for (int i = 0; i < reports.length; i++) {
            reports[i] = results.get(i).report();
        }
        return reports;
    }

    /** Completes an epoch of all members; returns whether early stopping ends the training. */
    private synchronized boolean completeEpoch(EpochReport report) {
        boolean[] isOver = new boolean[members.size()];
        if (elsewhere == null) {
            inParallel(i -> isOver[i] = members.get(i).completeEpoch(report));
        } else {
            elsewhere.complete(report);
            inParallel(i -> isOver[i] = members.get(i).follow(report));
        }
        return isOver[0];
    }

    /** Takes over what the members do elsewhere. */
    private synchronized List<MemberResult> take(MemberRounds from, boolean trains, boolean saves) {
        List<MemberResult> results = from.run(trains, saves);
        for (int i = 0; i < results.size(); i++) {
            members.get(i).take(results.get(i));
        }
        return results;
    }

    /**
     * Makes sure that the members here have the tensors of those elsewhere.
     *
     * @param trained whether an epoch is trained, but not completed
     */
    private void fetch(boolean trained) {
        if (elsewhere != null && !ended) {
            take(elsewhere, trained, true);
        }
    }

    private DivergedException diverged(Divergence divergence) {
        reason = StopReason.DIVERGED;
        fetch(true);
        ended = true;
        listeners.forEach(listener -> listener.onEnd(this));
        return new DivergedException(divergence, result());
    }

    /** The report of an epoch; what is measured in layers is that of the first member. */
    private EpochReport mean(@Nullable EpochReport[] ofMembers, double seconds) {
        List<EpochReport> reports = new ArrayList<>();
        for (EpochReport report : ofMembers) {
            reports.add(Objects.requireNonNull(report));
        }
        EpochReport first = reports.get(0);
        List<Evaluation> evaluations = new ArrayList<>();
        reports.forEach(report -> {
            if (report.dev() != null) {
                evaluations.add(report.dev());
            }
        });
        double evaluating =
                reports.stream().mapToDouble(EpochReport::evaluationSeconds).sum()
                        / (elsewhere == null ? Math.min(engineSpec.threads(), reports.size()) : reports.size());
        return new EpochReport(
                first.epoch(),
                first.learningRate(),
                Math.max(0, seconds - evaluating),
                evaluating,
                reports.stream().mapToDouble(EpochReport::trainCost).sum() / reports.size(),
                first.reported(),
                evaluations.isEmpty() ? null : mean(evaluations),
                first.layers());
    }

    private static Evaluation mean(List<Evaluation> evaluations) {
        int examples = evaluations.stream().mapToInt(Evaluation::examples).sum();
        return new Evaluation(examples, FoldResults.mean(evaluations), null);
    }

    private TrainingResult result() {
        ModelParts average = average(TrainingLoop::parts);
        Map<String, SetOutputs> sets = new LinkedHashMap<>();
        add("train", average, raw.train(), data.train(), sets);
        add("dev", average, raw.dev(), data.dev(), sets);
        add("test", average, raw.test(), data.test(), sets);
        List<HeldOut> heldOut = new ArrayList<>();
        List<HeldOut> ofFirstDivision = new ArrayList<>();
        FoldResults results = foldResults(heldOut, ofFirstDivision);
        LearntCalibration learnt = calibrate(sets, pooled(heldOut), ofFirstDivision);
        Calibration calibration = learnt == null ? Calibration.NONE : learnt.calibration();
        return new TrainingResult(
                experiment,
                engineSpec.backend().name(),
                engineSpec.threads(),
                new Model(average.withCalibration(calibration), engineSpec.backend()),
                members.get(0).reports(),
                members.get(0).modelEpoch(),
                reason,
                seconds(),
                Objects.requireNonNull(evaluation(sets.get("train"), calibration)),
                evaluation(sets.get("dev"), calibration),
                evaluation(sets.get("test"), calibration),
                learnt == null
                        ? null
                        : CalibrationReport.of(learnt, (name, usual) -> evaluation(sets.get(name), usual)),
                average.weightsSha256(),
                results);
    }

    /** The examples of a set with the predictions of the average, before calibration. */
    private record SetOutputs(FinalOutputs outputs, Examples examples) {}

    private void add(
            String name,
            ModelParts average,
            @Nullable RawExamples rows,
            @Nullable Examples set,
            Map<String, SetOutputs> sets) {
        if (rows != null && set != null) {
            sets.put(name, new SetOutputs(Apart.call(() -> FinalOutputs.of(average, rows, engine)), set));
        }
    }

    private @Nullable Evaluation evaluation(@Nullable SetOutputs set, Calibration calibration) {
        return set == null
                ? null
                : Apart.call(() -> set.outputs.evaluate(
                        set.examples, criterion(), experiment.metricSet(), experiment.precision(), calibration));
    }

    /**
     * Learns about the predictions of the average: on the dev set, which no member has seen, or on the rows that are held
     * out, each of which is predicted by the members that have not seen it.
     */
    private @Nullable LearntCalibration calibrate(
            Map<String, SetOutputs> sets, SetOutputs pooled, List<HeldOut> ofFirstDivision) {
        CalibrationSpec asked = experiment.calibration();
        if (asked == null || asked.isNone() || reason == StopReason.DIVERGED) {
            return null;
        }
        SetOutputs dev = sets.get("dev");
        return Apart.call(() -> {
            if (data.schema().classes().isEmpty()) {
                return LearntCalibration.ofValues(
                        dev != null
                                ? LearntCalibration.residuals(predictions(dev))
                                : FoldResiduals.of(
                                        ofFirstDivision,
                                        foldsSpec.k(),
                                        criterion().predictedOutput(),
                                        experiment.streams()),
                        List.of());
            }
            Map<String, Predictions> measured = new LinkedHashMap<>();
            if (dev == null) {
                measured.put("held out", predictions(pooled).get(0));
            }
            for (String name : List.of("dev", "test")) {
                SetOutputs set = sets.get(name);
                if (set != null) {
                    measured.put(name, predictions(set).get(0));
                }
            }
            return LearntCalibration.ofClasses(
                    asked, predictions(dev != null ? dev : pooled).get(0), measured);
        });
    }

    private List<Predictions> predictions(SetOutputs set) {
        return set.outputs.predictions(set.examples, criterion());
    }

    private Criterion criterion() {
        DataSummary summary = data.summary();
        return experiment.criterion(summary);
    }

    /**
     * Judges each member by what it was not trained on.
     *
     * @param rows receives the rows that are held out
     * @param ofFirstDivision receives them with the predictions of the first division alone
     */
    private FoldResults foldResults(List<HeldOut> rows, List<HeldOut> ofFirstDivision) {
        List<FinalOutputs> outputs = new ArrayList<>();
        List<FoldResults.Member> each = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            TrainingLoop member = members.get(i);
            Examples heldOut = Objects.requireNonNull(member.data().dev());
            outputs.add(Apart.call(() -> FinalOutputs.of(member.parts(), heldOut, engine)));
            each.add(new FoldResults.Member(
                    member.experiment().seed(),
                    folds.get(i).repeat(),
                    folds.get(i).number(),
                    member.data().train().size(),
                    member.evaluateOn(heldOut)));
        }
        rows.addAll(heldOut(outputs));
        ofFirstDivision.addAll(foldsSpec.repeats() == 1 ? rows : heldOut(outputs.subList(0, foldsSpec.k())));
        List<Evaluation> evaluations =
                each.stream().map(FoldResults.Member::heldOut).toList();
        return new FoldResults(
                foldsSpec.k(),
                foldsSpec.repeats(),
                each,
                FoldResults.mean(evaluations),
                FoldResults.standardDeviation(evaluations),
                Objects.requireNonNull(evaluation(pooled(rows), Calibration.NONE)),
                rows);
    }

    /** The rows that are held out from some of the members, the first ones. */
    private List<HeldOut> heldOut(List<FinalOutputs> outputs) {
        RawExamples train = raw.train();
        int width = outputs.get(0).width();
        double[][] sums = new double[train.size()][];
        int[] counts = new int[train.size()];
        int[] foldOf = new int[train.size()];
        for (int i = 0; i < outputs.size(); i++) {
            int[] rows = folds.get(i).heldOut();
            for (int j = 0; j < rows.length; j++) {
                int row = rows[j];
                if (counts[row]++ == 0) {
                    sums[row] = new double[width];
                    foldOf[row] = folds.get(i).number();
                }
                for (int k = 0; k < width; k++) {
                    sums[row][k] += outputs.get(i).all()[j * width + k];
                }
            }
        }
        List<HeldOut> all = new ArrayList<>();
        for (int row = 0; row < counts.length; row++) {
            if (counts[row] > 0) {
                for (int k = 0; k < width; k++) {
                    sums[row][k] /= counts[row];
                }
                double[] label = new double[train.schema().labels().size()];
                for (int k = 0; k < label.length; k++) {
                    label[k] = train.label(row, k);
                }
                all.add(new HeldOut(
                        row, foldOf[row], sums[row], label, data.train().weight(row)));
            }
        }
        return all;
    }

    private SetOutputs pooled(List<HeldOut> rows) {
        int width = rows.get(0).outputs().length;
        double[] outputs = new double[Math.multiplyExact(rows.size(), width)];
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(rows.get(i).outputs(), 0, outputs, i * width, width);
        }
        Examples set = rows.size() == data.train().size()
                ? data.train()
                : raw.train()
                        .select(rows.stream().mapToInt(HeldOut::row).toArray())
                        .encode(data.encoding(), data.train().targets(), experiment.precision());
        return new SetOutputs(new FinalOutputs(width, outputs), set);
    }

    private ModelParts average(Function<TrainingLoop, ModelParts> parts) {
        return ModelParts.average(
                data.schema(),
                data.encoding(),
                data.train().targets(),
                members.stream().map(parts).toList());
    }

    /** The time spent on this training, by earlier processes too. */
    private double seconds() {
        return secondsBefore + secondsSince(start);
    }

    private static double secondsSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1e9;
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
        fetch(false);
        return new Model(average(TrainingLoop::copy), engineSpec.backend());
    }

    @Override
    public String weightsSha256() {
        fetch(false);
        return average(TrainingLoop::parts).weightsSha256();
    }

    @Override
    public boolean saveCheckpoint(Path folder) {
        if (settled) {
            throw new IllegalStateException("the training has ended, and its parameters are those of the best epoch");
        }
        if (members.stream().anyMatch(TrainingLoop::isBroken)) {
            return false;
        }
        fetch(false);
        whileParametersStay(() -> Apart.call(() -> {
            CheckpointFile.save(
                    folder,
                    members.stream().map(member -> member.saved(seconds())).toList());
            return folder;
        }));
        return true;
    }

    @Override
    public void whileParametersStay(Runnable action) {
        whileParametersStay(0, action);
    }

    private void whileParametersStay(int from, Runnable action) {
        if (from == members.size()) {
            action.run();
        } else {
            members.get(from).whileParametersStay(() -> whileParametersStay(from + 1, action));
        }
    }

    @Override
    public int epoch() {
        return members.get(0).epoch();
    }

    @Override
    public int epochs() {
        return spec.epochs();
    }

    @Override
    public int step() {
        return members.stream().mapToInt(TrainingLoop::step).sum();
    }

    @Override
    public int stepsPerEpoch() {
        return members.stream().mapToInt(TrainingLoop::stepsPerEpoch).sum();
    }

    @Override
    public double batchCost() {
        return mean(TrainingLoop::batchCost);
    }

    @Override
    public double smoothedCost() {
        return mean(TrainingLoop::smoothedCost);
    }

    private double mean(ToDoubleFunction<TrainingLoop> number) {
        return members.stream().mapToDouble(number).sum() / members.size();
    }

    @Override
    public @Nullable EpochReport lastReport() {
        return members.get(0).lastReport();
    }

    @Override
    public double learningRate() {
        return members.get(0).learningRate();
    }

    @Override
    public void stop() {
        stopped = true;
    }
}
