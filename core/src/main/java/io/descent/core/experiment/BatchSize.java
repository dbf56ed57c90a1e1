package io.descent.core.experiment;

import io.descent.inference.problem.InvalidInputException;
import java.util.regex.Pattern;

/**
 * The number of examples per update.
 *
 * @param examples a positive number; {@code Integer.MAX_VALUE} for the whole training set
 */
public record BatchSize(int examples) {
    /** One update per epoch, on all examples: batch gradient descent. */
    public static final BatchSize ALL = new BatchSize(Integer.MAX_VALUE);

    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,17}");

    /** Checks the range. */
    public BatchSize {
        if (examples < 1) {
            throw new IllegalArgumentException("the batch size is " + examples + "; expected at least 1");
        }
    }

    /**
     * Parses a number, or {@code all}.
     *
     * @throws IllegalArgumentException if the text is something else
     */
    public static BatchSize parse(String text) {
        if (text.equals("all")) {
            return ALL;
        }
        if (!NUMBER.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "invalid batch size '" + text + "'; expected a whole number from 1, or all");
        }
        return new BatchSize((int) Math.min(Long.parseLong(text), Integer.MAX_VALUE - 1));
    }

    /**
     * The number of examples of a full mini-batch.
     *
     * @param m size of the training set
     * @throws InvalidInputException if the training set is smaller
     */
    public int of(int m) {
        return of(m, "the training set");
    }

    /**
     * The number of examples of a full mini-batch.
     *
     * @param m size of the examples that are divided into mini-batches
     * @param what they are, for messages
     * @throws InvalidInputException if there are fewer
     */
    int of(int m, String what) {
        if (equals(ALL)) {
            return m;
        }
        if (examples > m) {
            throw new InvalidInputException(
                    "training.batch-size %d is larger than %s of %d examples; use at most %d, or all"
                            .formatted(examples, what, m, m));
        }
        return examples;
    }

    /** The form that {@link #parse} reads. */
    @Override
    public String toString() {
        return equals(ALL) ? "all" : Integer.toString(examples);
    }
}
