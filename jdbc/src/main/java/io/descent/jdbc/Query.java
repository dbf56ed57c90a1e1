package io.descent.jdbc;

import java.util.regex.Pattern;

/** What can be said about a query without a database. */
final class Query {
    private static final Pattern HIDDEN =
            Pattern.compile("'[^']*'|\"[^\"]*\"|`[^`]*`|--[^\\n]*|/\\*.*?\\*/", Pattern.DOTALL);
    private static final Pattern INNERMOST = Pattern.compile("\\([^()]*\\)");
    private static final Pattern ORDER_BY = Pattern.compile("\\border\\s+by\\b", Pattern.CASE_INSENSITIVE);

    private Query() {}

    /** Whether a query orders its rows: the words ORDER BY outside of texts, comments and parentheses. */
    static boolean isOrdered(String query) {
        String bare = HIDDEN.matcher(query).replaceAll(" ");
        String before = "";
        while (!before.equals(bare)) {
            before = bare;
            bare = INNERMOST.matcher(bare).replaceAll(" ");
        }
        return ORDER_BY.matcher(bare).find();
    }
}
