package io.descent.core.training;

import java.io.Serial;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * The weights of the examples of a shard.
 *
 * @param sum the sum of the weights of the whole training set
 * @param relative each weight divided by the mean over the whole training set; null if all are 1
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record ShardWeights(double sum, double @Nullable [] relative) implements Serializable {
    @Serial
    private static final long serialVersionUID = 1;
}
