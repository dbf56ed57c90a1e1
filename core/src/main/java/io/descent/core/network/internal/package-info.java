/** Forward and backward passes over mini-batches. */
@NullMarked
package io.descent.core.network.internal;

import org.jspecify.annotations.NullMarked;
