/**
 * An annotation processor that puts the doc comments of plugins into their jar. {@code descent plugins NAME} shows
 * them.
 */
@NullMarked
package io.descent.processor;

import org.jspecify.annotations.NullMarked;
