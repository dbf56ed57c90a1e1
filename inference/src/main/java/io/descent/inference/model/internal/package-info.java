/** Reads and writes the files of a model, and predicts with it. */
@NullMarked
package io.descent.inference.model.internal;

import org.jspecify.annotations.NullMarked;
