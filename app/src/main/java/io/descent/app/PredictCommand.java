package io.descent.app;

import com.google.inject.Injector;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.descent.core.data.DataSet;
import io.descent.core.data.Schema;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.ExperimentFile;
import io.descent.core.file.Json;
import io.descent.core.file.OutputFile;
import io.descent.core.metrics.Evaluator;
import io.descent.core.model.Model;
import io.descent.core.tensor.Precision;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code descent predict}. */
@Command(
        name = "predict",
        description =
                "Predicts examples and writes CSV: the predicted label and a probability per class, or the value.",
        mixinStandardHelpOptions = true)
final class PredictCommand implements Callable<Integer> {
    private final Supplier<Injector> injector;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "MODEL", description = "a run folder or a model folder")
    private Path folder;

    @Parameters(
            index = "1",
            paramLabel = "DATA",
            description = "a CSV file with the features by name, or IDX images; a label is not needed")
    private Path file;

    @Option(names = "--out", paramLabel = "FILE", description = "where to write; by default to standard output")
    private @Nullable Path out;

    PredictCommand(Supplier<Injector> injector) {
        this.injector = injector;
    }

    @Override
    public Integer call() {
        Model model = Model.load(folder, injector.get().getInstance(ExperimentFile.class));
        DataSet data = TrainingData.readFor(
                file, model.schema(), false, model.network().precision());
        if (out == null) {
            PrintWriter console = spec.commandLine().getOut();
            write(model, data, console);
            console.flush();
        } else {
            OutputFile.write(out, stream -> {
                Writer writer = new OutputStreamWriter(stream, StandardCharsets.UTF_8);
                write(model, data, writer);
                writer.flush();
            });
        }
        return 0;
    }

    private static void write(Model model, DataSet data, Writer writer) {
        Schema schema = model.schema();
        Precision precision = model.network().precision();
        CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(writer);
        List<String> cells = new ArrayList<>(List.of("prediction"));
        schema.classes().forEach(name -> cells.add("probability " + name));
        csv.writeRecord(cells);
        model.predict(data, (i, outputs) -> {
            cells.clear();
            double prediction = Evaluator.prediction(schema, outputs);
            cells.add(
                    schema.classes().isEmpty()
                            ? Json.number(prediction, precision)
                            : schema.classes().get((int) prediction));
            if (!schema.classes().isEmpty()) {
                for (double probability : model.probabilities(outputs)) {
                    cells.add(Json.number(probability, precision));
                }
            }
            csv.writeRecord(cells);
        });
    }
}
