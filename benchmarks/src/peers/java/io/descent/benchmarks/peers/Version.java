package io.descent.benchmarks.peers;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version of a library, as the name of its jar has it: few manifests do. */
final class Version {
    private static final Pattern NUMBER = Pattern.compile("-(\\d[^/]*)\\.jar$");

    private Version() {}

    static String of(Class<?> member) {
        Matcher matcher = NUMBER.matcher(
                member.getProtectionDomain().getCodeSource().getLocation().getPath());
        return matcher.find() ? matcher.group(1) : "";
    }
}
