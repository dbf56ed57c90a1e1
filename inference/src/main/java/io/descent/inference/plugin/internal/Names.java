package io.descent.inference.plugin.internal;

import io.descent.api.LrSchedule;
import java.util.Locale;
import java.util.regex.Pattern;

/** Kebab-case names of plugins, their kinds and their hyperparameters, as used in files. */
public final class Names {
    private static final Pattern VALID = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final int LONGEST = 40;

    private Names() {}

    /** {@code keepProb} as {@code keep-prob}, {@code FLOAT32} as {@code float32}. */
    public static String kebab(String javaName) {
        return javaName.replace('_', '-')
                .replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-")
                .toLowerCase(Locale.ROOT);
    }

    /** The name of a kind of plugin: {@code optimizer}, {@code data-source}. */
    public static String kind(Class<?> kind) {
        return kind == LrSchedule.class ? "schedule" : kebab(kind.getSimpleName());
    }

    /** A kind of plugin in a sentence: {@code optimizer}, {@code data source}. */
    public static String words(Class<?> kind) {
        return kind(kind).replace('-', ' ');
    }

    /** A kind of plugin with its article: {@code an optimizer}. */
    public static String aKind(Class<?> kind) {
        String name = words(kind);
        return ("aeiou".indexOf(name.charAt(0)) >= 0 ? "an " : "a ") + name;
    }

    /** Whether a plugin may have this name. */
    public static boolean isValid(String name) {
        return name.length() <= LONGEST && VALID.matcher(name).matches();
    }
}
