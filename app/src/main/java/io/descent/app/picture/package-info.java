/** Pictures of runs as PNG files. Nothing outside of this package knows how they are drawn. */
@NullMarked
package io.descent.app.picture;

import org.jspecify.annotations.NullMarked;
