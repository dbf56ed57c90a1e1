/** The built-in initializers of weights. */
@NullMarked
package io.descent.initializers;

import org.jspecify.annotations.NullMarked;
