/** Numbers and names as text. */
@NullMarked
package io.descent.inference.text.internal;

import org.jspecify.annotations.NullMarked;
