/** Random numbers that depend on nothing but a seed and what they are for. */
@NullMarked
package io.descent.core.random;

import org.jspecify.annotations.NullMarked;
