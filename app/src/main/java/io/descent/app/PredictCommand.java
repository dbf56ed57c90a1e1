package io.descent.app;

import com.google.inject.Injector;
import io.descent.core.data.RawData;
import io.descent.core.data.RawExamples;
import io.descent.core.file.internal.CsvOutput;
import io.descent.inference.Model;
import io.descent.inference.Prediction;
import io.descent.inference.file.internal.OutputFile;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.text.internal.Decimal;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;
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
                "Predict the examples of a file and write CSV: the label and a probability per class, or the value.",
        mixinStandardHelpOptions = true)
final class PredictCommand implements Callable<Integer> {
    /** The number of examples predicted at once. */
    private static final int CHUNK = 4096;

    private final Supplier<Injector> injector;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "MODEL", description = "A run folder or a model folder.")
    private Path folder;

    @Parameters(
            index = "1",
            paramLabel = "DATA",
            description = "A CSV file with one column per feature, or an IDX file of images. It needs no label.")
    private Path file;

    @Mixin
    private final EngineArguments engines = new EngineArguments();

    @Option(names = "--out", paramLabel = "FILE", description = "The CSV file to write. Default: standard output.")
    private @Nullable Path out;

    PredictCommand(Supplier<Injector> injector) {
        this.injector = injector;
    }

    @Override
    public Integer call() throws IOException {
        Model model = engines.model(folder, injector.get());
        if (out != null && Files.exists(out) && Files.exists(file) && Files.isSameFile(out, file)) {
            throw new InvalidInputException(out + ": this is the data file itself; choose another file with --out");
        }
        RawExamples data = RawData.read(file, model.schema(), false, model.precision());
        int threads = engines.spec(injector.get()).threads();
        if (out == null) {
            CsvOutput.write(spec.commandLine().getOut(), records -> predict(model, data, threads, records));
        } else {
            OutputFile.write(
                    out,
                    stream -> CsvOutput.write(
                            new OutputStreamWriter(stream, StandardCharsets.UTF_8),
                            records -> predict(model, data, threads, records)));
        }
        return 0;
    }

    private static void predict(Model model, RawExamples data, int threads, Consumer<List<String>> records) {
        List<String> cells = new ArrayList<>(List.of("prediction"));
        boolean isValue = model.schema().classes().isEmpty();
        int outputs = model.parts().network().outputs();
        model.schema().classes().forEach(name -> cells.add("probability " + name));
        for (int i = 1; isValue && outputs > 1 && i <= outputs; i++) {
            cells.add("output " + i);
        }
        records.accept(cells);
        for (int from = 0; from < data.size(); from += CHUNK) {
            double[][] rows = new double[Math.min(CHUNK, data.size() - from)][];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = data.features(from + i);
            }
            for (Prediction prediction : model.predict(rows, threads)) {
                cells.clear();
                if (isValue) {
                    cells.add(Decimal.text(prediction.value(), model.precision()));
                    for (double value : outputs > 1 ? prediction.values() : new double[0]) {
                        cells.add(Decimal.text(value, model.precision()));
                    }
                } else {
                    cells.add(prediction.label());
                    prediction.probabilities().values().forEach(p -> cells.add(Decimal.text(p, model.precision())));
                }
                records.accept(cells);
            }
        }
    }
}
