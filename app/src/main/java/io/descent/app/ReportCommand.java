package io.descent.app;

import io.descent.app.report.ModelCard;
import io.descent.app.report.Report;
import io.descent.core.run.RunFiles;
import io.descent.core.search.Journal;
import io.descent.inference.file.internal.OutputFile;
import io.descent.inference.problem.InvalidInputException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code descent report}. */
@Command(
        name = "report",
        description = "Write the report of a run or a study again, as one HTML file that needs no network.",
        mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "RUN", description = "A run folder, or the folder of a study.")
    private Path folder;

    @Option(names = "--out", paramLabel = "FILE", description = "The file to write. Default: NAME.html.")
    private @Nullable Path out;

    @Override
    public Integer call() {
        requireRunOrStudy(folder);
        String name = Report.name(folder);
        Path file = out == null ? Path.of(name + ".html") : out;
        OutputFile.write(file, Report.of(folder, name));
        spec.commandLine().getOut().println("report: " + file);
        return 0;
    }

    /** Refuses folders about which nothing can be reported. */
    static void requireRunOrStudy(Path folder) {
        if (!Files.exists(folder.resolve(RunFiles.EXPERIMENT)) && !Files.exists(folder.resolve(Journal.FILE))) {
            throw new InvalidInputException("%s: contains no run and no study; expected a folder with %s or %s"
                    .formatted(folder, RunFiles.EXPERIMENT, Journal.FILE));
        }
    }

    /**
     * Writes the report, and the model card of a run, into the folder. A failure is reported in a line, because the run
     * is complete without them.
     */
    static void write(Path folder, String name, PrintWriter err) {
        attempt("report", err, () -> OutputFile.write(folder.resolve(Report.FILE), Report.of(folder, name)));
        if (Files.exists(folder.resolve(RunFiles.EXPERIMENT))) {
            attempt(
                    "model card",
                    err,
                    () -> OutputFile.write(folder.resolve(RunFiles.MODEL_CARD), ModelCard.of(folder, name)));
        }
    }

    private static void attempt(String what, PrintWriter err, Runnable writing) {
        try {
            writing.run();
        } catch (Throwable e) { // even if there is not enough memory
            err.println("descent: warning: the %s could not be written, but all numbers are complete: %s"
                    .formatted(what, e.getMessage()));
            err.flush();
        }
    }
}
