package io.descent.core.training;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What a shard ends a round with. For Descent's own modules. Tensors are as in {@link ShardRound}.
 *
 * @param parameters the parameters of the network
 * @param slots all slots, one after the other
 * @param averages the averages behind the running statistics of batch norm
 * @param costs the mean cost of the mini-batch of each update, penalties included
 * @param rates the learning rate of each update
 * @param divergence where a number was not finite; null if all were
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record ShardResult(
        byte[] parameters,
        byte[] slots,
        byte[] averages,
        double[] costs,
        double[] rates,
        @Nullable Divergence divergence)
        implements Serializable {}
