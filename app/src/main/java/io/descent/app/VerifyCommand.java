package io.descent.app;

import com.google.inject.Injector;
import io.descent.core.experiment.ExperimentFile;
import io.descent.core.run.RunCheck;
import io.descent.core.run.RunReader;
import io.descent.core.search.Journal;
import io.descent.core.tune.Tuning;
import io.descent.inference.file.internal.Manifest;
import io.descent.inference.model.internal.ModelFile;
import io.descent.inference.problem.InvalidInputException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code descent verify}. */
@Command(
        name = "verify",
        description = "Check that the files of a run, a model or a study are as they were written.",
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
    private final Supplier<Injector> injector;
    private final List<String> findings = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN|MODEL|STUDY", description = "A run folder, a model folder or a study folder.")
    private Path folder;

    VerifyCommand(Supplier<Injector> injector) {
        this.injector = injector;
    }

    @Override
    public Integer call() {
        check();
        PrintWriter out = spec.commandLine().getOut();
        findings.forEach(finding -> out.println("ok       " + finding));
        problems.forEach(problem -> out.println("damaged  " + problem));
        return problems.isEmpty() ? 0 : Descent.CHECK_FAILED;
    }

    private void check() {
        RunReader run = run(folder);
        if (Files.exists(folder.resolve(Journal.FILE))) {
            checkStudy();
        } else if (run.exists()) {
            add(run.check(), "");
        } else if (Files.exists(folder.resolve("model.json")) || Manifest.exists(folder)) {
            try {
                ModelFile.verify(folder);
                findings.add("the model as written");
            } catch (InvalidInputException e) {
                problems.add(e.getMessage());
            }
        } else {
            throw new InvalidInputException(folder + ": contains neither a run nor a model nor a study");
        }
    }

    private void checkStudy() {
        String problem = Journal.check(folder);
        if (problem == null) {
            findings.add("the journal as written");
        } else {
            problems.add(problem);
        }
        RunReader best = run(folder.resolve(Tuning.BEST_RUN));
        if (best.exists()) {
            add(best.check(), Tuning.BEST_RUN + ": ");
        }
    }

    private void add(RunCheck check, String prefix) {
        check.findings().forEach(finding -> findings.add(prefix + finding));
        problems.addAll(check.problems());
    }

    private RunReader run(Path place) {
        return new RunReader(place, injector.get().getInstance(ExperimentFile.class));
    }
}
