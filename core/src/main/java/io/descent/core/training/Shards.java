package io.descent.core.training;

import java.util.List;

/** The shards of a training, wherever they are. For Descent's own modules. */
public interface Shards {
    /**
     * Makes the updates of a round on every shard.
     *
     * @return one result for each shard, in their order
     */
    List<ShardResult> train(ShardRound round);
}
