package io.descent.core.experiment;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A length of time as written in experiment files: {@code 50 ms}, {@code 90 s}, {@code 10 min}, {@code 2 h}.
 *
 * @param duration above 0
 */
public record TimeSpan(Duration duration) {
    private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,8}) ?(ms|s|min|h)");

    /**
     * Reads a number with its unit.
     *
     * @throws IllegalArgumentException if the text has another form
     */
    public static TimeSpan parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a duration; write a whole number and a unit, such as 90 s, 10 min or 2 h");
        }
        long number = Long.parseLong(form.group(1));
        return new TimeSpan(
                switch (form.group(2)) {
                    case "ms" -> Duration.ofMillis(number);
                    case "s" -> Duration.ofSeconds(number);
                    case "min" -> Duration.ofMinutes(number);
                    default -> Duration.ofHours(number);
                });
    }

    /** The form that {@link #parse} reads. */
    @Override
    public String toString() {
        long millis = duration.toMillis();
        if (millis % 1000 != 0) {
            return millis + " ms";
        }
        long seconds = millis / 1000;
        if (seconds % 3600 == 0) {
            return seconds / 3600 + " h";
        }
        return seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
    }
}
