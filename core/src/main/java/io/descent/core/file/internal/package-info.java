/** CSV output, and differences between files. */
@NullMarked
package io.descent.core.file.internal;

import org.jspecify.annotations.NullMarked;
