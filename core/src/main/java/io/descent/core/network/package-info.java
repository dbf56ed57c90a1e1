/** Layers, their parameters in flat arrays, forward and backward passes, and losses. */
@NullMarked
package io.descent.core.network;

import org.jspecify.annotations.NullMarked;
