/** Shares the pieces of a task among threads. */
@NullMarked
package io.descent.inference.parallel.internal;

import org.jspecify.annotations.NullMarked;
