/**
 * Contracts for plugin authors: extend the one for your kind of plugin, and JUnit 5 tests what the trainer expects of it.
 */
@NullMarked
package io.descent.testkit;

import org.jspecify.annotations.NullMarked;
