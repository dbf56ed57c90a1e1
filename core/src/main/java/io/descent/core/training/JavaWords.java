package io.descent.core.training;

import io.descent.core.data.DataSpec;
import io.descent.core.experiment.TrainingSpec;
import io.descent.core.network.NetworkSpec;
import io.descent.inference.plugin.internal.HyperparameterInfo;
import io.descent.inference.problem.InvalidInputException;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Replaces the keys of experiment files in a message by the names of builder methods: {@code training.batch-size}
 * becomes {@code batchSize}.
 */
final class JavaWords {
    private static final Pattern HYPHEN = Pattern.compile("-([a-z])");
    private static final Pattern KEY = Pattern.compile("(?<![\\w./\\\\-])(?:training|data|network)\\.(" + names()
            + ")(?![\\w/\\\\-])" + "(?:\\.(?:activation|metric))?(?:(\\[\\d+])(?:\\.([a-z]+(?:-[a-z]+)*))?)?");

    private JavaWords() {}

    /** The keys of the sections, so that a file such as {@code data.csv} is not taken for one. */
    private static String names() {
        return Stream.of(DataSpec.class, NetworkSpec.class, TrainingSpec.class)
                .flatMap(type -> HyperparameterInfo.flat(HyperparameterInfo.of(type, null)).stream())
                .map(HyperparameterInfo::key)
                .collect(Collectors.joining("|"));
    }

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
