package io.descent.inference.network.internal;

import io.descent.inference.file.internal.Sha256;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.tensor.internal.Engine;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** One number per parameter element of a network: the values, the gradients or a slot. */
public final class ParameterVector {
    private final ParameterLayout layout;
    private final ArrayTensor flat;
    private final List<ArrayTensor> tensors = new ArrayList<>();

    /** Creates a vector of zeros. */
    public ParameterVector(ParameterLayout layout, Precision precision) {
        this(layout, ArrayTensor.zeros(precision, 1, layout.size()));
    }

    /** Creates a vector of zeros whose functions run on an engine. */
    public ParameterVector(ParameterLayout layout, Precision precision, Engine engine) {
        this(layout, engine.zeros(precision, 1, layout.size()));
    }

    private ParameterVector(ParameterLayout layout, ArrayTensor flat) {
        this.layout = layout;
        this.flat = flat;
        for (ParameterLayout.Entry entry : layout.entries()) {
            tensors.add(flat.view(entry.offset(), entry.rows(), entry.columns()));
        }
    }

    /** The position of every parameter. */
    public ParameterLayout layout() {
        return layout;
    }

    /** All elements as one row. */
    public ArrayTensor flat() {
        return flat;
    }

    /** A view of one parameter, by its position in {@link ParameterLayout#entries}. */
    public ArrayTensor tensor(int entry) {
        return tensors.get(entry);
    }

    /** The parameter with the first element that is NaN or infinite; empty if all are finite. */
    public Optional<ParameterLayout.Entry> firstNonFinite() {
        int index = flat.firstNonFinite();
        return index < 0 ? Optional.empty() : Optional.of(layout.entryAt(index));
    }

    /** SHA-256 of all elements, little-endian, in the order of the layout, as 64 hexadecimal digits. */
    public String sha256() {
        MessageDigest digest = Sha256.start();
        for (ArrayTensor tensor : tensors) {
            for (int row = 0; row < tensor.rows(); row++) {
                digest.update(tensor.rowBytes(row));
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
