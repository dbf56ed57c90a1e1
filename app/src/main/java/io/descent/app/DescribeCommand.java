package io.descent.app;

import com.google.inject.Injector;
import io.descent.inference.config.internal.RecordWriter;
import io.descent.inference.file.internal.Json;
import io.descent.inference.model.internal.ModelFile;
import io.descent.inference.model.internal.ModelParts;
import io.descent.inference.network.internal.Layer;
import io.descent.inference.network.internal.Network;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.table.internal.Scaling;
import io.descent.inference.text.internal.Decimal;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code descent describe}. */
@Command(
        name = "describe",
        description = "Show a model's label, classes, features, normalisation and network.",
        mixinStandardHelpOptions = true)
final class DescribeCommand implements Callable<Integer> {
    private static final int SHOWN = 20;

    private final Supplier<Injector> injector;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "A run folder or a model folder.")
    private Path folder;

    @Option(names = "--all", description = "Show every feature. Default: the first " + SHOWN + ".")
    private boolean all;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    DescribeCommand(Supplier<Injector> injector) {
        this.injector = injector;
    }

    @Override
    public Integer call() {
        ModelParts model = ModelFile.load(folder, injector.get().getInstance(PluginRegistry.class));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.print(Json.pretty(json(model)));
        } else {
            print(model, out);
        }
        out.flush();
        return 0;
    }

    private static Map<String, Object> json(ModelParts model) {
        Schema schema = model.schema();
        List<Scaling.Standardize> units = model.encoding().units();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("label", schema.label());
        json.put("classes", schema.classes());
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
        for (int j = 0; j < schema.features().size(); j++) {
            Map<String, Object> feature = new LinkedHashMap<>();
            feature.put("name", schema.features().get(j));
            feature.put("mean", units.get(j).mean());
            feature.put("deviation", units.get(j).deviation());
            features.add(feature);
        }
        json.put("features", features);
        return json;
    }

    private void print(ModelParts model, PrintWriter out) {
        Schema schema = model.schema();
        Network network = model.network();
        out.printf(
                "predicts     %s%s%n",
                schema.label(),
                schema.classes().isEmpty()
                        ? ", a number"
                        : " of " + schema.classes().size() + " classes: " + String.join(", ", schema.classes()));
        out.printf(
                Locale.ROOT,
                "network      %d inputs, %,d parameters, %s, trained with %s%n",
                network.inputs(),
                network.parameters().layout().size(),
                network.precision(),
                model.lossName());
        for (int i = 0; i < network.layers().size(); i++) {
            Layer layer = network.layers().get(i);
            out.printf(
                    "  dense-%-4d %d units, %s%s%n",
                    i + 1,
                    layer.units(),
                    RecordWriter.plugin(layer.activation()),
                    layer.batchNorm() == null ? "" : ", batch norm");
        }
        List<String> names = schema.features();
        int shown = all ? names.size() : Math.min(SHOWN, names.size());
        int width = names.stream().limit(shown).mapToInt(String::length).max().orElse(0);
        String row = "%-" + Math.max(width, "feature".length()) + "s  %14s  %14s%n";
        out.printf("%n" + row, "feature", "minus", "divided by");
        for (int j = 0; j < shown; j++) {
            out.printf(
                    row,
                    names.get(j),
                    Decimal.text((float) model.encoding().units().get(j).mean(), Precision.FLOAT32),
                    Decimal.text((float) model.encoding().units().get(j).deviation(), Precision.FLOAT32));
        }
        if (shown < names.size()) {
            out.printf("and %d more features; use --all to show them%n", names.size() - shown);
        }
    }
}
