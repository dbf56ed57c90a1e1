package io.descent.app;

import com.google.inject.Injector;
import io.descent.app.picture.Curves;
import io.descent.app.picture.RunPictures;
import io.descent.app.report.ComparisonReport;
import io.descent.core.experiment.ExperimentFile;
import io.descent.core.run.RunReader;
import io.descent.core.run.RunRecord;
import io.descent.inference.config.internal.RecordWriter;
import io.descent.inference.file.internal.OutputFile;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.text.internal.Nearest;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code descent compare}. */
@Command(
        name = "compare",
        description =
                "Compare runs: print a table of differing settings and of results, draw a metric by epoch, and print"
                        + " the differences from the first run with their intervals, where both have the same rows.",
        mixinStandardHelpOptions = true)
final class CompareCommand implements Callable<Integer> {
    private static final int LONGEST_NAME = 70;

    private final Supplier<Injector> injector;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "RUN", description = "The run folders to compare.")
    private List<Path> folders = new ArrayList<>();

    @Option(
            names = "--metric",
            paramLabel = "NAME",
            description = "The metric to draw, such as dev.accuracy; metrics.jsonl has the names."
                    + " Default: dev.cost, or train.cost if a run has no dev set.")
    private @Nullable String metric;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "The PNG file to write, with a report in HTML beside it. Default: ${DEFAULT-VALUE}.")
    private Path out = Path.of("compare.png");

    CompareCommand(Supplier<Injector> injector) {
        this.injector = injector;
    }

    @Override
    public Integer call() {
        ExperimentFile reader = injector.get().getInstance(ExperimentFile.class);
        List<RunRecord> runs = folders.stream().map(RunRecord::read).toList();
        List<String> names = names();
        Map<String, List<String>> differences = new Differences(folders.stream()
                        .map(folder -> RecordWriter.map(new RunReader(folder, reader).experiment()))
                        .toList())
                .byKey();
        String shown = metric(runs);
        List<List<String>> results = results(runs, names, differences);
        PrintWriter console = spec.commandLine().getOut();
        TextTable.print(results, console);
        draw(shown, runs, names, differences);
        PairedRuns.Found paired = PairedRuns.of(folders, names, injector.get());
        if (runs.size() > 1) {
            console.println();
            paired.print(names.get(0), console);
        }
        String page = new ComparisonReport(names, runs, differences, results, paired.rows(), paired.remarks()).page();
        OutputFile.write(report(), page);
        console.printf("%nreport: %s%n", report());
        return 0;
    }

    /** The folder names, or the whole paths if two folders have the same name. */
    private List<String> names() {
        Set<Path> seen = new HashSet<>();
        for (Path folder : folders) {
            if (!seen.add(folder.toAbsolutePath().normalize())) {
                throw new InvalidInputException(folder + ": this run is listed twice; list each run once");
            }
        }
        List<String> last = folders.stream()
                .map(folder ->
                        String.valueOf(folder.toAbsolutePath().normalize().getFileName()))
                .toList();
        return Set.copyOf(last).size() == last.size()
                ? last
                : folders.stream().map(Path::toString).toList();
    }

    private String metric(List<RunRecord> all) {
        // a run that diverged in its first epoch has no metrics
        List<RunRecord> runs =
                all.stream().filter(run -> !run.metrics().isEmpty()).toList();
        if (metric == null) {
            return runs.stream().allMatch(run -> run.metrics().contains("dev.cost")) ? "dev.cost" : "train.cost";
        }
        for (RunRecord run : runs) {
            if (!run.metrics().contains(metric)) {
                throw new InvalidInputException("%s: has no metric '%s'%s; known: %s"
                        .formatted(
                                run.folder(),
                                metric,
                                Nearest.suggestion(metric, run.metrics()),
                                String.join(", ", run.metrics())));
            }
        }
        return metric;
    }

    /** The report lies beside the picture and has its name. */
    private Path report() {
        String name = String.valueOf(out.getFileName());
        int end = name.lastIndexOf('.');
        return out.resolveSibling((end > 0 ? name.substring(0, end) : name) + ".html");
    }

    private static List<List<String>> results(
            List<RunRecord> runs, List<String> names, Map<String, List<String>> differences) {
        List<List<String>> columns = new ArrayList<>();
        columns.add(column("run", names));
        differences.forEach((key, values) -> columns.add(column(key, values)));
        columns.add(column("epochs", runs.stream().map(CompareCommand::epochs).toList()));
        for (String set : List.of("train", "dev", "test")) {
            for (String name : runs.stream().map(RunRecord::headline).distinct().toList()) {
                columns.add(column(
                        set + " " + name,
                        runs.stream()
                                .map(run -> MetricsTable.number(run.result("metrics." + set + "." + name)))
                                .toList()));
            }
        }
        columns.add(column(
                "seconds",
                runs.stream()
                        .map(run -> run.result("seconds"))
                        .map(seconds -> seconds == null ? "-" : String.format(Locale.ROOT, "%.2f", seconds))
                        .toList()));
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i <= runs.size(); i++) {
            int row = i;
            rows.add(columns.stream().map(column -> column.get(row)).toList());
        }
        return rows;
    }

    private static List<String> column(String title, List<String> cells) {
        List<String> column = new ArrayList<>(List.of(title));
        column.addAll(cells);
        return column;
    }

    private static String epochs(RunRecord run) {
        String epochs = String.format(Locale.ROOT, "%,.0f", run.result("epochs"));
        return run.result("divergence.step") == null ? epochs : epochs + ", diverged";
    }

    private void draw(String shown, List<RunRecord> runs, List<String> names, Map<String, List<String>> differences) {
        Map<String, SortedMap<Integer, Double>> lines = new LinkedHashMap<>();
        for (int i = 0; i < runs.size(); i++) {
            lines.put(legend(names.get(i), i, differences), runs.get(i).history(shown));
        }
        byte[] png = RunPictures.attempt(spec.commandLine().getErr(), () -> Curves.ofRuns(shown, lines));
        if (png != null) {
            OutputFile.write(out, file -> file.write(png));
            spec.commandLine().getOut().printf("%n%s by epoch: %s%n", shown, out);
        }
    }

    private static String legend(String name, int run, Map<String, List<String>> differences) {
        StringBuilder legend = new StringBuilder(name);
        differences.forEach((key, values) -> {
            String more = ", " + key.substring(key.lastIndexOf('.') + 1) + " " + values.get(run);
            if (legend.length() + more.length() <= LONGEST_NAME) {
                legend.append(more);
            }
        });
        return legend.toString();
    }
}
