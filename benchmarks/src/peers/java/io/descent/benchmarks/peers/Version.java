package io.descent.benchmarks.peers;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the version of a library from the name of its jar, because few manifests contain it. */
final class Version {
    private static final Pattern NUMBER = Pattern.compile("-(\\d[^/]*)\\.jar$");

    private Version() {}

    static String of(Class<?> member) {
        Matcher matcher = NUMBER.matcher(
                member.getProtectionDomain().getCodeSource().getLocation().getPath());
        return matcher.find() ? matcher.group(1) : "";
    }
}
