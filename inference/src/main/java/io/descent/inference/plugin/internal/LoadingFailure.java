package io.descent.inference.plugin.internal;

import java.lang.reflect.InvocationTargetException;
import java.util.ServiceConfigurationError;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Explains in one line why a plugin could not be loaded, and what to do. */
final class LoadingFailure {
    private static final Pattern CLASS_FILE_VERSION = Pattern.compile("(\\S+) has been compiled.*?version (\\d+)");
    private static final Pattern NOT_FOUND = Pattern.compile("Provider (\\S+) not found");
    private static final Pattern NOT_A_SUBTYPE = Pattern.compile("(\\S+) not a subtype");

    /** The class file version of Java N is N + 44. */
    private static final int FIRST_CLASS_FILE_VERSION = 44;

    private LoadingFailure() {}

    /**
     * Explains a failure.
     *
     * @param what the kind of plugin with its article
     */
    static String explain(String what, Throwable failure) {
        if (failure instanceof LoadingTimeout) {
            return what + " could not be loaded: " + failure.getMessage();
        }
        Throwable cause = failure;
        String culprit = "its constructor without arguments";
        while ((cause instanceof ServiceConfigurationError
                        || cause instanceof InvocationTargetException
                        || cause instanceof ExceptionInInitializerError)
                && cause.getCause() != null) {
            if (cause instanceof ExceptionInInitializerError) {
                culprit = "its static initializer";
            }
            cause = cause.getCause();
        }
        String message = message(cause);
        String linkage = explainLinkage(cause);
        if (linkage != null) {
            return what + " could not be loaded: " + linkage;
        }
        if (cause instanceof ServiceConfigurationError) {
            return what + " could not be loaded: " + explainService(message);
        }
        if (cause instanceof NoSuchMethodException) {
            return "%s could not be loaded: its class has no public constructor without arguments; add one that sets the defaults (%s)"
                    .formatted(what, message);
        }
        if (cause instanceof IllegalAccessException) {
            return "%s could not be loaded: its class and constructor must be public (%s)".formatted(what, message);
        }
        return "%s could not be loaded: %s failed with %s%s; fix it"
                .formatted(what, culprit, PluginFailure.describe(cause), place(cause));
    }

    private static String message(Throwable cause) {
        try {
            return PluginFailure.shortened(String.valueOf(cause.getMessage()));
        } catch (Throwable e) {
            return "no reason given";
        }
    }

    private static String explainService(String message) {
        Matcher absent = NOT_FOUND.matcher(message);
        if (absent.find()) {
            return "META-INF/services names the class %s, which does not exist; correct the name, or rebuild the jar"
                    .formatted(absent.group(1));
        }
        Matcher other = NOT_A_SUBTYPE.matcher(message);
        if (other.find()) {
            return "META-INF/services names the class %s, which is not of this kind; list it in the file of its own kind"
                    .formatted(other.group(1));
        }
        return message + "; correct the file";
    }

    /** Explains classes that do not fit together; null for any other failure. */
    static @Nullable String explainLinkage(Throwable cause) {
        String message = message(cause);
        if (cause instanceof UnsupportedClassVersionError) {
            Matcher version = CLASS_FILE_VERSION.matcher(message);
            if (version.find()) {
                return "%s was compiled for Java %d, but this is Java %d; compile it with --release 17"
                        .formatted(
                                version.group(1).replace('/', '.'),
                                Integer.parseInt(version.group(2)) - FIRST_CLASS_FILE_VERSION,
                                Runtime.version().feature());
            }
        }
        if (cause instanceof NoClassDefFoundError || cause instanceof ClassNotFoundException) {
            String name = message.replace('/', '.');
            if (name.startsWith(ApiLoader.API)) {
                return anotherVersion(name + " not found");
            }
            return name.startsWith("io.descent.")
                    ? "it uses %s, but plugins see only io.descent.api; remove that reference".formatted(name)
                    : "it needs the class %s, which was not found; bundle that library, or put both jars into one subfolder"
                            .formatted(name);
        }
        boolean isOther = cause instanceof LinkageError && !(cause instanceof ExceptionInInitializerError);
        return isOther ? anotherVersion(message) : null;
    }

    private static String place(Throwable cause) {
        StackTraceElement[] trace = cause.getStackTrace();
        return trace.length == 0 ? "" : ", at " + trace[0];
    }

    /** Explains that a plugin was built against another version of the API. */
    static String anotherVersion(String detail) {
        return "it was built against another version of descent-api (%s); build it against %s"
                .formatted(detail, version());
    }

    private static String version() {
        String version = io.descent.api.Plugin.class.getPackage().getImplementationVersion();
        return version == null ? "the version in use" : version;
    }
}
