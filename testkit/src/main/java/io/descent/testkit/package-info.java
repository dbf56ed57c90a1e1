/**
 * Contracts that authors of plugins extend: each runs what every plugin of its kind must do as JUnit 5 tests.
 */
@NullMarked
package io.descent.testkit;

import org.jspecify.annotations.NullMarked;
