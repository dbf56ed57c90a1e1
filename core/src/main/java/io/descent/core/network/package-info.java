/** The sections of an experiment that describe layers. */
@NullMarked
package io.descent.core.network;

import org.jspecify.annotations.NullMarked;
