package io.descent.onnx;

import io.descent.onnx.Graph.Attribute;
import java.util.ArrayList;
import java.util.List;

/**
 * A tensor in a graph. Every method adds a node. Operands broadcast, as in NumPy.
 *
 * @param name in the graph
 * @param type of its elements
 */
record Value(Graph graph, String name, ElementType type) {
    private Value binary(String operator, Value other) {
        return graph.node(operator, type, List.of(this, other));
    }

    private Value unary(String operator) {
        return graph.node(operator, type, List.of(this));
    }

    /** A single number of the same type. */
    Value constant(double number) {
        return type == ElementType.INT64 ? graph.whole((long) number) : graph.reals(type, new double[] {number});
    }

    Value plus(Value other) {
        return binary("Add", other);
    }

    Value plus(double number) {
        return plus(constant(number));
    }

    Value minus(Value other) {
        return binary("Sub", other);
    }

    Value minus(double number) {
        return minus(constant(number));
    }

    Value times(Value other) {
        return binary("Mul", other);
    }

    Value times(double number) {
        return times(constant(number));
    }

    Value over(Value other) {
        return binary("Div", other);
    }

    Value over(double number) {
        return over(constant(number));
    }

    Value max(double number) {
        return binary("Max", constant(number));
    }

    Value min(double number) {
        return binary("Min", constant(number));
    }

    Value clip(double low, double high) {
        return max(low).min(high);
    }

    Value sqrt() {
        return unary("Sqrt");
    }

    Value exp() {
        return unary("Exp");
    }

    Value log() {
        return unary("Log");
    }

    Value abs() {
        return unary("Abs");
    }

    Value sign() {
        return unary("Sign");
    }

    Value negate() {
        return unary("Neg");
    }

    Value apply(String operator, Attribute... attributes) {
        return graph.node(operator, type, List.of(this), attributes);
    }

    private Value compare(String operator, Value other) {
        return graph.node(operator, ElementType.BOOL, List.of(this, other));
    }

    Value isAbove(double number) {
        return compare("Greater", constant(number));
    }

    Value isBelow(double number) {
        return compare("Less", constant(number));
    }

    Value isAbove(Value other) {
        return compare("Greater", other);
    }

    Value isAtLeast(Value other) {
        return compare("GreaterOrEqual", other);
    }

    Value isEqual(double number) {
        return compare("Equal", constant(number));
    }

    Value isNaN() {
        return graph.node("IsNaN", ElementType.BOOL, List.of(this));
    }

    Value and(Value other) {
        return binary("And", other);
    }

    Value or(Value other) {
        return binary("Or", other);
    }

    /** One value where this is true, another one elsewhere. */
    Value choose(Value yes, Value no) {
        return graph.node("Where", yes.type, List.of(this, yes, no));
    }

    Value cast(ElementType to) {
        return type == to ? this : graph.node("Cast", to, List.of(this), new Attribute("to", (long) to.number));
    }

    /** Rows of this matrix, or elements of this row, by their positions. */
    Value gather(Value positions) {
        return graph.node("Gather", type, List.of(this, positions), new Attribute("axis", 0L));
    }

    /** Columns of this matrix by their positions. */
    Value columns(long... positions) {
        return graph.node("Gather", type, List.of(this, graph.wholes(positions)), new Attribute("axis", 1L));
    }

    Value reshape(long... shape) {
        return graph.node("Reshape", type, List.of(this, graph.wholes(shape)));
    }

    /** The sum over the last axis, which disappears unless it is kept. */
    Value sumOfLast(boolean keep) {
        return graph.node(
                "ReduceSum", type, List.of(this, graph.wholes(-1)), new Attribute("keepdims", keep ? 1L : 0L));
    }

    /** This matrix followed by others, column by column; itself if there are none. */
    static Value concat(List<Value> values) {
        Value first = values.get(0);
        return values.size() == 1
                ? first
                : first.graph.node("Concat", first.type, new ArrayList<>(values), new Attribute("axis", 1L));
    }

    /** a[0] + a[1] x + a[2] x^2 + ... */
    Value polynomial(double... coefficients) {
        int last = coefficients.length - 1;
        Value sum = times(coefficients[last]).plus(coefficients[last - 1]);
        for (int i = last - 2; i >= 0; i--) {
            sum = sum.times(this).plus(coefficients[i]);
        }
        return sum;
    }
}
