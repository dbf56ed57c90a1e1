package io.descent.spark;

import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The key by which rows are ordered. A class with a constructor without arguments, as every serializer wants it. */
final class RowKey implements Comparable<RowKey>, Serializable {
    private final long high;
    private final long low;

    private RowKey() {
        this(0, 0);
    }

    RowKey(long high, long low) {
        this.high = high;
        this.low = low;
    }

    @Override
    public int compareTo(RowKey other) {
        int first = Long.compare(high, other.high);
        return first != 0 ? first : Long.compare(low, other.low);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RowKey key && key.high == high && key.low == low;
    }

    @Override
    public int hashCode() {
        return Objects.hash(high, low);
    }
}
