package io.descent.core.experiment;

import io.descent.api.Hyperparameter;
import io.descent.core.data.RawData;
import io.descent.core.data.TrainingData;
import io.descent.inference.limit.internal.Limits;
import io.descent.inference.spec.Default;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Shorthand;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Cross-validation: {@code training.folds} in an experiment file. The training set is divided into k parts. For each
 * part, a network is trained on the others (its training part) and judged on this one, which is held out. The model is
 * the average of all these networks, its members.
 *
 * @param k number of parts
 * @param repeats how often the training set is divided, each time in another way; there are {@code k * repeats} members
 * @param group the column whose cells must not be in two parts; null for that of {@code data.group}
 * @param time the column by which rows are sorted; only rows later than the training part are held out. Null for that
 *     of {@code data.time}
 * @param use the rows that are divided
 */
public record FoldsSpec(
        @Default("5") @Hyperparameter(min = 2, max = Limits.NETWORKS, help = "number of parts")
        int k,

        @Default("1") @Hyperparameter(min = 1, max = Limits.NETWORKS, help = "divisions of the training set")
        int repeats,

        @Default("null") @Nullable String group,
        @Default("null") @Nullable String time,
        @Default("train") Use use)
        implements Shorthand {
    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,8}");

    /**
     * The rows that are divided.
     *
     * @param dev whether the dev set is divided, too; the run then has no dev set of its own
     */
    public record Use(boolean dev) {
        /** The training set alone. */
        public static final Use TRAIN = new Use(false);

        private static final String WITHOUT = "train";
        private static final String WITH = "train+dev";

        /**
         * Parses {@code train} or {@code train+dev}.
         *
         * @throws IllegalArgumentException if the text is something else
         */
        public static Use parse(String text) {
            if (!text.equals(WITHOUT) && !text.equals(WITH)) {
                throw new IllegalArgumentException("found '%s', expected train or train+dev".formatted(text));
            }
            return new Use(text.equals(WITH));
        }

        /** The form that {@link #parse} reads. */
        @Override
        public String toString() {
            return dev ? WITH : WITHOUT;
        }
    }

    /** Checks the ranges. */
    public FoldsSpec {
        if (k < 2 || repeats < 1 || (long) k * repeats > Limits.NETWORKS) {
            throw new IllegalArgumentException(
                    "%d folds, %d times: expected at least 2 folds, once, and at most %d networks"
                            .formatted(k, repeats, Limits.NETWORKS));
        }
        if (group != null && time != null) {
            throw new IllegalArgumentException("time and group cannot both decide how the rows are divided");
        }
    }

    /** A number of folds, everything else by default. */
    public static FoldsSpec of(int k) {
        return new FoldsSpec(k, 1, null, null, Use.TRAIN);
    }

    /**
     * Parses a number of folds.
     *
     * @throws IllegalArgumentException if the text is something else
     */
    public static FoldsSpec parse(String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "found '%s', expected a number of folds such as 5, or a section such as {k: 5, repeats: 2}"
                            .formatted(text));
        }
        return of(Integer.parseInt(text));
    }

    /**
     * Encodes examples that were read and split.
     *
     * @param folds null for one network. Otherwise the examples stay in memory as they are in their source, too
     */
    public static TrainingData encode(RawData raw, @Nullable FoldsSpec folds, Precision precision) {
        RawData sets = divided(raw, folds);
        TrainingData data = sets.encode(precision);
        return folds == null ? data : data.withRaw(sets);
    }

    /** The sets of a run: with {@code train+dev}, all that is divided is its training set. */
    static RawData divided(RawData raw, @Nullable FoldsSpec folds) {
        return folds != null && folds.use().dev() ? raw.withDevInTrain() : raw;
    }

    /** The number of networks. */
    public int members() {
        return k * repeats;
    }
}
