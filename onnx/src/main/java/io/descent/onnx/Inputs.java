package io.descent.onnx;

import io.descent.inference.model.internal.ModelParts;
import io.descent.inference.spec.ImageShape;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.table.internal.DateParts;
import io.descent.inference.table.internal.FeatureColumn;
import io.descent.inference.table.internal.Indicators;
import io.descent.inference.table.internal.OneHot;
import io.descent.inference.table.internal.Scaled;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The inputs of a graph: one per column of the table (rows x 1), or the pixels of an image (rows x pixels). */
final class Inputs {
    /** The name of the input of a model of images. */
    static final String IMAGE = "image";

    private static final String PREFIX = "input:";

    private final Map<String, Input> byName = new LinkedHashMap<>();
    private final List<Value> columns = new ArrayList<>();
    private final @Nullable Value image;

    /**
     * What an input expects.
     *
     * @param cells {@code number}, {@code truth}, {@code words}, {@code days} or {@code seconds}
     */
    record Input(String cells, ElementType type) {}

    /**
     * Adds the inputs.
     *
     * @param outputs names of the outputs, which no input gets
     */
    Inputs(Graph graph, ModelParts model, Precision precision, Set<String> outputs) {
        Schema schema = model.schema();
        ImageShape shape = schema.image();
        if (shape != null) {
            boolean isExact = precision == Precision.FLOAT32
                    && model.encoding().columns().stream().allMatch(Inputs::isFloat32);
            ElementType type = isExact ? ElementType.FLOAT : ElementType.DOUBLE;
            byName.put(IMAGE, new Input("number", type));
            image = graph.input(IMAGE, type, shape.size()).cast(ElementType.DOUBLE);
            return;
        }
        image = null;
        for (FeatureColumn column : model.encoding().columns()) {
            Input input = input(column, precision);
            String name = outputs.contains(column.name()) ? PREFIX + column.name() : column.name();
            byName.put(name, input);
            columns.add(graph.input(name, input.type, 1));
        }
    }

    private static Input input(FeatureColumn column, Precision precision) {
        if (column.encoder() instanceof OneHot || column.encoder() instanceof Indicators) {
            return new Input("words", ElementType.STRING);
        }
        if (column.encoder() instanceof DateParts date) {
            return new Input(date.time() ? "seconds" : "days", ElementType.INT64);
        }
        boolean isNumber = column.encoder() instanceof Scaled;
        ElementType type = precision == Precision.FLOAT64 || (isNumber && !isFloat32(column))
                ? ElementType.DOUBLE
                : ElementType.FLOAT;
        return new Input(isNumber ? "number" : "truth", type);
    }

    private static boolean isFloat32(FeatureColumn column) {
        return column.encoder() instanceof Scaled scaled && scaled.float32();
    }

    /** The inputs by their names, in the order of the columns. */
    Map<String, Input> byName() {
        return byName;
    }

    /** The pixels (rows x pixels) in float64; null for a table. */
    @Nullable
    Value image() {
        return image;
    }

    /** The cells of a column (rows x 1). */
    Value column(int index) {
        return image == null ? columns.get(index) : image.columns(index);
    }
}
