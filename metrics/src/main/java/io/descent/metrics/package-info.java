/** Built-in metrics. */
@NullMarked
package io.descent.metrics;

import org.jspecify.annotations.NullMarked;
