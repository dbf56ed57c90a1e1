/** Loads models and predicts with them. */
@NullMarked
package io.descent.inference;

import org.jspecify.annotations.NullMarked;
