/** Compares search strategies with each other and writes the results to docs/search.md. */
@NullMarked
package io.descent.benchmarks.search;

import org.jspecify.annotations.NullMarked;
