package io.descent.onnx;

import io.descent.inference.file.internal.ProtobufMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An ONNX graph that grows node by node (onnx.proto of ONNX 1.12; operators of opset 17 and of ai.onnx.ml 3). The same
 * calls give the same bytes.
 */
final class Graph {
    /** The domain of operators of classical machine learning. */
    static final String ML = "ai.onnx.ml";

    private static final int IR_VERSION = 8;
    private static final int OPSET = 17;
    private static final int ML_OPSET = 3;

    /** Stands for the number of rows in shapes. */
    private static final String ROWS = "N";

    private static final int ATTRIBUTE_INT = 2;
    private static final int ATTRIBUTE_STRING = 3;
    private static final int ATTRIBUTE_INTS = 7;
    private static final int ATTRIBUTE_STRINGS = 8;

    private final ProtobufMessage graph = new ProtobufMessage();
    private final List<ProtobufMessage> constants = new ArrayList<>();
    private final List<ProtobufMessage> inputs = new ArrayList<>();
    private final List<ProtobufMessage> outputs = new ArrayList<>();
    /** Constants by type, shape and content, so that none is stored twice. */
    private final Map<List<Object>, Value> known = new HashMap<>();

    private final Set<String> names = new HashSet<>();
    private int count;

    /**
     * Creates a graph.
     *
     * @param reserved names of inputs and outputs, which no other value gets
     */
    Graph(Set<String> reserved) {
        names.addAll(reserved);
    }

    /** An attribute of a node: a whole number, a text, or an array of whole numbers or texts. */
    record Attribute(String name, Object value) {
        private ProtobufMessage message() {
            ProtobufMessage message = new ProtobufMessage().text(1, name);
            if (value instanceof Long number) {
                return message.number(3, number).number(20, ATTRIBUTE_INT);
            }
            if (value instanceof String text) {
                return message.text(4, text).number(20, ATTRIBUTE_STRING);
            }
            if (value instanceof long[] numbers) {
                Arrays.stream(numbers).forEach(number -> message.number(8, number));
                return message.number(20, ATTRIBUTE_INTS);
            }
            for (String text : (String[]) value) {
                message.text(9, text);
            }
            return message.number(20, ATTRIBUTE_STRINGS);
        }
    }

    private static ProtobufMessage shaped(String name, ElementType type, int columns) {
        ProtobufMessage shape = new ProtobufMessage().message(1, new ProtobufMessage().text(2, ROWS));
        if (columns > 0) {
            shape.message(1, new ProtobufMessage().number(1, columns));
        }
        ProtobufMessage tensor = new ProtobufMessage().number(1, type.number).message(2, shape);
        return new ProtobufMessage().text(1, name).message(2, new ProtobufMessage().message(1, tensor));
    }

    /** Adds an input of the graph (rows x columns). */
    Value input(String name, ElementType type, int columns) {
        inputs.add(shaped(name, type, columns));
        return new Value(this, name, type);
    }

    /**
     * Adds an output of the graph.
     *
     * @param columns 0 for one number per row
     */
    void output(String name, Value value, int columns) {
        node("Identity", "", name, List.of(value));
        outputs.add(shaped(name, value.type(), columns));
    }

    private String next() {
        String name;
        do {
            name = "/" + ++count;
        } while (names.contains(name));
        return name;
    }

    /** Adds a node with one result. */
    Value node(String operator, ElementType type, List<Value> of, Attribute... attributes) {
        return node(operator, "", type, of, attributes);
    }

    /** Adds a node with one result. */
    Value node(String operator, String domain, ElementType type, List<Value> of, Attribute... attributes) {
        String name = next();
        node(operator, domain, name, of, attributes);
        return new Value(this, name, type);
    }

    /** Adds a node with two results, and returns the first. */
    Value firstOf(String operator, ElementType type, List<Value> of, Attribute... attributes) {
        Value first = new Value(this, next(), type);
        add(operator, "", List.of(first.name(), next()), of, attributes);
        return first;
    }

    private void node(String operator, String domain, String result, List<Value> of, Attribute... attributes) {
        add(operator, domain, List.of(result), of, attributes);
    }

    private void add(String operator, String domain, List<String> results, List<Value> of, Attribute... attributes) {
        ProtobufMessage node = new ProtobufMessage();
        of.forEach(value -> node.text(1, value.name()));
        results.forEach(result -> node.text(2, result));
        node.text(4, operator);
        for (Attribute attribute : attributes) {
            node.message(5, attribute.message());
        }
        if (!domain.isEmpty()) {
            node.text(7, domain);
        }
        graph.message(1, node);
    }

    private Value constant(ElementType type, List<Integer> shape, byte[] content, List<String> texts) {
        List<Object> key = List.of(type, shape, ByteBuffer.wrap(content), texts);
        return known.computeIfAbsent(key, missing -> {
            Value value = new Value(this, next(), type);
            ProtobufMessage tensor = new ProtobufMessage();
            shape.forEach(length -> tensor.number(1, length));
            tensor.number(2, type.number);
            texts.forEach(text -> tensor.bytes(6, text.getBytes(StandardCharsets.UTF_8)));
            tensor.text(8, value.name());
            if (type != ElementType.STRING) {
                tensor.bytes(9, content);
            }
            constants.add(tensor);
            return value;
        });
    }

    /**
     * A constant tensor of numbers.
     *
     * @param type FLOAT or DOUBLE; numbers are rounded to it
     * @param shape its lengths; none for a single number
     */
    Value reals(ElementType type, double[] numbers, Integer... shape) {
        int bytes = type == ElementType.FLOAT ? Float.BYTES : Double.BYTES;
        ByteBuffer content =
                ByteBuffer.allocate(Math.multiplyExact(numbers.length, bytes)).order(ByteOrder.LITTLE_ENDIAN);
        for (double number : numbers) {
            if (type == ElementType.FLOAT) {
                content.putFloat((float) number);
            } else {
                content.putDouble(number);
            }
        }
        return constant(type, List.of(shape), content.array(), List.of());
    }

    /** A constant row of whole numbers. */
    Value wholes(long... numbers) {
        return wholes(numbers, numbers.length);
    }

    /** A single constant whole number. */
    Value whole(long number) {
        return wholes(new long[] {number});
    }

    private Value wholes(long[] numbers, Integer... shape) {
        ByteBuffer content = ByteBuffer.allocate(numbers.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.stream(numbers).forEach(content::putLong);
        return constant(ElementType.INT64, List.of(shape), content.array(), List.of());
    }

    /** A constant row of texts. */
    Value texts(List<String> texts) {
        return constant(ElementType.STRING, List.of(texts.size()), new byte[0], texts);
    }

    /**
     * The file.
     *
     * @param version of the program that writes it
     * @param metadata what a reader may want to know, in this order
     */
    byte[] model(String version, Map<String, String> metadata) {
        graph.text(2, "descent");
        constants.forEach(constant -> graph.message(5, constant));
        inputs.forEach(input -> graph.message(11, input));
        outputs.forEach(output -> graph.message(12, output));
        ProtobufMessage model = new ProtobufMessage()
                .number(1, IR_VERSION)
                .text(2, "descent")
                .text(3, version)
                .message(7, graph)
                .message(8, new ProtobufMessage().text(1, "").number(2, OPSET))
                .message(8, new ProtobufMessage().text(1, ML).number(2, ML_OPSET));
        metadata.forEach((key, value) ->
                model.message(14, new ProtobufMessage().text(1, key).text(2, value)));
        return model.toBytes();
    }
}
