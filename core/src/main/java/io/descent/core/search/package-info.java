/**
 * Studies: searches for good hyperparameters. A strategy proposes trials from the outcome of earlier rounds, an
 * objective evaluates them, and a journal records everything.
 */
@NullMarked
package io.descent.core.search;

import org.jspecify.annotations.NullMarked;
