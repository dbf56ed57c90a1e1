package io.descent.app;

import io.descent.inference.model.internal.ModelParts;
import io.descent.inference.table.internal.CellFormat;
import io.descent.inference.table.internal.ColumnEncoder;
import io.descent.inference.table.internal.DateFormat;
import io.descent.inference.table.internal.DateParts;
import io.descent.inference.table.internal.FeatureColumn;
import io.descent.inference.table.internal.Indicators;
import io.descent.inference.table.internal.NumberFormat;
import io.descent.inference.table.internal.OneHot;
import io.descent.inference.table.internal.Scaled;
import io.descent.inference.table.internal.Scaling;
import io.descent.inference.table.internal.TruthFormat;
import io.descent.inference.text.internal.Decimal;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Prints what a model makes of the columns of a table: one line per feature. */
final class ModelColumns {
    private static final int WIDTH = 120;
    private static final int LONGEST_NAME = 30;
    private static final int DIGITS = 6;

    private ModelColumns() {}

    /** Whether every feature is a number that is standardised or left as it is, and never missing. */
    static boolean areStandardised(ModelParts model) {
        return model.encoding().columns().stream()
                .allMatch(column -> column.encoder() instanceof Scaled scaled
                        && !scaled.indicator()
                        && (scaled.scaling() instanceof Scaling.Standardize || scaled.scaling() instanceof Scaling.None)
                        && NumberFormat.PLAIN.equals(column.format()));
    }

    /** Prints the first features. */
    static void print(ModelParts model, int shown, PrintWriter out) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("feature", "kind", "inputs", "encoding"));
        int before = 0;
        for (FeatureColumn column : model.encoding().columns().subList(0, shown)) {
            String name = ColumnsTable.shortened(column.name(), LONGEST_NAME);
            before = Math.max(before, name.length());
            rows.add(List.of(
                    name,
                    column.kind().name().toLowerCase(Locale.ROOT),
                    String.valueOf(column.encoder().inputs("").size()),
                    text(column)));
        }
        int left = WIDTH - before - "categorical".length() - "inputs".length() - 3 * 2;
        TextTable.print(
                rows.stream()
                        .map(row ->
                                List.of(row.get(0), row.get(1), row.get(2), ColumnsTable.shortened(row.get(3), left)))
                        .toList(),
                out);
    }

    private static String text(FeatureColumn column) {
        ColumnEncoder encoder = column.encoder();
        if (encoder instanceof Indicators indicators) {
            String words = String.join(", ", indicators.words().words());
            return words + (indicators.words().others() ? ", (another word)" : "") + "; as numbers";
        }
        if (encoder instanceof OneHot words) {
            List<String> all = new ArrayList<>(words.words());
            if (words.others()) {
                all.add("(another word)");
            }
            if (words.missing()) {
                all.add("(missing)");
            }
            return String.join(", ", all);
        }
        String written = written(column.format());
        if (encoder instanceof Scaled scaled) {
            String fill = scaled.indicator() ? "; (missing) counts as " + Decimal.rounded(scaled.fill(), DIGITS) : "";
            return text(scaled.scaling()) + fill + written;
        }
        boolean indicator = encoder.inputs("").size() > 1 && !(encoder instanceof DateParts);
        return encoder instanceof DateParts dates
                ? "%s, dates such as %s%s"
                        .formatted(
                                "elapsed time, year, month, day, weekday" + (dates.time() ? ", time of day" : ""),
                                column.format() instanceof DateFormat date ? date.pattern() : "",
                                dates.indicator() ? "; (missing)" : "")
                : "1 or -1" + (indicator ? "; (missing)" : "") + written;
    }

    private static String written(@Nullable CellFormat format) {
        if (format instanceof TruthFormat truth) {
            return ": %s or %s".formatted(truth.yes(), truth.no());
        }
        return format instanceof NumberFormat number && !number.equals(NumberFormat.PLAIN)
                ? "; numbers such as "
                        + "1" + number.thousands() + "234" + number.decimal() + "5"
                        + (number.unit().isEmpty() ? "" : " with " + number.unit())
                : "";
    }

    /** A scaling in words. */
    static String text(Scaling scaling) {
        if (scaling instanceof Scaling.None) {
            return "as it is";
        }
        if (scaling instanceof Scaling.Zero) {
            return "constant in the training set: no influence";
        }
        if (scaling instanceof Scaling.Standardize units) {
            return "minus %s, divided by %s".formatted(rounded(units.mean()), rounded(units.deviation()));
        }
        if (scaling instanceof Scaling.Robust robust) {
            return "minus the median %s, times %s, clipped to (-3, 3)"
                    .formatted(rounded(robust.median()), rounded(robust.factor()));
        }
        if (scaling instanceof Scaling.MinMax range) {
            return "from %s..%s to 0..1".formatted(rounded(range.min()), rounded(range.max()));
        }
        if (scaling instanceof Scaling.Log log) {
            return "logarithm of 1 + y, minus %s, divided by %s"
                    .formatted(rounded(log.mean()), rounded(log.deviation()));
        }
        if (scaling instanceof Scaling.Clamped clamped) {
            return "%s; predictions stay within %s..%s"
                    .formatted(text(clamped.scaling()), rounded(clamped.low()), rounded(clamped.high()));
        }
        double[] quantiles = ((Scaling.Quantile) scaling).quantiles();
        return "normal quantiles of %s..%s".formatted(rounded(quantiles[0]), rounded(quantiles[quantiles.length - 1]));
    }

    private static String rounded(double number) {
        return Decimal.rounded(number, DIGITS);
    }
}
