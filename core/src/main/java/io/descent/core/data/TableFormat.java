package io.descent.core.data;

import io.descent.inference.spec.Default;
import io.descent.inference.text.internal.Nearest;
import java.io.Serializable;
import java.nio.charset.Charset;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the file of a table is written. Everything is optional: what is null is found from the file itself. Each
 * component is a key of {@code data} in an experiment file. Immutable.
 *
 * @param separator what stands between two cells: one character, or one of the words comma, semicolon, tab, pipe and
 *     space; null for whichever of comma, semicolon, tab and pipe fits the file. With {@code space}, several spaces in
 *     a row count as one
 * @param decimal the decimal separator of numbers, {@code .} or {@code ,}; null to find it
 * @param thousands the character between groups of three digits, or the word space; null to find it
 * @param encoding the character set, such as utf-8, utf-16, latin-1 or windows-1252; null for UTF-8, or UTF-16 if the
 *     file says so. A byte order mark in the file overrules it
 * @param quotes how a quote is written within quotes: {@code doubled} ({@code "a ""b"""}), {@code backslash}
 *     ({@code "a \"b\""}), or {@code none} if quotes are characters like any other; null to find out which of the first
 *     two it is
 * @param header whether the first line has the names of the columns; otherwise they are called c1, c2, ...
 * @param comment the character that begins a comment line; null if there are none
 * @param missing the texts that stand for a missing cell, in place of {@link #MISSING}; null for those. An empty cell is
 *     always missing
 */
public record TableFormat(
        @Default("null") @Nullable String separator,
        @Default("null") @Nullable String decimal,
        @Default("null") @Nullable String thousands,
        @Default("null") @Nullable String encoding,
        @Default("null") @Nullable String quotes,
        @Default("true") boolean header,
        @Default("null") @Nullable String comment,
        @Default("null") @Nullable List<String> missing)
        implements Serializable {

    /** The texts that stand for a missing cell by default: exactly these, upper and lower case as here. */
    public static final Set<String> MISSING = texts(List.of("NA", "N/A", "NaN", "null", "None", "?", "-"));

    /** Everything is found from the file, and its first line has the names of the columns. */
    public static final TableFormat DEFAULT = new TableFormat(null, null, null, null, null, true, null, null);

    private static final Map<String, Character> WORDS =
            Map.of("comma", ',', "semicolon", ';', "tab", '\t', "pipe", '|', "space", ' ');
    private static final Map<String, String> CHARSETS =
            Map.of("latin-1", "ISO-8859-1", "latin1", "ISO-8859-1", "ansi", "windows-1252");
    private static final List<String> USUAL_CHARSETS =
            List.of("utf-8", "utf-16", "utf-16le", "utf-16be", "latin-1", "windows-1252", "iso-8859-15");

    /**
     * Checks the components.
     *
     * @throws IllegalArgumentException if one is invalid, or two contradict each other
     */
    public TableFormat {
        if (separator != null) {
            requireSeparator(separator);
        }
        if (decimal != null && !decimal.equals(".") && !decimal.equals(",")) {
            throw new IllegalArgumentException("decimal is '%s'; expected . or ,".formatted(decimal));
        }
        if (thousands != null) {
            requireThousands(thousands, decimal);
        }
        if (encoding != null) {
            charset(encoding);
        }
        if (quotes != null && !List.of("doubled", "backslash", "none").contains(quotes)) {
            throw new IllegalArgumentException("quotes is '%s'; expected doubled, backslash or none".formatted(quotes));
        }
        if (comment != null) {
            requireComment(comment, separator);
        }
        if (missing != null) {
            missing = List.copyOf(texts(missing));
        }
    }

    private static void requireSeparator(String separator) {
        char c = character(separator);
        if (c == 0) {
            throw new IllegalArgumentException(
                    "separator is '%s'; expected one character, or comma, semicolon, tab, pipe or space%s"
                            .formatted(separator, Nearest.suggestion(separator, WORDS.keySet())));
        }
        if (!isSeparator(c)) {
            throw new IllegalArgumentException(
                    "separator is '%s'; a letter, a digit, a quote, a backslash or a line break cannot separate cells"
                            .formatted(separator));
        }
    }

    /** Whether a character can separate cells. */
    static boolean isSeparator(char c) {
        return c != '"'
                && c != '\\'
                && c != '\n'
                && c != '\r'
                && !Character.isLetterOrDigit(c)
                && !Character.isSurrogate(c)
                && c != MarkedReader.END;
    }

    private static void requireThousands(String thousands, @Nullable String decimal) {
        char c = character(thousands);
        if (c == 0 || Character.isLetterOrDigit(c) || c == '-' || c == '+') {
            throw new IllegalArgumentException(
                    "thousands is '%s'; expected one character such as . , ' or the word space".formatted(thousands));
        }
        if (thousands.equals(decimal)) {
            throw new IllegalArgumentException(
                    "decimal and thousands are both '%s'; they must differ".formatted(thousands));
        }
    }

    private static void requireComment(String comment, @Nullable String separator) {
        boolean fits = comment.length() == 1
                && !Character.isWhitespace(comment.charAt(0))
                && !Character.isSurrogate(comment.charAt(0))
                && comment.charAt(0) != '"';
        if (!fits) {
            throw new IllegalArgumentException(
                    "comment is '%s'; expected one character such as # that begins a comment line".formatted(comment));
        }
        if (separator != null && character(separator) == comment.charAt(0)) {
            throw new IllegalArgumentException(
                    "comment and separator are both '%s'; they must differ".formatted(comment));
        }
    }

    /** The character that a text stands for; 0 if it is neither one character nor a word. */
    private static char character(String text) {
        return text.length() == 1 ? text.charAt(0) : WORDS.getOrDefault(text, (char) 0);
    }

    private static Charset charset(String encoding) {
        try {
            return Charset.forName(CHARSETS.getOrDefault(encoding.toLowerCase(Locale.ROOT), encoding));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "unknown encoding '%s'%s; known are utf-8, utf-16, latin-1, windows-1252 and all others of this JDK"
                            .formatted(encoding, Nearest.suggestion(encoding, USUAL_CHARSETS)),
                    e);
        }
    }

    private static Set<String> texts(List<String> texts) {
        Set<String> stripped = new LinkedHashSet<>();
        for (String text : texts) {
            stripped.add(text.strip());
        }
        stripped.remove("");
        return Collections.unmodifiableSet(stripped);
    }

    /** The character between two cells; null if it is to be found. */
    @Nullable
    Character separatorCharacter() {
        return separator == null ? null : (Character) character(separator);
    }

    /** The character between groups of three digits; null if it is to be found. */
    @Nullable
    Character thousandsCharacter() {
        return thousands == null ? null : (Character) character(thousands);
    }

    /** The character set; null if it is to be found. */
    @Nullable
    Charset charset() {
        return encoding == null ? null : charset(encoding);
    }

    /** The texts that stand for a missing cell, in their order. A cell equals one of them exactly, or is empty. */
    public Set<String> missingMarkers() {
        return missing == null ? MISSING : texts(missing);
    }

    /** A copy with another separator: one character, or a word. */
    public TableFormat withSeparator(@Nullable String wanted) {
        return new TableFormat(wanted, decimal, thousands, encoding, quotes, header, comment, missing);
    }

    /** A copy with other separators of numbers. */
    public TableFormat withNumbers(@Nullable String newDecimal, @Nullable String newThousands) {
        return new TableFormat(separator, newDecimal, newThousands, encoding, quotes, header, comment, missing);
    }

    /** A copy with another character set. */
    public TableFormat withEncoding(@Nullable String wanted) {
        return new TableFormat(separator, decimal, thousands, wanted, quotes, header, comment, missing);
    }

    /** A copy with another way to write quotes: doubled, backslash or none. */
    public TableFormat withQuotes(@Nullable String wanted) {
        return new TableFormat(separator, decimal, thousands, encoding, wanted, header, comment, missing);
    }

    /** A copy for a file with or without a header. */
    public TableFormat withHeader(boolean wanted) {
        return new TableFormat(separator, decimal, thousands, encoding, quotes, wanted, comment, missing);
    }

    /** A copy with another character that begins a comment line. */
    public TableFormat withComment(@Nullable String wanted) {
        return new TableFormat(separator, decimal, thousands, encoding, quotes, header, wanted, missing);
    }

    /** A copy in which these texts stand for a missing cell. */
    public TableFormat withMissing(String... texts) {
        return new TableFormat(separator, decimal, thousands, encoding, quotes, header, comment, List.of(texts));
    }
}
