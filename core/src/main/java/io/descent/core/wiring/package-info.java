/** Google Guice puts a training together; nothing outside of this package and the command knows of it. */
@NullMarked
package io.descent.core.wiring;

import org.jspecify.annotations.NullMarked;
