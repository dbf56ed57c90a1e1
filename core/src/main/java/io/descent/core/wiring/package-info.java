/** Assembles a training with Google Guice, which only this package and the command use. */
@NullMarked
package io.descent.core.wiring;

import org.jspecify.annotations.NullMarked;
