package io.descent.benchmarks.peers;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Rows outside of the Java heap, in memory that is kept: new memory for each call would be collected late, at a high price. */
final class NativeRows {
    private ByteBuffer memory = ByteBuffer.allocateDirect(0);

    /** Copies rows, which stay until the next call. */
    ByteBuffer of(float[] rows) {
        int bytes = rows.length * Float.BYTES;
        if (memory.capacity() != bytes) {
            memory = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        }
        memory.asFloatBuffer().put(rows);
        return memory;
    }
}
