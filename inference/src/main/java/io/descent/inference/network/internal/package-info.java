/** Dense layers, their parameters in flat arrays, and the forward pass. */
@NullMarked
package io.descent.inference.network.internal;

import org.jspecify.annotations.NullMarked;
