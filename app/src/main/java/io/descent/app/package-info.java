/** The command {@code descent}: one class per subcommand, and what they print. */
@NullMarked
package io.descent.app;

import org.jspecify.annotations.NullMarked;
