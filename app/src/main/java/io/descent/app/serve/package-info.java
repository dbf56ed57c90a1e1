/** The scoring server: predictions by HTTP. */
@NullMarked
package io.descent.app.serve;

import org.jspecify.annotations.NullMarked;
