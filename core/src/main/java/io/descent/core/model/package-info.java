/** What predicting needs, in memory and in a folder. */
@NullMarked
package io.descent.core.model;

import org.jspecify.annotations.NullMarked;
