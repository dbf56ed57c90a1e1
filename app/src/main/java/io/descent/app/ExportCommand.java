package io.descent.app;

import com.google.inject.Injector;
import io.descent.inference.Model;
import io.descent.inference.file.internal.OutputFile;
import io.descent.inference.model.internal.ModelFile;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.Scalar;
import io.descent.onnx.OnnxModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code descent export}. */
@Command(
        name = "export",
        description =
                "Write a trained network as an ONNX file that predicts raw rows in other programs, encoding included.",
        mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
    private enum Format {
        ONNX
    }

    private final Supplier<Injector> injector;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "RUN", description = "A run folder, or a model folder.")
    private Path folder;

    @Option(names = "--format", paramLabel = "FORMAT", description = "onnx, the only one.")
    private Format format = Format.ONNX;

    @Option(names = "--out", paramLabel = "FILE", description = "The file to write. Default: ${DEFAULT-VALUE}.")
    private Path out = Path.of("model.onnx");

    @Option(
            names = "--precision",
            paramLabel = "PRECISION",
            description = "float32 or float64, in which the layers compute. Default: that of the network.")
    private @Nullable Precision precision;

    @Option(
            names = "--interval",
            paramLabel = "LEVEL",
            description = "Also output the ends of the interval in which the value lies with this probability, such as"
                    + " 0.9.")
    private @Nullable Double interval;

    ExportCommand(Supplier<Injector> injector) {
        this.injector = injector;
    }

    @Override
    public Integer call() {
        PluginRegistry registry = injector.get().getInstance(PluginRegistry.class);
        Model model = new Model(ModelFile.load(folder, registry), new Scalar());
        if (interval != null) {
            PredictionCells.bounds(model.parts(), interval);
        }
        byte[] bytes;
        try {
            bytes = switch (format) {
                case ONNX -> OnnxModel.of(model, Objects.requireNonNullElse(precision, model.precision()), interval);
            };
        } catch (InvalidInputException e) {
            throw new InvalidInputException("%s: %s".formatted(folder, e.getMessage()), e);
        }
        OutputFile.write(out, file -> file.write(bytes));
        List<String> classes = model.schema().classes();
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "wrote %s, %,d bytes: predicts %s from %s, missing cells and unseen words included%n",
                        out,
                        bytes.length,
                        classes.isEmpty()
                                ? model.schema().label()
                                : "%s, one of %d classes"
                                        .formatted(model.schema().label(), classes.size()),
                        model.schema().image() != null
                                ? "images"
                                : "%d columns"
                                        .formatted(model.schema().features().size()));
        return 0;
    }
}
