/** The built-in initializers. */
@NullMarked
package io.descent.initializers;

import org.jspecify.annotations.NullMarked;
