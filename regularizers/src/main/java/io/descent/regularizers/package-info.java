/** The built-in weight penalties and activation masks. */
@NullMarked
package io.descent.regularizers;

import org.jspecify.annotations.NullMarked;
