package io.descent.core.training;

import io.descent.inference.problem.InvalidInputException;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns keys of experiment files in a message into the names of the builder's methods: {@code training.batch-size} is batchSize. */
final class JavaWords {
    private static final Pattern KEY =
            Pattern.compile("\\b(?:training|data|network)\\.([a-z]+(?:-[a-z]+)*)(?:\\.(?:activation|metric))?");
    private static final Pattern HYPHEN = Pattern.compile("-([a-z])");

    private JavaWords() {}

    static InvalidInputException translate(InvalidInputException e) {
        String message = String.valueOf(e.getMessage());
        String translated = KEY.matcher(message).replaceAll(JavaWords::name);
        return translated.equals(message) ? e : new InvalidInputException(translated, e);
    }

    private static String name(MatchResult key) {
        String camel = HYPHEN.matcher(key.group(1)).replaceAll(match -> match.group(1).toUpperCase(java.util.Locale.ROOT));
        return Matcher.quoteReplacement(camel);
    }
}
