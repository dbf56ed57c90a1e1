/** The experiment file: its sections as records, read from YAML with every problem in one report, and written back. */
@NullMarked
package io.descent.core.experiment;

import org.jspecify.annotations.NullMarked;
