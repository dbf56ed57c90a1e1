/** The command {@code descent}. */
@NullMarked
package io.descent.app;

import org.jspecify.annotations.NullMarked;
