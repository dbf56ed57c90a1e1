/** Converts numbers to and from text, and suggests names for mistyped ones. */
@NullMarked
package io.descent.inference.text.internal;

import org.jspecify.annotations.NullMarked;
