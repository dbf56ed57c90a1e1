/** Run folders: writing, continuing and reading them. */
@NullMarked
package io.descent.core.run;

import org.jspecify.annotations.NullMarked;
