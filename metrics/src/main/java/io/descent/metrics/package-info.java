/** Built-in metrics. Each is a formula over labels, predictions and weights; one that is undefined is null, never 0. */
@NullMarked
package io.descent.metrics;

import org.jspecify.annotations.NullMarked;
