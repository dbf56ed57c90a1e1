/**
 * Descent beside other libraries, on the same data, in the same run. Compiled with Maven's profile {@code peers} only; started by
 * {@code benchmarks/run}.
 */
@NullMarked
package io.descent.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
