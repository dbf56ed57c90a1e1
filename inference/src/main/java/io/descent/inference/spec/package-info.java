/** Plain values that describe a model: its inputs, its label, its precision, batch norm. */
@NullMarked
package io.descent.inference.spec;

import org.jspecify.annotations.NullMarked;
