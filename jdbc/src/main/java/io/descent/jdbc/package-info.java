/** A data source for the rows of a database. */
@NullMarked
package io.descent.jdbc;

import org.jspecify.annotations.NullMarked;
