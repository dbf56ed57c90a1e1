/** Turns trees of keys and values into records and plugins, with every problem in one report, and back. */
@NullMarked
package io.descent.inference.config.internal;

import org.jspecify.annotations.NullMarked;
