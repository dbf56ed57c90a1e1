/** The built-in activations. */
@NullMarked
package io.descent.activations;

import org.jspecify.annotations.NullMarked;
