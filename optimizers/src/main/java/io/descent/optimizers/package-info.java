/** The built-in optimizers. */
@NullMarked
package io.descent.optimizers;

import org.jspecify.annotations.NullMarked;
