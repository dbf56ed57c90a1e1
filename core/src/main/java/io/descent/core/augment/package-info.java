/** Changes the examples of training batches at random, so that a network sees more than its training set holds. */
@NullMarked
package io.descent.core.augment;

import org.jspecify.annotations.NullMarked;
