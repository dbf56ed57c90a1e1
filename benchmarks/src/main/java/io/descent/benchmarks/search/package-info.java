/** Compares strategies of search with each other, and writes docs/search.md. */
@NullMarked
package io.descent.benchmarks.search;

import org.jspecify.annotations.NullMarked;
