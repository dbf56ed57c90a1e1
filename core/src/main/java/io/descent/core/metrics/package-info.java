/** What predictions are worth: costs, accuracies and errors. */
@NullMarked
package io.descent.core.metrics;

import org.jspecify.annotations.NullMarked;
