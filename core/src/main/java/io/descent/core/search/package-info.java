/** Searches for good hyperparameters. */
@NullMarked
package io.descent.core.search;

import org.jspecify.annotations.NullMarked;
