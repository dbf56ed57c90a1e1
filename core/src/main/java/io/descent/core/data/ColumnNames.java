package io.descent.core.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The names of the columns of a file.
 *
 * @param originals as they are written, in their order
 * @param names trimmed, none empty, all different
 * @param notes what was changed, in sentences
 */
record ColumnNames(List<String> originals, List<String> names, List<String> notes) {
    private static final int LONGEST_SHOWN = 40;
    private static final int MOST_SHOWN = 5;
    private static final Pattern LINE_BREAK = Pattern.compile("\\s*[\\t\\n\\x0B\\f\\r\\x85\\u2028\\u2029]\\s*");

    /**
     * Makes names unique: an empty one becomes c and its position, and a name that was there before gets the first free
     * number from 2, as in {@code price_2}. A line break or tab within a name becomes a blank.
     */
    static ColumnNames of(List<String> originals) {
        return of(originals, originals);
    }

    /** Makes names unique that differ from those that are written in the file. */
    static ColumnNames of(List<String> originals, List<String> wanted) {
        List<String> names = new ArrayList<>();
        Set<String> given = new HashSet<>();
        for (String text : wanted) {
            String name = Cells.trimmed(LINE_BREAK.matcher(text).replaceAll(" "));
            names.add(name);
            given.add(name);
        }
        List<String> unnamed = new ArrayList<>();
        List<String> repeated = new ArrayList<>();
        Set<String> used = new HashSet<>();
        Map<String, Integer> numbers = new HashMap<>();
        for (int j = 0; j < names.size(); j++) {
            String name = names.get(j);
            if (name.isEmpty()) {
                String numbered = "c" + (j + 1);
                String free = given.contains(numbered) ? free(numbered, given, numbers) : numbered;
                used.add(free);
                names.set(j, free);
                unnamed.add("column %d has no name and is called %s".formatted(j + 1, free));
            } else if (!used.add(name)) {
                String free = free(name, given, numbers);
                used.add(free);
                names.set(j, free);
                repeated.add("column %d is also called '%s' and becomes '%s'"
                        .formatted(j + 1, Excerpt.of(name, LONGEST_SHOWN), Excerpt.of(free, LONGEST_SHOWN + 10)));
            }
        }
        List<String> notes = new ArrayList<>();
        addShortened(notes, unnamed, "names are missing");
        addShortened(notes, repeated, "names are repeated");
        return new ColumnNames(List.copyOf(originals), List.copyOf(names), List.copyOf(notes));
    }

    /** The names c1, c2, ... of a file without a header. */
    static ColumnNames numbered(int count) {
        List<String> names = new ArrayList<>();
        for (int j = 1; j <= count; j++) {
            names.add("c" + j);
        }
        return new ColumnNames(List.copyOf(names), List.copyOf(names), List.of());
    }

    private static String free(String name, Set<String> given, Map<String, Integer> numbers) {
        int number = numbers.getOrDefault(name, 2);
        while (given.contains(name + "_" + number)) {
            number++;
        }
        numbers.put(name, number + 1);
        return name + "_" + number;
    }

    private static void addShortened(List<String> notes, List<String> changes, String summary) {
        notes.addAll(changes.subList(0, Math.min(MOST_SHOWN, changes.size())));
        if (changes.size() > MOST_SHOWN) {
            notes.add("%d more %s, and were made up in the same way".formatted(changes.size() - MOST_SHOWN, summary));
        }
    }

    /** The same names with further notes in front. */
    ColumnNames with(List<String> more) {
        List<String> all = new ArrayList<>(more);
        all.addAll(notes);
        return new ColumnNames(originals, names, List.copyOf(all));
    }
}
