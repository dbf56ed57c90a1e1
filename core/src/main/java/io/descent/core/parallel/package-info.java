/** Threads that share the work of a step. */
@NullMarked
package io.descent.core.parallel;

import org.jspecify.annotations.NullMarked;
