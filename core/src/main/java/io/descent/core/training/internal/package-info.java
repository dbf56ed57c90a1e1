/** Pieces of an update that the trainer and the contracts of plugins share. */
@NullMarked
package io.descent.core.training.internal;

import org.jspecify.annotations.NullMarked;
