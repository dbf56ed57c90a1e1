package io.descent.core.data;

import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.ColumnKind;
import io.descent.inference.table.internal.CellFormat;
import io.descent.inference.table.internal.DateFormat;
import io.descent.inference.table.internal.NumberFormat;
import io.descent.inference.table.internal.TruthFormat;
import io.descent.inference.table.internal.Words;
import io.descent.inference.text.internal.Decimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds out what the columns of a table are. The rules are in docs/tables.md. */
final class ColumnInference {
    /** Fewer rows do not show what a column is not. */
    private static final int FEWEST_ROWS = 10;

    /** Numbers that are counted exactly. */
    private static final int MOST_DISTINCT = 10_000;

    /** Words of which more than this are different, and more than half, are no categories. */
    private static final int MANY_WORDS = 50;

    private static final int WORDS_OF_A_SENTENCE = 4;
    private static final int FEW_VALUES = 10;
    private static final double USUAL_MARKER = 0.1;
    private static final double MOSTLY = 0.9;
    private static final int LONGEST_SHOWN = 40;

    /** Numbers such as 1.234 in a table with decimal commas. */
    static final NumberFormat GROUPED = new NumberFormat(",", ".", "");

    private final Table table;
    private final NumberFormats formats;
    private final Map<String, ColumnChoice> choices;
    private final Map<String, CellReceiver.How> again = new LinkedHashMap<>();
    private final String decimal;

    /**
     * Prepares the inference.
     *
     * @param table as it was received
     * @param formats the notations of numbers that are possible
     * @param choices what the user says about columns
     */
    ColumnInference(Table table, NumberFormats formats, Map<String, ColumnChoice> choices) {
        this.table = table;
        this.formats = formats;
        this.choices = choices;
        decimal = find();
    }

    /** How a column must be received again before it is known what it is. */
    Map<String, CellReceiver.How> again() {
        return again;
    }

    /** The decimal separator that the unambiguous columns of numbers have. */
    String decimal() {
        return decimal;
    }

    private String find() {
        if (formats.given() != null) {
            return formats.given().decimal();
        }
        for (String name : table.columns()) {
            Received received = table.received(name);
            if (received.format() instanceof NumberFormat number && received.pointed()) {
                return number.decimal();
            }
        }
        for (String name : table.columns()) {
            if (table.received(name).column() instanceof Column.Words words) {
                List<CellFormat> possible = formats.of(words.words());
                if (!possible.isEmpty()
                        && possible.stream()
                                .allMatch(each -> each instanceof NumberFormat number
                                        && number.decimal().equals(","))) {
                    return ",";
                }
            }
        }
        return ".";
    }

    /**
     * What a column is. If {@link #again} then names the column, it is not known yet.
     *
     * @throws InvalidInputException if it has texts among numbers, or is not what the user
     *     says
     */
    FeatureCells infer(String name) {
        Received received = table.received(name);
        ColumnChoice choice = DataSpec.choice(choices, name);
        if (choice != null && choice.kind() == ColumnKind.IGNORE) {
            return ignored(name, received, -1, "as you say");
        }
        int cells = received.rows() - received.missing();
        if (received.column() == null) {
            return choice == null
                    ? ignored(name, received, -1, "more than %,d different words".formatted(CellReceiver.MOST_WORDS))
                    : received(name, new CellReceiver.How.AsWords(), received);
        }
        if (choice != null) {
            return chosen(name, received, choice);
        }
        if (cells == 0) {
            return ignored(name, received, 0, "all cells are missing");
        }
        if (received.lossy()) {
            return received(name, new CellReceiver.How.AsWords(), received);
        }
        return received.column() instanceof Column.Words words ? words(name, received, words) : numbers(name, received);
    }

    private FeatureCells received(String name, CellReceiver.How how, Received received) {
        again.put(name, how);
        return ignored(name, received, -1, "");
    }

    private static FeatureCells ignored(String name, Received received, int distinct, String why) {
        return new FeatureCells(name, ColumnKind.IGNORE, null, null, received.missing(), distinct, why);
    }

    private FeatureCells chosen(String name, Received received, ColumnChoice choice) {
        Column column = Objects.requireNonNull(received.column());
        switch (choice.kind()) {
            case CATEGORICAL -> {
                return column instanceof Column.Words words && !received.lossy()
                        ? categories(name, received, words)
                        : received(name, new CellReceiver.How.AsWords(), received);
            }
            case NUMERIC -> {
                requireNoOdd(name, received);
                if (column instanceof Column.Words words) {
                    if (received.lossy()) {
                        return received(name, new CellReceiver.How.AsWords(), received);
                    }
                    List<CellFormat> possible = formats.of(words.words());
                    possible.removeIf(each -> !(each instanceof NumberFormat));
                    CellFormat format = possible.isEmpty()
                            ? Objects.requireNonNullElse(formats.given(), NumberFormat.PLAIN)
                            : likeliest(possible);
                    return asNumbers(name, ColumnKind.NUMERIC, received, words, format, "a number");
                }
                return isGrouped(received)
                        ? received(name, new CellReceiver.How.In(GROUPED), received)
                        : numeric(name, received, column);
            }
            case BOOLEAN -> {
                if (!(column instanceof Column.Words words)) {
                    return received(name, new CellReceiver.How.AsWords(), received);
                }
                return asNumbers(name, ColumnKind.BOOLEAN, received, words, truth(words), "one of two words");
            }
            default -> {
                if (received.format() instanceof DateFormat format && choice.pattern() == null) {
                    return new FeatureCells(
                            name, ColumnKind.DATE, format, column, received.missing(), distinct(column), "");
                }
                if (!(column instanceof Column.Words words) || received.lossy()) {
                    return received(name, new CellReceiver.How.AsWords(), received);
                }
                CellFormat format = choice.pattern() != null
                        ? new DateFormat(choice.pattern())
                        : formats.of(words.words()).stream()
                                .filter(DateFormat.class::isInstance)
                                .findFirst()
                                .orElse(DateFormat.KNOWN.get(0));
                return asNumbers(name, ColumnKind.DATE, received, words, format, "a date");
            }
        }
    }

    /** The pair of words of a column; for other words, the first in the order of their characters means false. */
    private static CellFormat truth(Column.Words words) {
        TruthFormat known =
                words.words().isEmpty() ? null : TruthFormat.of(words.words().get(0));
        if (known != null) {
            return known;
        }
        List<String> sorted = new ArrayList<>(new TreeSet<>(words.words().stream()
                .map(word -> Words.canonical(word).toLowerCase(Locale.ROOT))
                .toList()));
        return sorted.size() < 2 ? new TruthFormat("true", "false") : new TruthFormat(sorted.get(1), sorted.get(0));
    }

    /** Turns words into numbers. */
    private FeatureCells asNumbers(
            String name, ColumnKind kind, Received received, Column.Words words, CellFormat format, String expected) {
        double[] values = words.words().stream().mapToDouble(format::parse).toArray();
        long wrong =
                Arrays.stream(values).filter(value -> !Double.isFinite(value)).count();
        for (int k = 0; k < values.length; k++) {
            String word = words.words().get(k);
            if (!Double.isFinite(values[k])) {
                int row = 0;
                while (words.code(row) != k) {
                    row++;
                }
                throw table.problem(
                        row,
                        name,
                        "'%s' is not %s%s; %s"
                                .formatted(
                                        Excerpt.of(word, LONGEST_SHOWN),
                                        expected,
                                        format instanceof DateFormat date ? " such as " + date.pattern() : "",
                                        wrong > CellReceiver.MOST_ODD
                                                ? "nor are %,d other different cells; check data.columns"
                                                        .formatted(wrong - 1)
                                                : "if it marks a missing cell, say data.missing: [%s]"
                                                        .formatted(markers(List.of(word)))));
            }
        }
        CompactNumbers numbers = new CompactNumbers();
        for (int i = 0; i < words.size(); i++) {
            numbers.add(words.code(i) < 0 ? Double.NaN : values[words.code(i)]);
        }
        Column column = numbers.column();
        return new FeatureCells(name, kind, format, column, received.missing(), distinct(column), "");
    }

    private FeatureCells words(String name, Received received, Column.Words words) {
        int cells = received.rows() - received.missing();
        int distinct = words.words().size();
        TruthFormat truth = TruthFormat.of(words.words().get(0));
        if (truth != null && words.words().stream().allMatch(word -> !Double.isNaN(truth.parse(word)))) {
            FeatureCells found = asNumbers(name, ColumnKind.BOOLEAN, received, words, truth, "");
            return found.distinct() < 2 && received.missing() == 0 ? constant(name, received, words) : found;
        }
        List<CellFormat> possible = formats.of(words.words());
        if (!possible.isEmpty()) {
            return formatted(name, received, words, possible);
        }
        requireWords(name, received, words);
        if (distinct == 1 && received.missing() == 0) {
            return constant(name, received, words);
        }
        if (distinct == cells && cells >= FEWEST_ROWS) {
            return ignored(name, received, distinct, "every cell is different, as in an id");
        }
        if (distinct > MANY_WORDS && distinct > cells / 2) {
            return ignored(name, received, distinct, "most cells are different, as in free text");
        }
        if (distinct > FEWEST_ROWS && isSentences(words)) {
            return ignored(name, received, distinct, "the cells are sentences");
        }
        FeatureCells found = categories(name, received, words);
        for (Map.Entry<String, Integer> marker : received.markers().entrySet()) {
            if (marker.getValue() > USUAL_MARKER * received.rows()) {
                found = found.remarked(
                        "'%s' counts as missing in %,d rows; if it is a category, list the markers of missing cells without it in data.missing"
                                .formatted(marker.getKey(), marker.getValue()));
            }
        }
        return found;
    }

    private static FeatureCells constant(String name, Received received, Column.Words words) {
        return ignored(
                name,
                received,
                1,
                "every cell is '%s'".formatted(Excerpt.of(words.words().get(0), LONGEST_SHOWN)));
    }

    /** Refuses words among which most are numbers or dates. */
    private void requireWords(String name, Received received, Column.Words words) {
        int[] counts = words.counts();
        int cells = received.rows() - received.missing();
        if (cells <= FEWEST_ROWS) {
            return;
        }
        for (CellFormat format : formats.of(words.words(), CellReceiver.MOST_ODD)) {
            long parsed = 0;
            List<Integer> others = new ArrayList<>();
            for (int k = 0; k < counts.length; k++) {
                if (NumberFormats.fits(format, words.words().get(k))) {
                    parsed += counts[k];
                } else {
                    others.add(k);
                }
            }
            if (parsed >= MOSTLY * cells) {
                int first = others.get(0);
                int row = 0;
                while (words.code(row) != first) {
                    row++;
                }
                throw odd(
                        name,
                        row,
                        others.stream().map(k -> words.words().get(k)).toList(),
                        format instanceof DateFormat ? "dates" : "numbers");
            }
        }
    }

    /** The texts that mark missing cells in this table, and more, as a user would list them. */
    private String markers(List<String> more) {
        Set<String> all = new TreeSet<>();
        table.received().values().forEach(each -> all.addAll(each.markers().keySet()));
        all.removeAll(more);
        List<String> listed = new ArrayList<>(all);
        listed.addAll(more);
        return listed.stream()
                .map(text -> "'" + Excerpt.of(text, LONGEST_SHOWN) + "'")
                .collect(Collectors.joining(", "));
    }

    private InvalidInputException odd(String name, int row, List<String> texts, String what) {
        if (Double.isInfinite(Decimal.parse(texts.get(0)))) {
            return table.problem(
                    row,
                    name,
                    "%s is too large for float64; divide the numbers by a constant"
                            .formatted(Excerpt.of(texts.get(0), LONGEST_SHOWN)));
        }
        return table.problem(
                row,
                name,
                "'%s' is among %s; if it marks a missing cell, say data.missing: [%s], and if the column has words, say data.columns: {%s: categorical}"
                        .formatted(
                                Excerpt.of(texts.get(0), LONGEST_SHOWN),
                                what,
                                markers(texts),
                                Excerpt.of(name, LONGEST_SHOWN)));
    }

    private static boolean isSentences(Column.Words words) {
        long blanks = 0;
        for (String word : words.words()) {
            blanks += word.chars().filter(c -> c == ' ').count();
        }
        return blanks >= (long) WORDS_OF_A_SENTENCE * words.words().size();
    }

    private CellFormat likeliest(List<CellFormat> possible) {
        return formats.withDecimal(decimal).likeliest(possible);
    }

    private boolean isGrouped(Received received) {
        return received.grouped() && decimal.equals(",") && formats.given() == null;
    }

    private FeatureCells formatted(String name, Received received, Column.Words words, List<CellFormat> possible) {
        CellFormat format = likeliest(possible);
        boolean isDate = format instanceof DateFormat;
        FeatureCells found =
                asNumbers(name, isDate ? ColumnKind.DATE : ColumnKind.NUMERIC, received, words, format, "");
        if (isDate && possible.size() > 1) {
            found = found.remarked("read as %s, but could be %s; if so, say data.columns: {%s: date %s}"
                    .formatted(
                            ((DateFormat) format).pattern(),
                            ((DateFormat) possible.get(1)).pattern(),
                            name,
                            ((DateFormat) possible.get(1)).pattern()));
        }
        if (format instanceof NumberFormat number && !number.equals(NumberFormat.PLAIN)) {
            found = found.remarked("numbers such as " + Excerpt.of(words.words().get(0), LONGEST_SHOWN));
        }
        return found.distinct() == 1 && found.missing() == 0 ? found.remarked("constant") : found;
    }

    private FeatureCells numbers(String name, Received received) {
        requireNoOdd(name, received);
        if (isGrouped(received)) {
            return received(name, new CellReceiver.How.In(GROUPED), received);
        }
        Column column = Objects.requireNonNull(received.column());
        FeatureCells found = numeric(name, received, column);
        if (received.format() instanceof DateFormat) {
            return found;
        }
        boolean whole = true;
        boolean counting = received.missing() == 0;
        for (int i = 0; i < column.size() && (whole || counting); i++) {
            double value = column.number(i);
            whole &= Double.isNaN(value) || value == Math.rint(value);
            counting &= i == 0 || value == column.number(i - 1) + 1;
        }
        boolean allDifferent = received.missing() == 0 && (found.distinct() < 0 || found.distinct() == column.size());
        if (column.size() >= FEWEST_ROWS && whole && counting) {
            return ignored(name, received, found.distinct(), "counts the rows");
        }
        if (column.size() >= FEWEST_ROWS && whole && allDifferent && (isIdName(name) || table.isUnnamed(name))) {
            return ignored(name, received, found.distinct(), "every cell is different, as in an id");
        }
        if (found.distinct() == 1 && received.missing() == 0) {
            return found.remarked("constant: no influence");
        }
        return whole && found.distinct() > 2 && found.distinct() <= FEW_VALUES && column.size() > MANY_WORDS
                ? found.remarked("few values; categorical?")
                : found;
    }

    private static FeatureCells numeric(String name, Received received, Column column) {
        CellFormat format = Objects.requireNonNullElse(received.format(), NumberFormat.PLAIN);
        ColumnKind kind = format instanceof DateFormat ? ColumnKind.DATE : ColumnKind.NUMERIC;
        return new FeatureCells(name, kind, format, column, received.missing(), distinct(column), "");
    }

    /** Whether the last word of a name is id: id, customer_id, PassengerId; but not paid. */
    private static boolean isIdName(String name) {
        return name.matches("(?i)(.*[^a-z0-9])?(id|index|rownames?|row)") || name.matches(".*[a-z0-9](Id|ID)");
    }

    private void requireNoOdd(String name, Received received) {
        if (!received.odd().isEmpty()) {
            List<String> texts =
                    received.odd().stream().map(Received.Odd::text).distinct().toList();
            throw odd(
                    name,
                    received.odd().get(0).row(),
                    texts,
                    received.format() instanceof DateFormat ? "dates" : "numbers");
        }
    }

    private static int distinct(Column column) {
        Distinct distinct = new Distinct(MOST_DISTINCT);
        for (int i = 0; i < column.size() && distinct.count() >= 0; i++) {
            double value = column.number(i);
            if (!Double.isNaN(value)) {
                distinct.add(value);
            }
        }
        return distinct.count();
    }

    /** A column of words, spelt canonically. */
    private static FeatureCells categories(String name, Received received, Column.Words words) {
        Column.Words canonical = canonical(words);
        return new FeatureCells(
                name,
                ColumnKind.CATEGORICAL,
                null,
                canonical,
                received.missing(),
                canonical.words().size(),
                "");
    }

    /** The words as {@link Words#canonical} spells them, in the order of their characters. */
    static Column.Words canonical(Column.Words words) {
        SortedMap<String, Integer> order = new TreeMap<>();
        words.words().forEach(word -> order.put(Words.canonical(word), 0));
        Map<String, Integer> index = new HashMap<>();
        order.keySet().forEach(word -> index.put(word, index.size()));
        int[] renamed = words.words().stream()
                .mapToInt(word -> Objects.requireNonNull(index.get(Words.canonical(word))))
                .toArray();
        int[] codes = new int[words.size()];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = words.code(i) < 0 ? -1 : renamed[words.code(i)];
        }
        return new Column.Words(List.copyOf(order.keySet()), codes);
    }
}
