package io.descent.onnx;

import io.descent.inference.spec.Precision;

/** The element types of tensors that occur in the graphs. */
enum ElementType {
    FLOAT(1),
    INT64(7),
    STRING(8),
    BOOL(9),
    DOUBLE(11);

    /** The number of {@code TensorProto.DataType} in onnx.proto. */
    final int number;

    ElementType(int number) {
        this.number = number;
    }

    static ElementType of(Precision precision) {
        return precision == Precision.FLOAT32 ? FLOAT : DOUBLE;
    }
}
