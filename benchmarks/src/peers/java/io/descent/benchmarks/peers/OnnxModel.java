package io.descent.benchmarks.peers;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes a dense network in the ONNX format, a protocol buffers message with the field numbers of {@code onnx.proto}
 * (github.com/onnx/onnx). Each layer is {@code Gemm} and {@code Relu}; the last is {@code Gemm} and {@code Softmax}.
 */
final class OnnxModel {
    private static final int FLOAT = 1;
    private static final int INT = 2;
    private static final int IR_VERSION = 8;
    private static final int OPSET = 13;

    private OnnxModel() {}

    /** Returns the bytes of a model with input {@code x} and output {@code y}. */
    static byte[] of(List<Parameters> layers) {
        Message graph = new Message();
        String a = "x";
        for (int i = 0; i < layers.size(); i++) {
            boolean last = i == layers.size() - 1;
            String z = "z" + i;
            String next = last ? "y" : "a" + i;
            graph.put(1, node("Gemm", z, a, "w" + i, "b" + i).put(5, attribute("transB", 1)));
            graph.put(1, node(last ? "Softmax" : "Relu", next, z));
            a = next;
        }
        graph.put(2, "net");
        for (int i = 0; i < layers.size(); i++) {
            Parameters layer = layers.get(i);
            graph.put(5, tensor("w" + i, layer.weights(), layer.units(), layer.inputs()));
            graph.put(5, tensor("b" + i, layer.biases(), layer.units()));
        }
        graph.put(11, value("x", layers.get(0).inputs()));
        graph.put(12, value("y", layers.get(layers.size() - 1).units()));
        return new Message()
                .put(1, IR_VERSION)
                .put(7, graph)
                .put(8, new Message().put(1, "").put(2, OPSET))
                .bytes();
    }

    private static Message node(String operator, String output, String... inputs) {
        Message node = new Message();
        for (String input : inputs) {
            node.put(1, input);
        }
        return node.put(2, output).put(4, operator);
    }

    private static Message attribute(String name, int value) {
        return new Message().put(1, name).put(3, value).put(20, INT);
    }

    private static Message tensor(String name, float[] values, int... sides) {
        Message tensor = new Message();
        for (int side : sides) {
            tensor.put(1, side);
        }
        ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        return tensor.put(2, FLOAT).put(8, name).put(9, raw.array());
    }

    /** Describes a matrix with any number of rows. */
    private static Message value(String name, int columns) {
        Message shape = new Message().put(1, new Message().put(2, "rows")).put(1, new Message().put(1, columns));
        Message type = new Message().put(1, new Message().put(1, FLOAT).put(2, shape));
        return new Message().put(1, name).put(2, type);
    }

    /** A message in the wire format of protocol buffers. */
    private static final class Message {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message put(int field, int value) {
            varint(field << 3);
            varint(value);
            return this;
        }

        Message put(int field, String text) {
            return put(field, text.getBytes(StandardCharsets.UTF_8));
        }

        Message put(int field, Message message) {
            return put(field, message.bytes());
        }

        Message put(int field, byte[] bytes) {
            varint(field << 3 | 2);
            varint(bytes.length);
            out.writeBytes(bytes);
            return this;
        }

        byte[] bytes() {
            return out.toByteArray();
        }

        private void varint(int value) {
            int rest = value;
            while (rest >= 0x80) {
                out.write(rest & 0x7f | 0x80);
                rest >>>= 7;
            }
            out.write(rest);
        }
    }
}
