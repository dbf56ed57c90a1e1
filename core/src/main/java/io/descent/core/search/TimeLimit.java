package io.descent.core.search;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a study may start new trials: {@code 90 s}, {@code 10 min}, {@code 2 h}.
 *
 * @param duration above 0
 */
public record TimeLimit(Duration duration) {
    private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,8}) ?(s|min|h)");

    /**
     * Reads a number with its unit.
     *
     * @throws IllegalArgumentException if the text has another form
     */
    public static TimeLimit parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a duration; write a whole number and a unit, such as 90 s, 10 min or 2 h");
        }
        long number = Long.parseLong(form.group(1));
        return new TimeLimit(
                switch (form.group(2)) {
                    case "s" -> Duration.ofSeconds(number);
                    case "min" -> Duration.ofMinutes(number);
                    default -> Duration.ofHours(number);
                });
    }

    static String text(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds % 3600 == 0 && seconds > 0) {
            return seconds / 3600 + " h";
        }
        return seconds % 60 == 0 && seconds > 0 ? seconds / 60 + " min" : seconds + " s";
    }

    /** The form that {@link #parse} reads. */
    @Override
    public String toString() {
        return text(duration);
    }
}
