package io.descent.app;

import com.google.inject.Injector;
import io.descent.core.check.internal.CheckReport;
import io.descent.core.check.internal.CheckedEntry;
import io.descent.core.check.internal.CheckedTensor;
import io.descent.core.check.internal.GradientCheck;
import io.descent.core.check.internal.NetworkCheck;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.network.internal.TrainableNetwork;
import io.descent.core.wiring.Trainings;
import io.descent.inference.tensor.internal.EngineSpec;
import io.descent.inference.text.internal.Decimal;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code descent check}. */
@Command(
        name = "check",
        description =
                "Check the gradients of an experiment's network against finite differences of its cost, in float64.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    private static final int WORST = 3;
    private static final String THRESHOLD = String.format(Locale.ROOT, "%.0e", GradientCheck.THRESHOLD);

    private final Supplier<Injector> injector;

    @Spec
    private CommandSpec spec;

    @Mixin
    private final ExperimentArguments arguments = new ExperimentArguments();

    @Option(
            names = "--examples",
            paramLabel = "N",
            defaultValue = "64",
            description = "The number of examples in the cost. Default: ${DEFAULT-VALUE}.")
    private int examples;

    @Option(
            names = "--step",
            paramLabel = "H",
            description = "The change of each parameter, for instance 1e-7. Default: 1e-5 max(1, |parameter|).")
    private @Nullable Double step;

    @Option(
            names = "--frozen-masks",
            description = "Keep the masks of the first mini-batch, so that networks with masks can be checked.")
    private boolean frozenMasks;

    @Option(
            names = "--after-epochs",
            paramLabel = "N",
            defaultValue = "0",
            description = "Check again after training for N epochs. Default: ${DEFAULT-VALUE}, no second check.")
    private int afterEpochs;

    @Option(names = "--paranoid", description = EngineArguments.PARANOID)
    private boolean paranoid;

    CheckCommand(Supplier<Injector> injector) {
        this.injector = injector;
    }

    @Override
    public Integer call() {
        require(examples >= 1, "--examples must be at least 1");
        require(afterEpochs >= 0, "--after-epochs must be at least 0");
        require(step == null || (step > 0 && Double.isFinite(step)), "--step must be above 0 and finite");
        Injector services = injector.get();
        List<String> more = new ArrayList<>(List.of("precision=float64"));
        if (afterEpochs > 0) {
            more.add("training.epochs=" + afterEpochs);
        }
        Experiment asked = arguments.read(services, more);
        TrainingData data = TrainingData.load(asked.dataToLoad(), asked.precision(), asked.streams());
        Trainings trainings = services.getInstance(Trainings.class);
        ResolvedExperiment experiment = trainings.resolve(asked, data.summary());
        if (experiment.training().folds() != null) {
            spec.commandLine()
                    .getOut()
                    .println("note: training.folds is ignored; the check is of one network on the whole training set");
        }
        TrainableNetwork network = experiment.network(data.summary());
        EngineSpec engine = new EngineSpec(EngineSpec.PLAIN.backend(), 1, paranoid);
        network.initialize(experiment.streams(), data.train(), engine.start());
        if (!frozenMasks) {
            NetworkCheck.requireNoMasks(network);
        }
        GradientCheck check = step == null
                ? GradientCheck.withRelativeStep(experiment.seed())
                : GradientCheck.withStep(step, experiment.seed());
        boolean passed = run(check, network, experiment, data, engine, "at initialisation");
        if (afterEpochs > 0) {
            TrainableNetwork trained = experiment.network(data.summary());
            trained.parameters()
                    .flat()
                    .assign(trainings
                            .trainer(experiment.withoutListeners().withoutParts(), data, engine, List.of())
                            .train()
                            .model()
                            .parts()
                            .network()
                            .parameters()
                            .flat());
            passed &= run(
                    check,
                    trained,
                    experiment,
                    data,
                    engine,
                    "after " + afterEpochs + (afterEpochs == 1 ? " epoch" : " epochs"));
        }
        return passed ? 0 : Descent.CHECK_FAILED;
    }

    private void require(boolean condition, String message) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }

    private boolean run(
            GradientCheck check,
            TrainableNetwork network,
            ResolvedExperiment experiment,
            TrainingData data,
            EngineSpec engine,
            String when) {
        NetworkCheck cost = new NetworkCheck(
                network, experiment.criterion(data.summary()), data, examples, experiment.streams(), engine.start());
        CheckReport report = check.run(cost);
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "gradients %s: %,d parameters, %,d examples, step %s%n%n",
                when,
                report.whole().size(),
                cost.examples(),
                step == null ? "1e-5 max(1, |parameter|)" : Decimal.text(step));
        print(report, out);
        out.flush();
        return report.passed();
    }

    private static void print(CheckReport report, PrintWriter out) {
        int width = report.tensors().stream()
                .mapToInt(tensor -> tensor.name().length())
                .max()
                .orElse(0);
        String name = "%-" + Math.max(width, "parameter".length()) + "s";
        out.printf(
                name + "%10s%9s%7s%12s  %-8s%14s%14s%14s%n",
                "parameter",
                "elements",
                "checked",
                "kinks",
                "difference",
                "",
                "worst element",
                "gradient",
                "numeric");
        report.tensors().forEach(tensor -> row(tensor, name, out));
        row(report.whole(), name, out);
        out.println();
        for (CheckedTensor tensor : report.failures()) {
            List<CheckedEntry> wrong = tensor.wrong();
            out.printf(
                    Locale.ROOT,
                    "%s is wrong in %,d of %,d checked elements%s:%n",
                    tensor.name(),
                    wrong.size(),
                    tensor.entries().size(),
                    wrong.size() > WORST ? "; the worst " + WORST : "");
            for (CheckedEntry entry : wrong.subList(0, Math.min(WORST, wrong.size()))) {
                out.printf(
                        Locale.ROOT,
                        "    %s  gradient %s, numeric %s%s%n",
                        place(entry),
                        number(entry.analytic()),
                        number(entry.numeric()),
                        entry.numeric() == 0
                                ? ""
                                : String.format(
                                        Locale.ROOT,
                                        ": %.4g times what it should be",
                                        entry.analytic() / entry.numeric()));
            }
        }
        if (report.whole().isWithinRounding() || report.tensors().stream().anyMatch(CheckedTensor::isWithinRounding)) {
            out.printf("* the difference is above %s, but rounding of the cost explains it.%n", THRESHOLD);
        }
        if (report.whole().kinks() > 0) {
            out.printf(
                    "%d of the checked elements lie at a kink, such as that of relu at 0, and were left out.%n",
                    report.whole().kinks());
        }
        for (CheckedTensor tensor : report.tensors()) {
            if (tensor.verdict() == CheckedTensor.Verdict.EMPTY) {
                out.printf("%s: nothing was proven because %s.%n", tensor.name(), emptiness(tensor));
            }
        }
        out.println(
                switch (report.whole().verdict()) {
                    case PASSED ->
                        report.passed()
                                ? "passed: difference %s, at most %s is allowed%s"
                                        .formatted(
                                                number(report.whole().difference()),
                                                THRESHOLD,
                                                report.whole().isWithinRounding() ? " beyond rounding" : "")
                                : "FAILED";
                    case FAILED ->
                        "FAILED: difference %s, at most %s is allowed"
                                .formatted(number(report.whole().difference()), THRESHOLD);
                    case EMPTY -> "FAILED: nothing was proven because " + emptiness(report.whole());
                });
    }

    private static String emptiness(CheckedTensor tensor) {
        return tensor.kinks() == tensor.entries().size()
                ? "every checked element lies at a kink"
                : "the gradient and the finite differences are both zero up to rounding";
    }

    private static void row(CheckedTensor tensor, String name, PrintWriter out) {
        List<CheckedEntry> worst = tensor.name().equals("all") ? List.of() : tensor.worst(1);
        out.printf(
                Locale.ROOT,
                name + "%,10d%,9d%,7d%12s  %-8s%14s%14s%14s%n",
                tensor.name(),
                tensor.size(),
                tensor.entries().size(),
                tensor.kinks(),
                number(tensor.difference()),
                switch (tensor.verdict()) {
                    case PASSED -> tensor.isWithinRounding() ? "passed*" : "passed";
                    case FAILED -> "FAILED";
                    case EMPTY -> "empty";
                },
                worst.isEmpty() ? "" : place(worst.get(0)),
                worst.isEmpty() ? "" : number(worst.get(0).analytic()),
                worst.isEmpty() ? "" : number(worst.get(0).numeric()));
    }

    private static String place(CheckedEntry entry) {
        return "[" + entry.row() + ", " + entry.column() + "]";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3e", value);
    }
}
