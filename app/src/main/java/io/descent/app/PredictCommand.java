package io.descent.app;

import com.google.inject.Injector;
import io.descent.core.data.DataSet;
import io.descent.inference.spec.Schema;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.ExperimentFile;
import io.descent.core.file.internal.CsvOutput;
import io.descent.inference.file.internal.OutputFile;
import io.descent.core.metrics.Evaluator;
import io.descent.inference.Model;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.text.internal.Decimal;
import io.descent.inference.tensor.internal.Engine;
import io.descent.inference.spec.Precision;
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

    @Mixin
    private final EngineArguments engines = new EngineArguments();

    @Option(names = "--out", paramLabel = "FILE", description = "where to write; by default to standard output")
    private @Nullable Path out;

    PredictCommand(Supplier<Injector> injector) {
        this.injector = injector;
    }

    @Override
    public Integer call() throws IOException {
        Model model = Model.load(folder, injector.get().getInstance(ExperimentFile.class));
        if (out != null && Files.exists(out) && Files.exists(file) && Files.isSameFile(out, file)) {
            throw new InvalidInputException(
                    out + ": is the data file itself; choose another place for the predictions");
        }
        DataSet data = TrainingData.readFor(
                file, model.schema(), false, model.network().precision());
        try (Engine engine = engines.spec(injector.get()).start()) {
            if (out == null) {
                CsvOutput.write(spec.commandLine().getOut(), records -> predict(model, data, engine, records));
            } else {
                OutputFile.write(
                        out,
                        stream -> CsvOutput.write(
                                new OutputStreamWriter(stream, StandardCharsets.UTF_8),
                                records -> predict(model, data, engine, records)));
            }
        }
        return 0;
    }

    private static void predict(Model model, DataSet data, Engine engine, Consumer<List<String>> records) {
        Schema schema = model.schema();
        Precision precision = model.network().precision();
        List<String> cells = new ArrayList<>(List.of("prediction"));
        schema.classes().forEach(name -> cells.add("probability " + name));
        records.accept(cells);
        model.predict(
                data,
                (i, outputs) -> {
                    cells.clear();
                    double prediction = Evaluator.prediction(schema, outputs);
                    if (schema.classes().isEmpty()) {
                        cells.add(Decimal.text(prediction, precision));
                    } else {
                        cells.add(schema.classes().get((int) prediction));
                        for (double probability : model.probabilities(outputs)) {
                            cells.add(Decimal.text(probability, precision));
                        }
                    }
                    records.accept(cells);
                },
                engine);
    }
}
