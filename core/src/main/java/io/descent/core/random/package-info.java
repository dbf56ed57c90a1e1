/** Random numbers that depend only on a seed and their purpose. */
@NullMarked
package io.descent.core.random;

import org.jspecify.annotations.NullMarked;
