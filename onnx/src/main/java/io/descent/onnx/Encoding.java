package io.descent.onnx;

import io.descent.inference.table.internal.DateParts;
import io.descent.inference.table.internal.FeatureColumn;
import io.descent.inference.table.internal.Indicators;
import io.descent.inference.table.internal.InputEncoding;
import io.descent.inference.table.internal.NumberEncoder;
import io.descent.inference.table.internal.OneHot;
import io.descent.inference.table.internal.Scaled;
import io.descent.inference.table.internal.Scaling;
import io.descent.inference.table.internal.Truth;
import io.descent.onnx.Graph.Attribute;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a network encodes the columns of a table, in float64. */
final class Encoding {
    private final Graph graph;
    private final Inputs inputs;
    private final InputEncoding encoding;
    private final Set<String> missing;
    /** Of dates: whether the input has seconds, as the encoder of the whole model says. */
    private final InputEncoding ofModel;

    /**
     * Creates an encoding.
     *
     * @param encoding of one network
     * @param ofModel of the model that the network belongs to, which says how cells are written
     */
    Encoding(Graph graph, Inputs inputs, InputEncoding encoding, InputEncoding ofModel) {
        this.graph = graph;
        this.inputs = inputs;
        this.encoding = encoding;
        this.ofModel = ofModel;
        this.missing = ofModel.missing();
    }

    /** The dense inputs of the network (rows x inputs); null if there are none. */
    @Nullable
    Value dense() {
        Value image = inputs.image();
        if (image != null && isAffine()) {
            return affine(image);
        }
        List<Value> parts = new ArrayList<>();
        for (int j = 0; j < encoding.columns().size(); j++) {
            if (encoding.columns().get(j).encoder() instanceof NumberEncoder encoder) {
                parts.add(encode(j, encoder));
            }
        }
        return parts.isEmpty() ? null : Value.concat(parts);
    }

    /**
     * The categories of all columns with a one-hot block, each a row of positions within its block; the position after
     * the last category stands for none.
     */
    List<Value> categories() {
        List<Value> categories = new ArrayList<>();
        for (int j = 0; j < encoding.columns().size(); j++) {
            if (encoding.columns().get(j).encoder() instanceof OneHot words) {
                categories.add(category(j, words).reshape(-1));
            }
        }
        return categories;
    }

    /** The one-hot encoders, in the order of {@link #categories}. */
    List<OneHot> blocks() {
        return encoding.columns().stream()
                .map(FeatureColumn::encoder)
                .filter(OneHot.class::isInstance)
                .map(OneHot.class::cast)
                .toList();
    }

    private Value encode(int column, NumberEncoder encoder) {
        if (encoder instanceof Indicators words) {
            return indicators(column, words);
        }
        if (encoder instanceof DateParts date) {
            return date(column, date);
        }
        Value x = inputs.column(column).cast(ElementType.DOUBLE);
        Value isMissing = x.isNaN();
        boolean indicator;
        Value encoded;
        if (encoder instanceof Truth truth) {
            indicator = truth.indicator();
            encoded = isMissing.choose(x.constant(0), x.isAbove(0).choose(x.constant(1), x.constant(-1)));
        } else {
            Scaled scaled = (Scaled) encoder;
            indicator = scaled.indicator();
            encoded = Scalings.apply(scaled.scaling(), isMissing.choose(x.constant(scaled.fill()), x));
        }
        return indicator ? Value.concat(List.of(encoded, isMissing.cast(ElementType.DOUBLE))) : encoded;
    }

    /** Whether every column is a number that is shifted and divided. */
    private boolean isAffine() {
        return encoding.columns().stream()
                .allMatch(column -> column.encoder() instanceof Scaled scaled
                        && !scaled.indicator()
                        && (scaled.scaling() instanceof Scaling.None
                                || scaled.scaling() instanceof Scaling.Zero
                                || scaled.scaling() instanceof Scaling.Standardize
                                || scaled.scaling() instanceof Scaling.MinMax));
    }

    /** Many numbers at once. */
    private Value affine(Value x) {
        int n = encoding.columns().size();
        double[] fill = new double[n];
        double[] shift = new double[n];
        double[] divisor = new double[n];
        Arrays.fill(divisor, 1);
        for (int j = 0; j < n; j++) {
            Scaled scaled = (Scaled) encoding.columns().get(j).encoder();
            fill[j] = scaled.fill();
            if (scaled.scaling() instanceof Scaling.Zero) {
                divisor[j] = Double.POSITIVE_INFINITY;
            } else if (scaled.scaling() instanceof Scaling.Standardize how) {
                shift[j] = how.mean();
                divisor[j] = how.deviation();
            } else if (scaled.scaling() instanceof Scaling.MinMax how) {
                shift[j] = how.min();
                divisor[j] = how.max() == how.min() ? 1 : how.max() - how.min();
            }
        }
        Value filled = x.isNaN().choose(row(fill), x);
        return filled.minus(row(shift)).over(row(divisor));
    }

    private Value row(double[] numbers) {
        return graph.reals(ElementType.DOUBLE, numbers, 1, numbers.length);
    }

    /** The position of the category of each cell (rows x 1), as {@link #categories}. */
    private Value category(int column, OneHot words) {
        int none = words.categories();
        Map<String, Long> keys = new LinkedHashMap<>();
        long ofMissing = position(words.category(null), none);
        keys.put("", ofMissing);
        missing.stream().sorted().forEach(marker -> keys.put(marker, ofMissing));
        for (String word : words.words()) {
            keys.putIfAbsent(word, (long) words.category(word));
        }
        return graph.node(
                "LabelEncoder",
                Graph.ML,
                ElementType.INT64,
                List.of(inputs.column(column)),
                new Attribute("keys_strings", keys.keySet().toArray(String[]::new)),
                new Attribute(
                        "values_int64s",
                        keys.values().stream().mapToLong(Long::longValue).toArray()),
                new Attribute(
                        "default_int64", words.others() ? (long) words.words().size() : none));
    }

    private static long position(int category, int none) {
        return category == OneHot.NONE ? none : category;
    }

    /** Few words as numbers: a row of a table for each category. */
    private Value indicators(int column, Indicators encoder) {
        int rows = encoder.words().categories() + 1;
        int width = encoder.width();
        double[] table = new double[rows * width];
        for (int i = 0; i < rows; i++) {
            double[] row = new double[width];
            encoder.encode(i == rows - 1 ? OneHot.NONE : i, row, 0);
            System.arraycopy(row, 0, table, i * width, width);
        }
        return graph.reals(ElementType.DOUBLE, table, rows, width)
                .gather(category(column, encoder.words()).reshape(-1));
    }

    private Value date(int column, DateParts encoder) {
        boolean isSeconds = ((DateParts) ofModel.columns().get(column).encoder()).time();
        Value cell = inputs.column(column);
        Value isMissing = cell.isEqual(Dates.MISSING);
        Value encoded = Dates.encode(encoder, isMissing.choose(cell.constant(0), cell), isSeconds);
        Value present = isMissing.choose(encoded.constant(0), encoded);
        return encoder.indicator() ? Value.concat(List.of(present, isMissing.cast(ElementType.DOUBLE))) : present;
    }
}
