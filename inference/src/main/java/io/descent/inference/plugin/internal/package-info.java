/** Finds plugins and reads what their record types say about names, hyperparameters, defaults and ranges. */
@NullMarked
package io.descent.inference.plugin.internal;

import org.jspecify.annotations.NullMarked;
