/** The built-in activation functions. */
@NullMarked
package io.descent.activations;

import org.jspecify.annotations.NullMarked;
