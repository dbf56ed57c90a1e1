package io.descent.inference.table.internal;

import io.descent.inference.text.internal.Decimal;
import org.jspecify.annotations.Nullable;

/**
 * Numbers in decimal notation, such as 1234.5, 1.234,5 or 12 %.
 *
 * @param decimal the decimal separator: a point or a comma
 * @param thousands what separates groups of three digits; empty for nothing, a blank for every kind of blank. Numbers
 *     without groups are numbers too
 * @param unit what every number begins or ends with, such as $ or %; empty for nothing
 */
public record NumberFormat(String decimal, String thousands, String unit) implements CellFormat {
    /** Numbers such as 1234.5. */
    public static final NumberFormat PLAIN = new NumberFormat(".", "", "");

    /** Checks the separators. */
    public NumberFormat {
        if (!decimal.equals(".") && !decimal.equals(",")) {
            throw new IllegalArgumentException("the decimal separator is '%s'; expected . or ,".formatted(decimal));
        }
        if (thousands.equals(decimal)
                || thousands.length() > 1
                || thousands.chars().anyMatch(NumberFormat::isDigit)) {
            throw new IllegalArgumentException(
                    "the thousands separator is '%s'; expected one character other than a digit and the decimal separator %s"
                            .formatted(thousands, decimal));
        }
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    @Override
    public double parse(String text) {
        String number = text;
        if (!unit.isEmpty()) {
            number = withoutUnit(text);
            if (number == null) {
                return Double.NaN;
            }
        }
        if (thousands.equals(" ")) {
            number = number.replace('\u00a0', ' ').replace('\u202f', ' ').replace('\u2009', ' ');
        }
        if (!thousands.isEmpty() && number.indexOf(thousands.charAt(0)) >= 0) {
            number = withoutGroups(number);
            if (number == null) {
                return Double.NaN;
            }
        }
        if (decimal.equals(",")) {
            if (number.indexOf('.') >= 0) {
                return Double.NaN;
            }
            number = number.replace(',', '.');
        }
        return Decimal.parse(number);
    }

    /** The text without its unit: -$5 is -5; null if it has none. */
    private @Nullable String withoutUnit(String text) {
        if (text.endsWith(unit)) {
            return text.substring(0, text.length() - unit.length()).strip();
        }
        String sign = text.startsWith("-") || text.startsWith("+") ? text.substring(0, 1) : "";
        String rest = text.substring(sign.length()).strip();
        return rest.startsWith(unit) ? sign + rest.substring(unit.length()).strip() : null;
    }

    /** The number without separators of thousands; null if they do not separate groups of three digits. */
    private @Nullable String withoutGroups(String text) {
        char separator = thousands.charAt(0);
        StringBuilder digits = new StringBuilder(text.length());
        int group = -1; // digits since the last separator; -1 before the first one
        int leading = 0;
        int i = 0;
        if (i < text.length() && (text.charAt(i) == '-' || text.charAt(i) == '+')) {
            digits.append(text.charAt(i++));
        }
        for (; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == separator) {
                if (group < 0 ? leading < 1 || leading > 3 : group != 3) {
                    return null;
                }
                group = 0;
            } else if (isDigit(c)) {
                digits.append(c);
                if (group < 0) {
                    leading++;
                } else {
                    group++;
                }
            } else {
                break;
            }
        }
        if (group != 3) {
            return null;
        }
        return digits.append(text, i, text.length()).toString();
    }
}
