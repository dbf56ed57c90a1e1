package io.descent.spark;

import org.apache.spark.Partitioner;
import org.jspecify.annotations.Nullable;

/** A partition for each number, or for those that are equal modulo the number of partitions. */
final class ByNumber extends Partitioner {
    private final int partitions;

    ByNumber(int partitions) {
        this.partitions = partitions;
    }

    @Override
    public int numPartitions() {
        return partitions;
    }

    @Override
    public int getPartition(Object key) {
        return (Integer) key % partitions;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ByNumber same && same.partitions == partitions;
    }

    @Override
    public int hashCode() {
        return partitions;
    }
}
