/** The files of a model, and the fast path of prediction. */
@NullMarked
package io.descent.inference.model.internal;

import org.jspecify.annotations.NullMarked;
