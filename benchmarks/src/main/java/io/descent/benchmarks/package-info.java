/** How fast Descent is: nets, data and products to be timed, and JMH benchmarks of them. */
@NullMarked
package io.descent.benchmarks;

import org.jspecify.annotations.NullMarked;
