/** Draws runs and studies as PNG files. Only this package depends on the drawing library. */
@NullMarked
package io.descent.app.picture;

import org.jspecify.annotations.NullMarked;
