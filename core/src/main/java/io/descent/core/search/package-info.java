/**
 * Studies: searches for good hyperparameters. A strategy proposes trials from what earlier rounds have found, an objective
 * evaluates them, a journal keeps every fact.
 */
@NullMarked
package io.descent.core.search;

import org.jspecify.annotations.NullMarked;
