/** Exceptions for invalid input and failed plugins. Their messages say what is wrong and how to fix it. */
@NullMarked
package io.descent.inference.problem;

import org.jspecify.annotations.NullMarked;
