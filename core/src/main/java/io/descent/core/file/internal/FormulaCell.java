package io.descent.core.file.internal;

import io.descent.inference.text.internal.Decimal;

/**
 * Cells that a spreadsheet would run as a formula, such as {@code =HYPERLINK(...)}. They are written with an apostrophe
 * in front, by which spreadsheets know a text, and read without it (OWASP, "CSV Injection").
 */
public final class FormulaCell {
    private static final char MARK = '\'';

    private FormulaCell() {}

    /** A cell as it is written: with an apostrophe if it begins like a formula and is not a number. */
    static String written(String cell) {
        return !cell.isEmpty()
                        && (begins(cell.charAt(0)) || isBlank(cell.charAt(0)))
                        && Double.isNaN(Decimal.parse(cell))
                ? MARK + cell
                : cell;
    }

    /** Whether a cell, between two positions, begins with an apostrophe in front of the beginning of a formula. */
    public static boolean isMarked(char[] chars, int begin, int end) {
        return end - begin > 1 && chars[begin] == MARK && begins(chars[begin + 1]);
    }

    /** A cell without the apostrophe in front of the beginning of a formula. */
    public static String read(String cell) {
        return cell.length() > 1 && cell.charAt(0) == MARK && begins(cell.charAt(1)) ? cell.substring(1) : cell;
    }

    /** Characters that begin a formula; some programs take their wide forms, too. */
    private static boolean begins(char c) {
        return switch (c) {
            case '=', '+', '-', '@', '\uFF1D', '\uFF0B', '\uFF0D', '\uFF20' -> true;
            default -> false;
        };
    }

    private static boolean isBlank(char c) {
        return c == '\t' || c == '\r' || c == '\n';
    }
}
