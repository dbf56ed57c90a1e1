/** What is wrong with a user's input or a plugin, in words that say how to mend it. */
@NullMarked
package io.descent.inference.problem;

import org.jspecify.annotations.NullMarked;
