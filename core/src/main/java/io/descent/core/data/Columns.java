package io.descent.core.data;

import io.descent.core.data.DataReport.ColumnReport;
import io.descent.inference.limit.internal.Limits;
import io.descent.inference.spec.ColumnKind;
import io.descent.inference.table.internal.ColumnEncoder;
import io.descent.inference.table.internal.DateParts;
import io.descent.inference.table.internal.FeatureColumn;
import io.descent.inference.table.internal.Indicators;
import io.descent.inference.table.internal.InputEncoding;
import io.descent.inference.table.internal.OneHot;
import io.descent.inference.table.internal.Scaled;
import io.descent.inference.table.internal.Scaling;
import io.descent.inference.table.internal.Truth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The columns of a table as they are shown to the user. */
final class Columns {
    private Columns() {}

    /**
     * The columns before it is known how they are encoded.
     *
     * @param found what the columns are, apart from labels and columns that only have a role
     */
    static List<ColumnReport> reports(
            RawExamples all, List<String> labels, Roles roles, Map<String, FeatureCells> found) {
        List<ColumnReport> reports = new ArrayList<>();
        for (String label : labels) {
            int classes = all.schema().classes().size();
            reports.add(new ColumnReport(
                    label, "label", 0, classes == 0 ? -1 : classes, "", classes == 0 ? "a number" : classes(all)));
        }
        Stream.of(roles.weight(), roles.group(), roles.set()).forEach(name -> {
            if (name != null) {
                String role = name.equals(roles.weight()) ? "weight" : name.equals(roles.group()) ? "group" : "set";
                reports.add(new ColumnReport(name, role, 0, -1, "", ""));
            }
        });
        found.values().forEach(each -> reports.add(report(each)));
        return reports;
    }

    /** A column before it is known how it is encoded. */
    static ColumnReport report(FeatureCells each) {
        return new ColumnReport(each.name(), kind(each.kind()), each.missing(), each.distinct(), "", each.remark());
    }

    private static String kind(ColumnKind kind) {
        return kind == ColumnKind.IGNORE ? "ignored" : kind.name().toLowerCase(Locale.ROOT);
    }

    private static String classes(RawExamples all) {
        return Excerpt.of(String.join(", ", all.schema().classes()), 60);
    }

    /** The report, completed by how the columns are encoded. */
    static DataReport encoded(DataReport report, InputEncoding encoding) {
        Map<String, ColumnEncoder> encoders = new HashMap<>();
        for (FeatureColumn column : encoding.columns()) {
            encoders.put(column.name(), column.encoder());
        }
        return new DataReport(
                report.columns().stream()
                        .map(each -> encoders.containsKey(each.name())
                                ? new ColumnReport(
                                        each.name(),
                                        each.kind(),
                                        each.missing(),
                                        each.distinct(),
                                        text(encoders.get(each.name())),
                                        each.remark())
                                : each)
                        .toList(),
                report.notes());
    }

    private static String text(@Nullable ColumnEncoder encoder) {
        if (encoder instanceof OneHot words) {
            return "one-hot %d%s%s"
                    .formatted(
                            words.words().size(),
                            words.others() ? " + others" : "",
                            words.missing() ? " + missing" : "");
        }
        if (encoder instanceof Indicators indicators) {
            int inputs = indicators.width();
            return "%d %s%s"
                    .formatted(
                            inputs,
                            inputs == 1 ? "number" : "numbers",
                            indicators.words().others() ? " with others" : "");
        }
        if (encoder instanceof Scaled scaled) {
            return name(scaled.scaling()) + (scaled.indicator() ? " + missing" : "");
        }
        if (encoder instanceof Truth truth) {
            return "1 or -1" + (truth.indicator() ? " + missing" : "");
        }
        return encoder instanceof DateParts parts ? "%d date parts".formatted(parts.width()) : "";
    }

    private static String name(Scaling scaling) {
        return scaling instanceof Scaling.Zero ? "always 0" : Scaling.name(scaling);
    }

    /** What a user would write to get the same columns again. */
    static SortedMap<String, ColumnChoice> choices(DataReport report, InputEncoding encoding, DataSpec spec) {
        SortedMap<String, ColumnChoice> choices = new TreeMap<>(spec.columns());
        Map<String, FeatureColumn> features = new HashMap<>();
        encoding.columns().forEach(column -> features.put(column.name(), column));
        for (ColumnReport each : report.columns()) {
            FeatureColumn feature = features.get(each.name());
            boolean isIgnored = each.kind().equals(kind(ColumnKind.IGNORE));
            if (!choices.containsKey(each.name())
                    && (feature != null || (isIgnored && !spec.ignore().contains(each.name())))) {
                choices.put(
                        each.name(), feature == null ? ColumnChoice.of(ColumnKind.IGNORE) : ColumnChoice.of(feature));
            }
        }
        boolean hasOthers =
                report.columns().stream().anyMatch(each -> each.name().equals(DataSpec.OTHERS));
        if (!hasOthers) {
            choices.remove(DataSpec.OTHERS);
            if (choices.size() > Limits.NAMED_COLUMNS) {
                shorten(choices, spec);
            }
        }
        return Collections.unmodifiableSortedMap(choices);
    }

    /** In a table with very many columns, what most of them are is said once. */
    private static void shorten(SortedMap<String, ColumnChoice> choices, DataSpec spec) {
        Map<String, Integer> counts = new TreeMap<>();
        choices.values().forEach(each -> counts.merge(each.toString(), 1, Integer::sum));
        String ignore = kind(ColumnKind.IGNORE);
        String most = counts.entrySet().stream()
                .filter(each -> !ColumnChoice.parse(each.getKey()).kind().equals(ColumnKind.IGNORE))
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(ignore);
        if (most.equals(ignore)) {
            return;
        }
        Roles roles = Roles.of(spec);
        choices.entrySet().removeIf(each -> each.getValue().toString().equals(most) && !roles.has(each.getKey()));
        choices.put(DataSpec.OTHERS, ColumnChoice.parse(most));
    }
}
