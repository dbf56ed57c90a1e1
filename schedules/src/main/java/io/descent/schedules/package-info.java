/** The built-in learning-rate schedules. */
@NullMarked
package io.descent.schedules;

import org.jspecify.annotations.NullMarked;
