/** The built-in penalties and masks. */
@NullMarked
package io.descent.regularizers;

import org.jspecify.annotations.NullMarked;
