package io.descent.app;

import com.google.inject.Injector;
import io.descent.core.data.DataReport;
import io.descent.core.data.DataReport.ColumnReport;
import io.descent.core.experiment.Recipe;
import io.descent.inference.config.internal.RecordWriter;
import io.descent.inference.file.internal.Json;
import io.descent.inference.limit.internal.Limits;
import io.descent.inference.model.internal.Calibration;
import io.descent.inference.model.internal.ModelFile;
import io.descent.inference.model.internal.ModelParts;
import io.descent.inference.model.internal.Residuals;
import io.descent.inference.network.internal.Layer;
import io.descent.inference.network.internal.Network;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.table.internal.Scaled;
import io.descent.inference.table.internal.Scaling;
import io.descent.inference.text.internal.Decimal;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code descent describe}. */
@Command(
        name = "describe",
        description =
                "Show what the columns of a table are, or a model's label, classes, features and network; or what a"
                        + " recipe chooses: descent describe recipe tables",
        mixinStandardHelpOptions = true)
final class DescribeCommand implements Callable<Integer> {
    private static final int SHOWN = 20;
    private static final int LONGEST_LIST = 400;
    private static final int LONGEST_NAME = 60;

    private final Supplier<Injector> injector;

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "A table: CSV, TSV or JSON Lines, plain, .gz or .zip, a pattern in quotes, or - for standard"
                    + " input. Or a run folder, or a model folder.")
    private Path file;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "NAME",
            description = "After the word recipe: its name. Default: all recipes.")
    private @Nullable String recipe;

    @Mixin
    private final TableArguments table = new TableArguments();

    @Option(
            names = "--all",
            description = "Show every feature of a model, or every column of a table. Default: the first " + SHOWN
                    + ", or " + Limits.TABLE_LINES + ".")
    private boolean all;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    DescribeCommand(Supplier<Injector> injector) {
        this.injector = injector;
    }

    @Override
    public Integer call() {
        PluginRegistry registry = injector.get().getInstance(PluginRegistry.class);
        PrintWriter out = spec.commandLine().getOut();
        if (isRecipe()) {
            describeRecipes(out);
        } else if (isTable()) {
            describeTable(registry, out);
        } else {
            table.requireNoneFor(file);
            ModelParts model = ModelFile.load(file, registry);
            if (json) {
                out.print(Json.pretty(json(model)));
            } else {
                print(model, out);
            }
        }
        out.flush();
        return 0;
    }

    private boolean isRecipe() {
        if (recipe != null && !file.toString().equals("recipe")) {
            throw new InvalidInputException(
                    "unexpected argument '%s'; only the word recipe is followed by a name".formatted(recipe));
        }
        return recipe != null || (file.toString().equals("recipe") && !Files.exists(file));
    }

    private void describeRecipes(PrintWriter out) {
        List<Recipe> recipes = new ArrayList<>(Recipe.ALL);
        recipes.remove(Recipe.NONE);
        if (recipe != null) {
            try {
                recipes = List.of(Recipe.parse(recipe));
            } catch (IllegalArgumentException e) {
                throw new InvalidInputException(String.valueOf(e.getMessage()), e);
            }
        }
        if (json) {
            Map<String, Object> map = new LinkedHashMap<>();
            recipes.forEach(each -> map.put(
                    each.toString(),
                    each.explain().stream().map(RecordWriter::map).toList()));
            out.print(Json.pretty(map));
            return;
        }
        for (Recipe each : recipes) {
            out.println("recipe " + each);
            for (Recipe.Choice choice : each.explain()) {
                out.println();
                Wrapped.lines("- %s: %s".formatted(choice.key(), choice.choice()), Wrapped.columns())
                        .forEach(out::println);
                Wrapped.lines(choice.why(), Wrapped.columns() - 2).forEach(line -> out.println("  " + line));
            }
            out.println();
        }
    }

    /** Whether the argument is a table. A name without an extension that does not exist is taken for a folder. */
    private boolean isTable() {
        String name = file.toString();
        return !Files.isDirectory(file)
                && (Files.exists(file) || name.equals("-") || name.matches("(?s).*[*?\\[].*|.*\\.[A-Za-z]+"));
    }

    private void describeTable(PluginRegistry registry, PrintWriter out) {
        DataReport report = table.report(file, registry);
        if (json) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put(
                    "columns",
                    report.columns().stream().map(DescribeCommand::json).toList());
            map.put("notes", report.notes());
            out.print(Json.pretty(map));
            return;
        }
        ColumnsTable.print(report, all, out);
        report.notes().forEach(note -> out.println("note: " + note));
    }

    private static Map<String, @Nullable Object> json(ColumnReport column) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("name", column.name());
        map.put("kind", column.kind());
        map.put("missing", column.missing());
        map.put("distinct", column.distinct() < 0 ? null : column.distinct());
        map.put("encoding", column.encoding());
        map.put("remark", column.remark());
        return map;
    }

    private static Map<String, Object> json(ModelParts model) {
        Schema schema = model.schema();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("label", schema.label());
        json.put("classes", schema.classes());
        json.put("networks", Math.max(1, model.members().size()));
        json.put("loss", model.loss());
        json.put("precision", model.network().precision().toString());
        json.put("parameters", model.network().parameters().layout().size());
        List<Map<String, Object>> layers = new ArrayList<>();
        for (Layer layer : model.network().layers()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("units", layer.units());
            one.put("activation", RecordWriter.plugin(layer.activation()));
            one.put("batchNorm", layer.batchNorm() != null);
            layers.add(one);
        }
        json.put("layers", layers);
        List<Map<String, Object>> features = new ArrayList<>();
        List<Map<String, Object>> columns = ModelFile.columns(model.encoding());
        for (int j = 0; j < columns.size(); j++) {
            Map<String, Object> feature = new LinkedHashMap<>(columns.get(j));
            if (model.encoding().columns().get(j).encoder() instanceof Scaled scaled
                    && scaled.scaling() instanceof Scaling.Standardize units) {
                feature.put("mean", units.mean());
                feature.put("deviation", units.deviation());
            }
            features.add(feature);
        }
        json.put("features", features);
        json.put("missing", model.encoding().missing().stream().sorted().toList());
        json.put("targets", ModelFile.targets(model.targets()));
        Calibration calibration = model.calibration();
        if (!calibration.isNone()) {
            Map<String, Object> learnt = new LinkedHashMap<>();
            learnt.put("temperature", calibration.temperature());
            learnt.put("threshold", calibration.threshold());
            learnt.put(
                    "intervalExamples",
                    calibration.intervals().stream().map(Residuals::size).toList());
            json.put("calibration", learnt);
        }
        return json;
    }

    private void print(ModelParts model, PrintWriter out) {
        Schema schema = model.schema();
        Network network = model.network();
        out.printf(
                "predicts     %s%s%n",
                schema.label(),
                schema.classes().isEmpty()
                        ? schema.labels().size() == 1
                                ? ", a number"
                                : ", " + schema.labels().size() + " numbers"
                        : " of " + schema.classes().size() + " classes: "
                                + ColumnsTable.shortened(String.join(", ", schema.classes()), LONGEST_LIST));
        if (!model.members().isEmpty()) {
            out.printf(
                    "average      of %d networks; the first of them:%n",
                    model.members().size());
        }
        out.printf(
                Locale.ROOT,
                "network      %d inputs, %,d parameters, %s, trained with %s%n",
                network.inputs(),
                network.parameters().layout().size(),
                network.precision(),
                model.lossName());
        int layers = Math.min(Limits.TABLE_LINES, network.layers().size());
        for (int i = 0; i < layers; i++) {
            Layer layer = network.layers().get(i);
            out.printf(
                    "  dense-%-4d %d units, %s%s%n",
                    i + 1,
                    layer.units(),
                    RecordWriter.plugin(layer.activation()),
                    layer.batchNorm() == null ? "" : ", batch norm");
        }
        if (layers < network.layers().size()) {
            out.printf(
                    "  ... and %d more layers; --json shows them%n",
                    network.layers().size() - layers);
        }
        int labels = Math.min(Limits.TABLE_LINES, model.targets().size());
        for (int k = 0; k < labels; k++) {
            if (!(model.targets().get(k) instanceof Scaling.None)) {
                out.printf(
                        "label        %s trained as %s%n",
                        schema.labels().get(k),
                        ModelColumns.text(model.targets().get(k)));
            }
        }
        if (labels < model.targets().size()) {
            out.printf(
                    "... and %d more labels; --json shows them%n",
                    model.targets().size() - labels);
        }
        CalibrationText.print(schema, model.calibration(), out);
        List<String> names = schema.features();
        int shown = all ? names.size() : Math.min(SHOWN, names.size());
        out.println();
        if (ModelColumns.areStandardised(model)) {
            printUnits(model, names.subList(0, shown), out);
        } else {
            ModelColumns.print(model, shown, out);
        }
        if (shown < names.size()) {
            out.printf("and %d more features; use --all to show them%n", names.size() - shown);
        }
    }

    private static void printUnits(ModelParts model, List<String> names, PrintWriter out) {
        List<String> shown = names.stream()
                .map(name -> ColumnsTable.shortened(name, LONGEST_NAME))
                .toList();
        int width = shown.stream().mapToInt(String::length).max().orElse(0);
        String row = "%-" + Math.max(width, "feature".length()) + "s  %14s  %14s%n";
        out.printf(row, "feature", "minus", "divided by");
        List<Scaling.Standardize> units = model.encoding().units();
        for (int j = 0; j < names.size(); j++) {
            out.printf(
                    row,
                    shown.get(j),
                    Decimal.text((float) units.get(j).mean(), Precision.FLOAT32),
                    Decimal.text((float) units.get(j).deviation(), Precision.FLOAT32));
        }
    }
}
