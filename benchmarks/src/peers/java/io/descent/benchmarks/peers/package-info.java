/**
 * Compares Descent with other libraries, on the same data and in the same run. Compiled only with Maven's profile
 * {@code peers}; started by {@code benchmarks/run}.
 */
@NullMarked
package io.descent.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
