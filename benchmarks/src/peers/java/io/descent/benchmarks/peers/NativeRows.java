package io.descent.benchmarks.peers;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Rows outside the Java heap, in memory that is reused: memory allocated for each call would be freed late and slow it
 * down.
 */
final class NativeRows {
    private ByteBuffer memory = ByteBuffer.allocateDirect(0);

    /** Copies rows into memory that stays valid until the next call. */
    ByteBuffer of(float[] rows) {
        int bytes = rows.length * Float.BYTES;
        if (memory.capacity() != bytes) {
            memory = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        }
        memory.asFloatBuffer().put(rows);
        return memory;
    }
}
