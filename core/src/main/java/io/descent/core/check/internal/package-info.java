/** Compares gradients with finite differences of the cost. */
@NullMarked
package io.descent.core.check.internal;

import org.jspecify.annotations.NullMarked;
