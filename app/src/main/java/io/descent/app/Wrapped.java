package io.descent.app;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Paragraphs broken into lines. */
final class Wrapped {
    private static final int MOST_COLUMNS = 100;
    private static final int FEWEST_COLUMNS = 40;
    private static final String CODE_INDENT = "    ";

    /** Indentation and the mark of a list item; the lines of an item after the first begin below its text. */
    private static final Pattern INDENT = Pattern.compile(" *(?:- |[0-9]+\\. )?");

    private Wrapped() {}

    /** The width of the terminal, at most 100; 100 if output does not go to a terminal. */
    static int columns() {
        if (!Boolean.getBoolean("descent.terminal")) {
            return MOST_COLUMNS;
        }
        int terminal = new UsageMessageSpec().autoWidth(true).width();
        return Math.max(FEWEST_COLUMNS, Math.min(terminal, MOST_COLUMNS));
    }

    /**
     * A paragraph or list item in lines of at most this many columns; longer words get lines of their own. Text after a
     * tab is code and stays as it is.
     */
    static List<String> lines(String paragraph, int columns) {
        if (paragraph.startsWith("\t")) {
            return List.of((CODE_INDENT + paragraph.substring(1)).stripTrailing());
        }
        Matcher indent = INDENT.matcher(paragraph);
        String begin = indent.lookingAt() ? indent.group() : "";
        String next = " ".repeat(begin.length());
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(begin);
        boolean isEmpty = true;
        for (String word : paragraph.substring(begin.length()).split(" ", -1)) {
            if (!isEmpty && line.length() + 1 + word.length() > columns) {
                lines.add(line.toString());
                line = new StringBuilder(next);
                isEmpty = true;
            }
            line.append(isEmpty ? "" : " ").append(word);
            isEmpty = false;
        }
        lines.add(line.toString());
        return lines;
    }
}
