/** Learns temperatures and thresholds from predictions, and measures how far probabilities can be trusted. */
@NullMarked
package io.descent.core.calibration.internal;

import org.jspecify.annotations.NullMarked;
