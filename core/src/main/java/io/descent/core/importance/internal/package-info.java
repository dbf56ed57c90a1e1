/** Measures permutation importance and partial dependence of the columns of a table. */
@NullMarked
package io.descent.core.importance.internal;

import org.jspecify.annotations.NullMarked;
