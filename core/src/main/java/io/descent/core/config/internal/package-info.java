/** YAML texts as trees of nodes, and changes of those trees. */
@NullMarked
package io.descent.core.config.internal;

import org.jspecify.annotations.NullMarked;
