/** Studies of experiments: trials are trained, compared on the dev set and reported. */
@NullMarked
package io.descent.core.tune;

import org.jspecify.annotations.NullMarked;
