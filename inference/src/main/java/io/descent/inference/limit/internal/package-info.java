/** The sizes of input that Descent accepts. {@code docs/limits.md} lists them. */
@NullMarked
package io.descent.inference.limit.internal;

import org.jspecify.annotations.NullMarked;
