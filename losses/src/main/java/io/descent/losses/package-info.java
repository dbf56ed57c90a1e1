/** Built-in losses. */
@NullMarked
package io.descent.losses;

import org.jspecify.annotations.NullMarked;
