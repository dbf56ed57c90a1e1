package io.descent.core.data;

import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.inference.table.internal.CellFormat;
import io.descent.inference.table.internal.NumberFormat;
import io.descent.inference.table.internal.TruthFormat;
import io.descent.inference.table.internal.Words;
import io.descent.inference.text.internal.Decimal;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The label column of a table, as classes or as values. */
final class LabelColumn {
    /**
     * A label column of whole numbers with more distinct values than this is for regression, not for classification.
     */
    private static final int MOST_NUMERIC_CLASSES = 20;

    private static final int LONGEST_SHOWN = 40;
    private static final int LONGEST_LIST = 400;

    private final Table table;
    private final String name;
    private final NumberFormats formats;
    private final Received received;
    private final Column column;
    /** How the numbers are written; null for words. */
    private final @Nullable CellFormat format;

    /**
     * A label column.
     *
     * @param formats the notations of numbers that are possible
     */
    LabelColumn(Table table, String name, NumberFormats formats) {
        this.table = table;
        this.name = name;
        this.formats = formats;
        received = table.received(name);
        if (received.column() == null) {
            throw table.problem(
                    "the label column '%s' has more than %,d different words; it looks like an id or free text"
                            .formatted(name, CellReceiver.MOST_WORDS));
        }
        column = received.column();
        format = column instanceof Column.Words words ? number(formats, words) : received.format();
    }

    private static @Nullable CellFormat number(NumberFormats formats, Column.Words words) {
        List<CellFormat> possible = formats.of(words.words()).stream()
                .filter(NumberFormat.class::isInstance)
                .toList();
        return possible.isEmpty() ? null : formats.likeliest(possible);
    }

    /** How the values are written; null if they are words. */
    @Nullable
    CellFormat format() {
        return format;
    }

    /** The label columns of a table. */
    static List<LabelColumn> all(Table table, List<String> names, NumberFormats formats) {
        List<LabelColumn> all = new ArrayList<>();
        for (String name : names) {
            all.add(new LabelColumn(table, name, formats));
        }
        return all;
    }

    /**
     * Receives a label column again if its numbers do not show what was written.
     *
     * @param task kind of the label; null to detect it
     */
    static Table asWords(
            Table table,
            String name,
            @Nullable Task task,
            TableInput input,
            NumberFormats formats,
            Set<String> markers) {
        return new LabelColumn(table, name, formats).mustBeWords(task)
                ? table.with(input.read(
                                each -> each.equals(name)
                                        ? new CellReceiver.How.AsWords()
                                        : new CellReceiver.How.Skip(),
                                formats,
                                markers)
                        .received())
                : table;
    }

    /**
     * The labels of all rows: the index of the class, or the values.
     *
     * @return (rows x labels), row by row
     * @throws InvalidInputException if a label is missing, unknown, or not a number
     */
    static double[] read(Table table, Schema schema, NumberFormats formats) {
        List<LabelColumn> columns = all(table, schema.labels(), formats);
        if (schema.task() == Task.CLASSIFICATION) {
            return columns.get(0).indices(schema.classes());
        }
        double[] labels = new double[table.rows() * columns.size()];
        for (int k = 0; k < columns.size(); k++) {
            double[] values = columns.get(k).values();
            for (int i = 0; i < values.length; i++) {
                labels[i * columns.size() + k] = values[i];
            }
        }
        return labels;
    }

    /** Says that rows without a label were left out. */
    static String leftOut(String place, int rows) {
        return rows == 1
                ? "%s: 1 row without a label is left out".formatted(place)
                : "%s: %,d rows without a label are left out".formatted(place, rows);
    }

    /** Whether the column must be received as words, because its numbers do not show what was written. */
    boolean mustBeWords(@Nullable Task task) {
        boolean classes = task == Task.CLASSIFICATION || (task == null && task() == Task.CLASSIFICATION);
        return classes
                && (column instanceof Column.Words
                        ? received.lossy()
                        : received.longest() > CellReceiver.SAFE_DIGITS
                                || !received.odd().isEmpty()
                                || !(received.format() instanceof NumberFormat));
    }

    /** The rows that have a label in every column; null if all have. */
    static int @Nullable [] labelled(Table table, List<LabelColumn> labels) {
        int[] kept = new int[table.rows()];
        int count = 0;
        for (int i = 0; i < kept.length; i++) {
            boolean has = true;
            for (int k = 0; k < labels.size(); k++) {
                has &= labels.get(k).has(i);
            }
            if (has) {
                kept[count++] = i;
            }
        }
        return count == kept.length ? null : Arrays.copyOf(kept, count);
    }

    private boolean has(int row) {
        return !isMissing(row);
    }

    private boolean isMissing(int row) {
        int position = table.position(row);
        return column instanceof Column.Words words
                ? words.code(position) < 0
                : Double.isNaN(column.number(position)) && received.oddAt(position) == null;
    }

    /** The kind of the label that the cells show. */
    Task task() {
        if (format == null || !(format instanceof NumberFormat)) {
            return Task.CLASSIFICATION;
        }
        Distinct distinct = new Distinct(MOST_NUMERIC_CLASSES);
        for (int i = 0; i < table.rows(); i++) {
            double value = number(i, format);
            if (Double.isNaN(value)) {
                continue;
            }
            distinct.add(value);
            if (value != Math.rint(value) || distinct.count() < 0) {
                return Task.REGRESSION;
            }
        }
        return Task.CLASSIFICATION;
    }

    private double number(int row, @Nullable CellFormat how) {
        int position = table.position(row);
        if (column instanceof Column.Words words) {
            int code = words.code(position);
            return code < 0 || how == null
                    ? Double.NaN
                    : how.parse(words.words().get(code));
        }
        return column.number(position);
    }

    /** The name of the class of a row. */
    private String word(int row) {
        int position = table.position(row);
        return Words.canonical(
                column instanceof Column.Words words
                        ? words.words().get(words.code(position))
                        : Objects.requireNonNullElseGet(
                                received.oddAt(position), () -> Decimal.text(column.number(position))));
    }

    /** The names of the classes: numbers in numeric order, or words in the order of their characters. */
    List<String> classes() {
        Set<String> names = new TreeSet<>();
        if (column instanceof Column.Words words) {
            boolean[] met = new boolean[words.words().size()];
            for (int i = 0; i < table.rows(); i++) {
                int code = words.code(table.position(i));
                if (code >= 0 && !met[code]) {
                    met[code] = true;
                    names.add(Words.canonical(words.words().get(code)));
                }
            }
        } else {
            for (int i = 0; i < table.rows(); i++) {
                if (has(i)) {
                    names.add(word(i));
                }
            }
        }
        List<String> classes = new ArrayList<>(truths(names));
        if (classes.stream().allMatch(each -> !Words.hasLeadingZero(each) && Double.isFinite(Decimal.parse(each)))) {
            classes.sort(Comparator.comparing(BigDecimal::new));
        }
        return classes;
    }

    /** The names, or, if they are true and false in several spellings, these two words. */
    private static Set<String> truths(Set<String> names) {
        boolean severalSpellings = names.stream()
                        .map(each -> each.toLowerCase(Locale.ROOT))
                        .distinct()
                        .count()
                < names.size();
        TruthFormat truth = names.isEmpty() || !severalSpellings
                ? null
                : TruthFormat.of(names.iterator().next());
        boolean all = truth != null && names.stream().allMatch(each -> !Double.isNaN(truth.parse(each)));
        return all && truth != null ? new TreeSet<>(List.of(truth.no(), truth.yes())) : names;
    }

    /**
     * The indices of the classes of all rows.
     *
     * @param classes their names
     * @throws InvalidInputException if a label is missing or unknown
     */
    double[] indices(List<String> classes) {
        Map<String, Integer> index = new HashMap<>();
        for (String each : classes) {
            index.put(each, index.size());
        }
        double[] indices = new double[table.rows()];
        for (int i = 0; i < indices.length; i++) {
            requireLabel(i);
            String word = word(i);
            Integer found = find(word, index);
            if (found == null) {
                throw table.problem(
                        i,
                        name,
                        "the label '%s' was never seen in training; known: %s"
                                .formatted(
                                        Excerpt.of(word, LONGEST_SHOWN),
                                        Excerpt.of(String.join(", ", classes), LONGEST_LIST)));
            }
            indices[i] = found;
        }
        return indices;
    }

    /** A class by its name, by another spelling of a truth value, or by its name followed by a full stop. */
    private static @Nullable Integer find(String word, Map<String, Integer> index) {
        Integer found = index.get(word);
        if (found == null && word.endsWith(".")) {
            found = index.get(Words.canonical(word.substring(0, word.length() - 1)));
        }
        TruthFormat truth = found == null ? TruthFormat.of(word) : null;
        if (truth != null) {
            found = index.get(truth.parse(word) > 0 ? truth.yes() : truth.no());
        }
        return found;
    }

    /**
     * The values of all rows.
     *
     * @throws InvalidInputException if a label is missing or not a finite number
     */
    double[] values() {
        double[] values = new double[table.rows()];
        CellFormat how = format != null ? format : likeliest();
        for (int i = 0; i < values.length; i++) {
            requireLabel(i);
            values[i] = number(i, how);
            if (!Double.isFinite(values[i])) {
                String word = Excerpt.of(word(i), LONGEST_SHOWN);
                throw table.problem(
                        i,
                        name,
                        Double.isInfinite(values[i])
                                ? "the label '%s' is too large for float64".formatted(word)
                                : "the label '%s' is not a number; if it marks a missing label, say data.missing: ['%s'], and if labels are classes, data.task: classification"
                                        .formatted(word, word));
            }
        }
        return values;
    }

    /** The notation of numbers that most words have. */
    private @Nullable CellFormat likeliest() {
        Column.Words words = (Column.Words) column;
        CellFormat best = null;
        long most = 0;
        for (CellFormat each : formats.candidates(words.words())) {
            long fits = words.words().stream()
                    .filter(word -> Double.isFinite(each.parse(word)))
                    .count();
            if (each instanceof NumberFormat && fits > most) {
                best = each;
                most = fits;
            }
        }
        return best;
    }

    private void requireLabel(int row) {
        if (isMissing(row)) {
            throw table.problem(row, name, "the label is missing");
        }
    }
}
