package io.descent.core.training;

import io.descent.inference.problem.InvalidInputException;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces the keys of experiment files in a message by the names of builder methods: {@code training.batch-size}
 * becomes {@code batchSize}.
 */
final class JavaWords {
    private static final Pattern KEY =
            Pattern.compile("\\b(?:training|data|network)\\.([a-z]+(?:-[a-z]+)*)(?:\\.(?:activation|metric))?"
                    + "(?:(\\[\\d+])(?:\\.([a-z]+(?:-[a-z]+)*))?)?");
    private static final Pattern HYPHEN = Pattern.compile("-([a-z])");

    private JavaWords() {}

    static InvalidInputException translate(InvalidInputException e) {
        String message = String.valueOf(e.getMessage());
        String translated = KEY.matcher(message).replaceAll(JavaWords::name);
        return translated.equals(message) ? e : new InvalidInputException(translated, e);
    }

    private static String name(MatchResult key) {
        String name = key.group(1).equals("augment") ? "augmentation" : camel(key.group(1));
        String position = key.group(2) == null ? "" : key.group(2);
        String component = key.group(3) == null ? "" : "." + camel(key.group(3));
        return Matcher.quoteReplacement(name + position + component);
    }

    private static String camel(String words) {
        return HYPHEN.matcher(words).replaceAll(match -> match.group(1).toUpperCase(Locale.ROOT));
    }
}
