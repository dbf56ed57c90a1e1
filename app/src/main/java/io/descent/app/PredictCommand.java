package io.descent.app;

import com.google.inject.Injector;
import io.descent.core.data.RawData;
import io.descent.core.data.RawExamples;
import io.descent.core.data.TableFormat;
import io.descent.core.data.TableStream;
import io.descent.core.file.internal.CsvOutput;
import io.descent.inference.Model;
import io.descent.inference.file.internal.OutputFile;
import io.descent.inference.model.internal.Predictor;
import io.descent.inference.parallel.internal.Workers;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.table.internal.InputEncoding;
import io.descent.inference.tensor.internal.EngineSpec;
import io.descent.inference.text.internal.Nearest;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code descent predict}. */
@Command(
        name = "predict",
        description =
                "Predict the rows of a table as they are and write CSV, a line per row: the class and a probability per class,"
                        + " or the value. A row that cannot be predicted gets an empty line and is counted.",
        mixinStandardHelpOptions = true)
final class PredictCommand implements Callable<Integer> {
    /** The number of images predicted at once. */
    private static final int CHUNK = 4096;

    private static final int LONGEST_LIST = 400;
    private static final int MOST_NAMES = 40;

    private final Supplier<Injector> injector;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "MODEL", description = "A run folder or a model folder.")
    private Path folder;

    @Parameters(
            index = "1",
            paramLabel = "DATA",
            description =
                    "A table with a column per feature, in any order: CSV, TSV or JSON Lines, plain, .gz or .zip; a"
                            + " pattern in quotes; or - for standard input. Or an IDX file of images. It needs no label.")
    private Path file;

    @Mixin
    private final EngineArguments engines = new EngineArguments();

    @Mixin
    private final FormatArguments formats = new FormatArguments();

    @Option(
            names = "--keep",
            paramLabel = "COLUMN",
            description = "A column of the table to write before the prediction. Repeat for more columns.")
    private List<String> keep = new ArrayList<>();

    @Option(
            names = "--allow-missing",
            description = "Predict even if the table lacks columns; their cells count as missing.")
    private boolean allowMissing;

    @Option(
            names = "--interval",
            paramLabel = "LEVEL",
            description =
                    "Also write the ends of the interval in which the value lies with this probability, such as 0.9.")
    private @Nullable Double interval;

    @Option(names = "--out", paramLabel = "FILE", description = "The CSV file to write. Default: standard output.")
    private @Nullable Path out;

    PredictCommand(Supplier<Injector> injector) {
        this.injector = injector;
    }

    @Override
    public Integer call() throws IOException {
        engines.refuseParanoid();
        Model model = engines.model(folder, injector.get());
        if (out != null && Files.exists(out) && Files.exists(file) && Files.isSameFile(out, file)) {
            throw new InvalidInputException(out + ": this is the data file itself; choose another file with --out");
        }
        PredictionCells cells = new PredictionCells(model.parts(), interval);
        CsvOutput.Records predictions = RawData.isImages(file) ? images(model, cells) : table(model, cells);
        if (out == null) {
            CsvOutput.write(spec.commandLine().getOut(), predictions);
        } else {
            OutputFile.write(
                    out,
                    stream -> CsvOutput.write(new OutputStreamWriter(stream, StandardCharsets.UTF_8), predictions));
        }
        return 0;
    }

    private CsvOutput.Records images(Model model, PredictionCells cells) {
        if (!keep.isEmpty() || allowMissing || !formats.given().isEmpty()) {
            throw new InvalidInputException(
                    file + ": contains images; --keep, --allow-missing and the options for tables do not apply");
        }
        RawExamples data = RawData.read(file, model.schema(), model.parts().encoding(), TableFormat.DEFAULT, false);
        return records -> predict(model, data, cells, records);
    }

    private void predict(Model model, RawExamples data, PredictionCells cells, Consumer<List<String>> records) {
        records.accept(cells.names());
        EngineSpec engine = engines.spec(injector.get());
        Predictor predictor = new Predictor(model.parts(), engine.backend());
        List<String> record = new ArrayList<>();
        try (Workers workers = new Workers(engine.threads())) {
            for (int from = 0; from < data.size(); from += CHUNK) {
                double[][] rows = new double[Math.min(CHUNK, data.size() - from)][];
                for (int i = 0; i < rows.length; i++) {
                    rows[i] = data.features(from + i);
                }
                int stride = rows.length * predictor.width();
                double[] ofMembers = new double[Math.multiplyExact(cells.members(), stride)];
                double[] results = new double[stride];
                double[][] outputs = predictor.predict(rows, ofMembers, workers);
                for (int i = 0; i < rows.length; i++) {
                    int at = i * predictor.width();
                    System.arraycopy(outputs[i], 0, results, at, predictor.width());
                    record.clear();
                    cells.add(results, at, ofMembers, stride, record);
                    records.accept(record);
                }
            }
        }
    }

    private CsvOutput.Records table(Model model, PredictionCells cells) {
        TableFormat format = formats.format(file, injector.get().getInstance(PluginRegistry.class));
        TableStream table = TableStream.of(file, format);
        List<String> features = model.schema().features();
        Set<String> given = new HashSet<>(table.columns());
        List<String> absent =
                features.stream().filter(name -> !given.contains(name)).toList();
        if (absent.size() == features.size() || (!absent.isEmpty() && !allowMissing)) {
            throw absent(table, absent, absent.size() == features.size());
        }
        for (String name : keep) {
            if (!given.contains(name)) {
                throw new InvalidInputException("%s: --keep %s: there is no such column%s; columns: %s"
                        .formatted(
                                table.place(),
                                name,
                                Nearest.suggestion(name, given),
                                ColumnsTable.shortened(String.join(", ", table.columns()), LONGEST_LIST)));
            }
        }
        InputEncoding encoding = formats.encoding(model.parts().encoding(), format);
        return records -> {
            EngineSpec engine = engines.spec(injector.get());
            RowProblems problems = new RowProblems();
            try (Workers workers = new Workers(engine.threads())) {
                PredictedRows rows = new PredictedRows(
                        model, engine.backend(), encoding, table.columns(), keep, cells, workers, problems, records);
                table.read(rows);
                rows.flush();
                spec.commandLine().getOut().flush();
                problems.print(
                        rows.encoder(),
                        model.schema(),
                        encoding,
                        given,
                        spec.commandLine().getErr());
            }
        };
    }

    private static InvalidInputException absent(TableStream table, List<String> absent, boolean isAll) {
        String names = absent.stream()
                .limit(MOST_NAMES)
                .map(name -> "'" + ColumnsTable.shortened(name, RowProblems.LONGEST_NAME) + "'")
                .collect(Collectors.joining(", "));
        String suggestions = absent.stream()
                .limit(MOST_NAMES)
                .map(name -> Nearest.suggestion(name, table.columns()))
                .collect(Collectors.joining());
        boolean isNumbered = absent.stream().allMatch(name -> name.matches("c\\d+"));
        return new InvalidInputException("%s: the feature %s %s%s %s missing%s; columns: %s; %s"
                .formatted(
                        table.place(),
                        absent.size() == 1 ? "column" : "columns",
                        names,
                        absent.size() > MOST_NAMES ? " and %d more".formatted(absent.size() - MOST_NAMES) : "",
                        absent.size() == 1 ? "is" : "are",
                        suggestions,
                        ColumnsTable.shortened(String.join(", ", table.columns()), LONGEST_LIST),
                        isNumbered
                                ? "say --no-header if the first line is a row"
                                : isAll
                                        ? "is this the right table, and is its separator known (--separator)?"
                                        : "say --allow-missing to predict as if their cells were missing"));
    }
}
