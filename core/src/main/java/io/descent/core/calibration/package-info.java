/** What to learn about the predictions of a trained network: temperature, decision threshold, intervals of values. */
@NullMarked
package io.descent.core.calibration;

import org.jspecify.annotations.NullMarked;
