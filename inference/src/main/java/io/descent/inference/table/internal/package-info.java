/** From the cells of a table to the inputs of a network, and from its outputs back to the units of the table. */
@NullMarked
package io.descent.inference.table.internal;

import org.jspecify.annotations.NullMarked;
