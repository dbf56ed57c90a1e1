package io.descent.core.problem;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Finds the names that a mistyped one may have meant. */
public final class Nearest {
    private static final int MOST = 3;
    private static final int LONGEST = 100;

    private Nearest() {}

    /** A clause such as {@code ; did you mean 'adam'?}, empty when no candidate is close. */
    public static String suggestion(String name, Collection<String> candidates) {
        List<String> near = name.length() > LONGEST ? List.of() : names(name, candidates);
        return near.isEmpty()
                ? ""
                : near.stream().map(n -> "'" + n + "'").collect(Collectors.joining(" or ", "; did you mean ", "?"));
    }

    /** The candidates within a third of the name's length of edits, nearest first, at most three. */
    static List<String> names(String name, Collection<String> candidates) {
        String wanted = name.toLowerCase(Locale.ROOT);
        int allowed = Math.min(Math.max(1, name.length() / 3), name.length() - 1);
        record Candidate(String name, int distance) {}
        return candidates.stream()
                .map(c -> new Candidate(c, distance(wanted, c.toLowerCase(Locale.ROOT))))
                .filter(c -> c.distance <= allowed)
                .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
                .limit(MOST)
                .map(Candidate::name)
                .toList();
    }

    /** Insertions, deletions and substitutions between two words (Levenshtein 1966). */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
