/** Diagnoses a run by its errors: bias or variance, what to try next, and whether more examples would help. */
@NullMarked
package io.descent.core.diagnosis;

import org.jspecify.annotations.NullMarked;
