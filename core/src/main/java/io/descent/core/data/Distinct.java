package io.descent.core.data;

/** Counts different numbers up to a limit. */
final class Distinct {
    private final long[] slots;
    private final int limit;
    private boolean zero;
    private int count;

    /**
     * Creates a counter.
     *
     * @param limit the largest number that is counted exactly
     */
    Distinct(int limit) {
        this.limit = limit;
        slots = new long[Integer.highestOneBit(Math.max(8, limit)) * 4];
    }

    /** Adds a number that is not NaN; returns whether it was new. Does nothing once the limit is exceeded. */
    boolean add(double value) {
        return addBits(Double.doubleToLongBits(value + 0.0));
    }

    /** Adds 64 bits. */
    boolean addBits(long bits) {
        if (count > limit) {
            return false;
        }
        if (bits == 0) {
            boolean isNew = !zero;
            zero = true;
            count += isNew ? 1 : 0;
            return isNew;
        }
        int slot = slot(bits);
        if (slots[slot] == bits) {
            return false;
        }
        slots[slot] = bits;
        count++;
        return true;
    }

    /** Whether 64 bits were added. */
    boolean has(long bits) {
        return bits == 0 ? zero : slots[slot(bits)] == bits;
    }

    private int slot(long bits) {
        long hash = (bits ^ (bits >>> 32)) * 0x9E3779B97F4A7C15L;
        int slot = (int) (hash >>> 33) & (slots.length - 1);
        while (slots[slot] != 0 && slots[slot] != bits) {
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }

    /** How many different numbers were added; -1 if there are more than the limit. */
    int count() {
        return count > limit ? -1 : count;
    }
}
