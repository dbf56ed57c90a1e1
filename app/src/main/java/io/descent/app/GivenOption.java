package io.descent.app;

import io.descent.inference.config.internal.Node;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An option that the user gave in place of a key of {@code data} in an experiment file.
 *
 * @param option its name on the command line
 * @param key the key
 * @param value the value of the key
 */
record GivenOption(String option, String key, Node value) {
    /** Adds an option that takes one value, unless it is null. */
    static void add(List<GivenOption> given, String option, String key, @Nullable String value) {
        if (value != null) {
            given.add(new GivenOption(option, key, text(value)));
        }
    }

    /** Adds an option that takes one of several words, unless it is null. */
    static void addWord(List<GivenOption> given, String option, String key, @Nullable String value) {
        if (value != null) {
            given.add(new GivenOption(option, key, plain(value)));
        }
    }

    /** Adds an option that may be repeated, unless it is not given. */
    static void add(List<GivenOption> given, String option, String key, List<String> values) {
        if (!values.isEmpty()) {
            given.add(new GivenOption(
                    option,
                    key,
                    new Node.Sequence(
                            values.stream().<Node>map(GivenOption::text).toList(), Node.Place.NOWHERE)));
        }
    }

    /** A text, whatever it looks like. */
    static Node text(String value) {
        return new Node.Text(value, false, Node.Place.NOWHERE);
    }

    /** A word such as a number or true. */
    static Node plain(String value) {
        return new Node.Text(value, true, Node.Place.NOWHERE);
    }

    /** A section with a key per option. */
    static Node.Section section(List<GivenOption> given) {
        return new Node.Section(
                given.stream()
                        .map(each -> new Node.Entry(text(each.key), each.value))
                        .toList(),
                Node.Place.NOWHERE);
    }
}
