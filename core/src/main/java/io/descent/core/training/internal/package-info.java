/** Parts of an update that the trainer shares with the contract tests for plugins. */
@NullMarked
package io.descent.core.training.internal;

import org.jspecify.annotations.NullMarked;
