/** Metrics of predictions: cost, accuracy and errors. */
@NullMarked
package io.descent.core.metrics;

import org.jspecify.annotations.NullMarked;
