/** Loss functions: how far an output is from a label. */
@NullMarked
package io.descent.core.loss;

import org.jspecify.annotations.NullMarked;
