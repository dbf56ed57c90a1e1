/** The experiment file: records for its sections, a YAML reader that reports all problems at once, and a writer. */
@NullMarked
package io.descent.core.experiment;

import org.jspecify.annotations.NullMarked;
