/** Augmentations: random changes of training batches, so that a network sees more than its training set contains. */
@NullMarked
package io.descent.core.augment;

import org.jspecify.annotations.NullMarked;
