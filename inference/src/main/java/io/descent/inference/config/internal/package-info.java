/** Converts trees of keys and values to records and plugins, and back. All problems are reported together. */
@NullMarked
package io.descent.inference.config.internal;

import org.jspecify.annotations.NullMarked;
