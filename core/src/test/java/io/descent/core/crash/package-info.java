/**
 * A file system that fails and crashes at any chosen operation, and a driver that interrupts an action at each of its
 * operations.
 */
@NullMarked
package io.descent.core.crash;

import org.jspecify.annotations.NullMarked;
