/** What is wrong with a user's input, said so that the user can mend it. */
@NullMarked
package io.descent.core.problem;

import org.jspecify.annotations.NullMarked;
