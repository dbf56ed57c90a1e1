/** The training loop: mini-batches, updates, listeners. */
@NullMarked
package io.descent.core.training;

import org.jspecify.annotations.NullMarked;
