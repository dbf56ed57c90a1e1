package io.descent.core.experiment;

import io.descent.api.Hyperparameter;
import io.descent.inference.spec.Default;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * When a run writes checkpoints: the {@code checkpoint} section of an experiment file. There is always one at the end.
 *
 * @param every how often
 * @param keep how many checkpoints stay; older ones are deleted
 */
public record CheckpointSpec(
        @Default("30 s") Interval every,

        @Default("2") @Hyperparameter(min = 1, max = 1000, help = "checkpoints that stay; older ones are deleted")
        int keep) {
    /** A checkpoint every 30 seconds, of which two stay. */
    public static final CheckpointSpec USUAL = new CheckpointSpec(Interval.parse("30 s"), 2);

    /** Checks the range. */
    public CheckpointSpec {
        if (keep < 1) {
            throw new IllegalArgumentException("keep is " + keep + "; expected at least 1");
        }
    }

    /**
     * Time or epochs between two checkpoints.
     *
     * @param time null for an interval in epochs
     * @param epochs 0 for an interval in time, or for none
     */
    public record Interval(@Nullable TimeSpan time, int epochs) {
        private static final Pattern EPOCHS = Pattern.compile("([1-9]\\d{0,8}) ?epochs?");
        private static final String NONE = "none";

        /**
         * Reads a duration, such as {@code 30 s}, a number of epochs, such as {@code 5 epochs}, or {@code none} for no
         * checkpoint before the end.
         *
         * @throws IllegalArgumentException if the text is something else
         */
        public static Interval parse(String text) {
            if (text.equals(NONE)) {
                return new Interval(null, 0);
            }
            Matcher form = EPOCHS.matcher(text);
            if (form.matches()) {
                return new Interval(null, Integer.parseInt(form.group(1)));
            }
            try {
                return new Interval(TimeSpan.parse(text), 0);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "'" + text + "' is not an interval; write a duration such as 30 s, a number of epochs such as"
                                + " 5 epochs, or none",
                        e);
            }
        }

        /** The form that {@link #parse} reads. */
        @Override
        public String toString() {
            if (time != null) {
                return time.toString();
            }
            return epochs == 0 ? NONE : String.format(Locale.ROOT, epochs == 1 ? "%d epoch" : "%d epochs", epochs);
        }
    }
}
