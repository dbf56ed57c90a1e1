/** Reads YAML into trees of nodes, and applies overrides to the trees. */
@NullMarked
package io.descent.core.config.internal;

import org.jspecify.annotations.NullMarked;
