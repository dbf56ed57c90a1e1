/** Fuzz targets of everything that reads a file or standard input. {@link io.descent.fuzz.Promise} says what must hold. */
@NullMarked
package io.descent.fuzz;

import org.jspecify.annotations.NullMarked;
