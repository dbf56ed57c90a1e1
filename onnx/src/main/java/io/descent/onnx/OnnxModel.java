package io.descent.onnx;

import io.descent.inference.Model;
import io.descent.inference.file.internal.Json;
import io.descent.inference.model.internal.Calibration;
import io.descent.inference.model.internal.ModelParts;
import io.descent.inference.model.internal.Residuals;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.table.internal.Scaling;
import io.descent.onnx.Graph.Attribute;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes a model as an ONNX graph, preprocessing included, for every runtime that knows opset 17 and ai.onnx.ml 3.
 *
 * <p>Inputs: one per column of the table, each (rows x 1), by its name. Numbers are float32, or float64 if the training
 * set has a number in the column that is no float32 number, or if the graph is float64; NaN is missing. Truth values are
 * 1, 0 and NaN. Words are texts without blanks around them; an empty text and every marker of missing cells is missing. A
 * date is a whole number, days since 1970, or seconds if the training set has times of day; the smallest int64 is
 * missing. A column that is called like an output has the input {@code input:NAME}. A model of images has the single
 * input {@code image} (rows x pixels).
 *
 * <p>Outputs: for classes {@code label} (rows) as text and {@code probabilities} (rows x classes, in the order of the
 * property {@code classes}); for values {@code value} (rows x labels), for several quantiles of one label also {@code
 * quantiles}, and with a level the ends of the interval, {@code lower} and {@code upper} (rows x labels).
 */
public final class OnnxModel {
    private static final String LABEL = "label";
    private static final String PROBABILITIES = "probabilities";
    private static final String VALUE = "value";
    private static final String QUANTILES = "quantiles";
    private static final String LOWER = "lower";
    private static final String UPPER = "upper";
    private static final Set<String> OUTPUTS = Set.of(LABEL, PROBABILITIES, VALUE, QUANTILES, LOWER, UPPER);

    private final ModelParts model;
    private final ElementType type;
    private final Graph graph;
    private final Inputs inputs;

    private OnnxModel(ModelParts model, Precision precision) {
        this.model = model;
        this.type = ElementType.of(precision);
        Set<String> names = new HashSet<>(OUTPUTS);
        model.encoding().columns().forEach(column -> names.add(column.name()));
        this.graph = new Graph(names);
        this.inputs = new Inputs(graph, model, precision, OUTPUTS);
    }

    /**
     * The bytes of an ONNX file. The same model gives the same bytes.
     *
     * @param precision of the dense layers and of the outputs; preprocessing is always done in float64
     * @param level of the intervals of values, such as 0.9; null for none
     * @throws InvalidInputException if an activation has no form in ONNX, or the model has no intervals for the level
     */
    public static byte[] of(Model model, Precision precision, @Nullable Double level) {
        ModelParts parts = model.parts();
        OnnxModel export = new OnnxModel(parts, precision);
        if (level != null && parts.calibration().intervals().isEmpty()) {
            throw new InvalidInputException(
                    parts.schema().classes().isEmpty()
                            ? "the model has no intervals; train with calibration: {interval: true}"
                            : "the model predicts classes, which have probabilities instead of intervals");
        }
        export.write(level);
        String version = Objects.requireNonNullElse(OnnxModel.class.getPackage().getImplementationVersion(), "unknown");
        return export.graph.model(version, export.metadata());
    }

    private Map<String, String> metadata() {
        Schema schema = model.schema();
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("labels", Json.line(schema.labels()));
        if (!schema.classes().isEmpty()) {
            metadata.put("classes", Json.line(schema.classes()));
        }
        Map<String, Object> cells = new LinkedHashMap<>();
        inputs.byName().forEach((name, input) -> cells.put(name, input.cells()));
        metadata.put("inputs", Json.line(cells));
        metadata.put(
                "missing",
                Json.line(model.encoding().missing().stream().sorted().toList()));
        metadata.put("weightsSha256", model.weightsSha256());
        return metadata;
    }

    private void write(@Nullable Double level) {
        List<Value> members = new ArrayList<>();
        for (ModelParts member : model.members().isEmpty() ? List.of(model) : model.members()) {
            members.add(predictions(member));
        }
        Value mean = members.get(0);
        for (int i = 1; i < members.size(); i++) {
            mean = mean.plus(members.get(i));
        }
        if (members.size() > 1) {
            mean = mean.over(members.size());
        }
        if (model.schema().classes().isEmpty()) {
            values(mean, members, level);
        } else {
            classes(calibrated(mean));
        }
    }

    /** Probabilities, or values in the units of the labels (rows x width). */
    private Value predictions(ModelParts member) {
        Value outputs = new NetworkGraph(graph, inputs, member, model, type).outputs();
        if (!model.schema().classes().isEmpty()) {
            return member.network().outputs() == 1
                    ? Value.concat(List.of(outputs.negate().plus(1), outputs))
                    : outputs;
        }
        List<Value> values = new ArrayList<>();
        for (int k = 0; k < member.network().outputs(); k++) {
            Scaling scaling = member.targets().get(member.targets().size() == 1 ? 0 : k);
            Value output = member.network().outputs() == 1 ? outputs : outputs.columns(k);
            values.add(Scalings.invert(scaling, output));
        }
        return Value.concat(values);
    }

    private Value calibrated(Value probabilities) {
        double temperature = model.calibration().temperature();
        return temperature == 1
                ? probabilities
                : probabilities
                        .clip(Math.ulp(1.0), 1)
                        .log()
                        .over(temperature)
                        .apply("Softmax", new Attribute("axis", -1L));
    }

    private void classes(Value probabilities) {
        int count = model.schema().classes().size();
        double threshold = model.calibration().threshold();
        Value chosen = threshold != Calibration.HALF && count == 2
                ? probabilities
                        .columns(1)
                        .isAbove(threshold)
                        .cast(ElementType.INT64)
                        .reshape(-1)
                : graph.node(
                        "ArgMax",
                        ElementType.INT64,
                        List.of(probabilities),
                        new Attribute("axis", 1L),
                        new Attribute("keepdims", 0L));
        graph.output(LABEL, graph.texts(model.schema().classes()).gather(chosen), 0);
        graph.output(PROBABILITIES, probabilities.cast(type), count);
    }

    private void values(Value outputs, List<Value> members, @Nullable Double level) {
        int labels = model.schema().labels().size();
        int width = model.network().outputs();
        boolean isQuantiles = width > labels;
        Value value = isQuantiles ? outputs.columns(model.predictedOutput()) : outputs;
        graph.output(VALUE, value.cast(type), labels);
        if (isQuantiles) {
            graph.output(QUANTILES, outputs.cast(type), width);
        }
        if (level == null) {
            return;
        }
        List<Value> lower = new ArrayList<>();
        List<Value> upper = new ArrayList<>();
        for (int k = 0; k < labels; k++) {
            Residuals residuals = model.calibration().intervals().get(k);
            int output = isQuantiles ? model.predictedOutput() : k;
            if (residuals.folds() == 1) {
                double half = residuals.bounds(level).upper(0);
                Value center = labels == 1 ? value : value.columns(k);
                lower.add(center.minus(half));
                upper.add(center.plus(half));
            } else {
                int rank = residuals.rank(level);
                lower.add(smallest(residuals, members, output, rank, -1).negate());
                upper.add(smallest(residuals, members, output, rank, 1));
            }
        }
        graph.output(LOWER, Value.concat(lower).cast(type), labels);
        graph.output(UPPER, Value.concat(upper).cast(type), labels);
    }

    /** The rank-th smallest of sign x members[k] + R over all folds k and their residuals R (rows x 1). */
    private Value smallest(Residuals residuals, List<Value> members, int output, int rank, int sign) {
        List<Value> sums = new ArrayList<>();
        for (int k = 0; k < residuals.folds(); k++) {
            double[] fold = residuals.byFold().get(k);
            Value center = members.get(k).columns(output).times(sign);
            sums.add(center.plus(graph.reals(ElementType.DOUBLE, fold, 1, fold.length)));
        }
        long fromAbove = residuals.size() - rank + 1L;
        boolean isUpper = fromAbove < rank;
        long count = isUpper ? fromAbove : rank;
        return graph.firstOf(
                        "TopK",
                        ElementType.DOUBLE,
                        List.of(Value.concat(sums), graph.wholes(count)),
                        new Attribute("axis", 1L),
                        new Attribute("largest", isUpper ? 1L : 0L))
                .columns(count - 1);
    }
}
