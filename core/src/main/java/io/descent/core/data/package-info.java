/** Examples: reads or generates them, splits them into train, dev and test set, and normalises their features. */
@NullMarked
package io.descent.core.data;

import org.jspecify.annotations.NullMarked;
