/** The folder in which a run leaves what it did. */
@NullMarked
package io.descent.core.run;

import org.jspecify.annotations.NullMarked;
