/** Writes CSV files and compares the contents of files. */
@NullMarked
package io.descent.core.file.internal;

import org.jspecify.annotations.NullMarked;
