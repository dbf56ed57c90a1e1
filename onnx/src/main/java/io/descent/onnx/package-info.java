/** Writes models as ONNX files, preprocessing included. */
@NullMarked
package io.descent.onnx;

import org.jspecify.annotations.NullMarked;
