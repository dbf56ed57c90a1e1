/** What matters to a model: the importance of the columns of a table, and how predictions depend on them. */
@NullMarked
package io.descent.core.importance;

import org.jspecify.annotations.NullMarked;
