/** Listeners that send a training to other tools: event files for TensorBoard, and runs for an MLflow server. */
@NullMarked
package io.descent.tracking;

import org.jspecify.annotations.NullMarked;
