package io.descent.inference.text.internal;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Suggests names for a mistyped one. */
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

    /** At most three candidates, nearest first, whose edit distance is within a third of the name's length. */
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

    /** The number of insertions, deletions, substitutions and swaps of neighbours between two words (Damerau 1964). */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int substitution = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                d[i][j] = Math.min(substitution, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
