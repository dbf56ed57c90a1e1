package io.descent.core.data;

import io.descent.inference.table.internal.CellFormat;
import io.descent.inference.table.internal.DateFormat;
import io.descent.inference.table.internal.NumberFormat;
import io.descent.inference.table.internal.Words;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The notations of numbers and dates that the texts of a column are compared with.
 *
 * @param given the notation of all numbers if the user gave the decimal separator or the one between thousands; null to
 *     find it
 * @param decimal the decimal separator of a column that fits several notations
 */
record NumberFormats(@Nullable NumberFormat given, String decimal) {
    /** Notations of numbers, the most likely first. A blank stands for every kind of blank. */
    private static final List<NumberFormat> KNOWN = List.of(
            NumberFormat.PLAIN,
            new NumberFormat(",", "", ""),
            new NumberFormat(".", ",", ""),
            new NumberFormat(",", ".", ""),
            new NumberFormat(".", " ", ""),
            new NumberFormat(",", " ", ""),
            new NumberFormat(".", "'", ""));

    /** Nothing is known about the columns of the table yet. */
    NumberFormats(@Nullable NumberFormat given) {
        this(given, given == null ? "." : given.decimal());
    }

    /** The notations for a table whose other columns have a decimal separator. */
    NumberFormats withDecimal(String found) {
        return new NumberFormats(given, found);
    }

    /** The first notation whose decimal separator is that of the table, or else the first one. */
    CellFormat likeliest(List<? extends CellFormat> possible) {
        for (CellFormat each : possible) {
            if (!(each instanceof NumberFormat number) || number.decimal().equals(decimal)) {
                return each;
            }
        }
        return possible.get(0);
    }

    /** The notations for a table; what the user gave decides. */
    static NumberFormats of(TableFormat format) {
        if (format.decimal() == null && format.thousands() == null) {
            return new NumberFormats(null);
        }
        Character thousands = format.thousandsCharacter();
        String between = thousands == null ? "" : thousands.toString();
        String decimal = Objects.requireNonNullElse(format.decimal(), between.equals(".") ? "," : ".");
        return new NumberFormats(new NumberFormat(decimal, between, ""));
    }

    /** The notations in which every word is a number or a date, the most likely first. */
    List<CellFormat> of(List<String> words) {
        return of(words, 0);
    }

    /**
     * The notations in which almost every word is a number or a date, the most likely first.
     *
     * @param most so many words may be something else
     */
    List<CellFormat> of(List<String> words, int most) {
        List<CellFormat> possible = new ArrayList<>();
        if (words.isEmpty()) {
            return possible;
        }
        for (CellFormat each : candidates(words.subList(0, Math.min(words.size(), most + 1)))) {
            int others = 0;
            for (int k = 0; k < words.size() && others <= most; k++) {
                others += fits(each, words.get(k)) ? 0 : 1;
            }
            if (others <= most && others < words.size()) {
                possible.add(each);
            }
        }
        return possible;
    }

    /** Whether a word is a number or a date. Numbers that begin with a superfluous zero, as postcodes do, are words. */
    static boolean fits(CellFormat format, String word) {
        return Double.isFinite(format.parse(word)) && !(format instanceof NumberFormat && Words.hasLeadingZero(word));
    }

    /** The notations that a column may have, one of whose words is a number or a date. */
    Set<CellFormat> candidates(List<String> words) {
        Set<CellFormat> all = new LinkedHashSet<>();
        for (String word : words) {
            for (NumberFormat number : given != null ? List.of(given) : KNOWN) {
                all.add(new NumberFormat(number.decimal(), number.thousands(), unit(word)));
            }
        }
        all.addAll(DateFormat.KNOWN);
        return all;
    }

    /** The per cent or currency sign that a text begins or ends with; empty if there is none. */
    private static String unit(String text) {
        int last = text.codePointBefore(text.length());
        int first = text.codePointAt(text.charAt(0) == '-' && text.length() > 1 ? 1 : 0);
        return isUnit(last) ? Character.toString(last) : isUnit(first) ? Character.toString(first) : "";
    }

    private static boolean isUnit(int c) {
        return c == '%' || Character.getType(c) == Character.CURRENCY_SYMBOL;
    }

    /** Whether the points of a number may separate thousands: 1.234, but neither 0.234 nor 1.5. */
    static boolean couldBeGroups(String text) {
        int from = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        int point = text.indexOf('.');
        boolean leading = point - from >= 1 && point - from <= 3 && text.charAt(from) != '0';
        return leading
                && text.length() - point == 4
                && text.chars().skip(from).allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }
}
