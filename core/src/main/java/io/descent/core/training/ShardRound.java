package io.descent.core.training;

import java.io.Serializable;
import java.util.Map;

/**
 * What all shards begin a round with. For Descent's own modules. Tensors are little-endian, in the order of the network's parameters.
 *
 * @param epoch the number of completed epochs
 * @param epochSteps the number of completed updates of each shard in the epoch
 * @param step the number of completed updates of each shard, over all epochs
 * @param slotsSince the number of updates that were completed when the slots were last zero
 * @param count the number of updates to make
 * @param parameters the parameters of the network
 * @param slots all slots, one after the other: one array for every shard, or one for all of them; none for zeros
 * @param averages the averages behind the running statistics of batch norm
 * @param costs the cost of each completed epoch
 * @param metrics for each metric that a schedule reads its values in the completed epochs
 * @param largerIsBetter whether larger values of these metrics are better
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record ShardRound(
        int epoch,
        int epochSteps,
        int step,
        int slotsSince,
        int count,
        byte[] parameters,
        byte[][] slots,
        byte[] averages,
        double[] costs,
        Map<String, double[]> metrics,
        Map<String, Boolean> largerIsBetter)
        implements Serializable {}
