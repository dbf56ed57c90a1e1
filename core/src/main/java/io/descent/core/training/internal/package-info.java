/** What the trainer shares with other parts of Descent and with the contract tests for plugins. */
@NullMarked
package io.descent.core.training.internal;

import org.jspecify.annotations.NullMarked;
