/** Examples: where they come from, how they are divided into train, dev and test set, and how features are normalised. */
@NullMarked
package io.descent.core.data;

import org.jspecify.annotations.NullMarked;
