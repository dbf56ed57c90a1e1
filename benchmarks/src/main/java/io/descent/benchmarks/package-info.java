/** Measures the speed of Descent: networks, data and products to time, and JMH benchmarks of them. */
@NullMarked
package io.descent.benchmarks;

import org.jspecify.annotations.NullMarked;
