package io.descent.testkit;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Measures the memory that a call allocates. */
final class Allocation {
    private static final long NANOSECONDS = 5_000_000_000L;

    private Allocation() {}

    /**
     * The smallest number of bytes that a call has allocated; 0 if this JVM does not count them. Stops early once a
     * call allocates no more than allowed. Compiled code may allocate less than interpreted code.
     *
     * @param calls after which to give up
     */
    static long ofCall(Runnable call, long allowed, int calls) {
        if (!(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads)
                || !threads.isThreadAllocatedMemorySupported()
                || !threads.isThreadAllocatedMemoryEnabled()) {
            return 0;
        }
        long least = Long.MAX_VALUE;
        long end = System.nanoTime() + NANOSECONDS;
        for (int i = 0; i < calls && least > allowed && (i == 0 || System.nanoTime() < end); i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            call.run();
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }
}
