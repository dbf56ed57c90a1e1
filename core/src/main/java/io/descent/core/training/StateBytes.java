package io.descent.core.training;

import io.descent.inference.file.internal.Safetensors;
import io.descent.inference.network.internal.Network;
import io.descent.inference.network.internal.NetworkTensors;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.nio.ByteBuffer;
import java.util.List;

/** Tensors as bytes and back, for parts of a training that may be in another process. */
final class StateBytes {
    private StateBytes() {}

    /** The elements of all tensors, one after the other. */
    static byte[] bytes(List<ArrayTensor> tensors) {
        ByteBuffer buffer = ByteBuffer.allocate(size(tensors));
        tensors.forEach(tensor -> tensor.writeTo(buffer));
        return buffer.array();
    }

    /** Overwrites all tensors. */
    static void read(byte[] bytes, List<ArrayTensor> tensors) {
        if (bytes.length != size(tensors)) {
            throw new IllegalArgumentException("%d bytes for tensors of %d".formatted(bytes.length, size(tensors)));
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        tensors.forEach(tensor -> tensor.readFrom(buffer));
    }

    private static int size(List<ArrayTensor> tensors) {
        int size = 0;
        for (ArrayTensor tensor : tensors) {
            size = Math.addExact(
                    size, Math.multiplyExact(tensor.size(), tensor.precision().bytes()));
        }
        return size;
    }

    /** The slots, one after the other. */
    static List<ArrayTensor> slots(Slots slots) {
        return slots.names().stream().map(name -> slots.vector(name).flat()).toList();
    }

    /** The averages behind the running statistics: for each layer with batch norm its means, then its variances. */
    static List<ArrayTensor> averages(Network network) {
        return NetworkTensors.averages(network).stream()
                .map(Safetensors.Entry::tensor)
                .toList();
    }
}
