package io.descent.optimizers;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.api.Optimizer;
import io.descent.api.Step;
import io.descent.api.Tensor;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One parameter without a trainer. It gives an optimizer only what the SPI promises and checks what the optimizer
 * returns.
 */
final class LoneParameter implements Step {
    private static final double RATE = 0.01;

    private final Optimizer optimizer;
    private final Precision precision;
    private final boolean isWeight;
    private final ArrayTensor parameter;
    private final ArrayTensor gradient;
    private final Map<String, ArrayTensor> slots = new LinkedHashMap<>();
    private final List<ArrayTensor> scratch = new ArrayList<>();
    private int number;

    LoneParameter(Optimizer optimizer, Precision precision, boolean isWeight, int size) {
        this.optimizer = optimizer;
        this.precision = precision;
        this.isWeight = isWeight;
        parameter = tensor(size);
        gradient = tensor(size);
        optimizer.slots().forEach(name -> slots.put(name, tensor(size)));
    }

    private ArrayTensor tensor(int size) {
        ArrayTensor all = ArrayTensor.zeros(precision, 1, size);
        return optimizer.elementwise() ? all.block(0, size) : all;
    }

    /** Returns the direction for the gradient of the next step while the parameter has the given values. */
    double[] direction(double[] values, double[] gradients) {
        set(parameter, values);
        set(gradient, gradients);
        scratch.forEach(each -> each.fill(Double.NaN));
        double[] before = numbers(parameter);
        Tensor direction = next();
        assertThat(numbers(parameter)).isEqualTo(before);
        assertThat(direction == gradient || slots.containsValue(direction) || scratch.contains(direction))
                .isTrue();
        return numbers(direction);
    }

    /** Calls the optimizer again, on the gradient as the last call left it. */
    Tensor next() {
        number++;
        return optimizer.toDirection(gradient, this);
    }

    Map<String, ArrayTensor> slots() {
        return slots;
    }

    private static void set(Tensor tensor, double[] values) {
        for (int i = 0; i < values.length; i++) {
            tensor.set(0, i, values[i]);
        }
    }

    private static double[] numbers(Tensor tensor) {
        double[] numbers = new double[tensor.columns()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = tensor.get(0, i);
        }
        return numbers;
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public int steps() {
        return Integer.MAX_VALUE;
    }

    @Override
    public int stepsPerEpoch() {
        return 10;
    }

    @Override
    public boolean slotsAreFresh() {
        return number == 1;
    }

    @Override
    public double learningRate() {
        return RATE;
    }

    @Override
    public double initialLearningRate() {
        return RATE;
    }

    @Override
    public Tensor parameter() {
        return parameter;
    }

    @Override
    public boolean isWeight() {
        return isWeight;
    }

    @Override
    public Tensor slot(String name) {
        ArrayTensor slot = slots.get(name);
        if (slot == null) {
            throw new IllegalArgumentException(name);
        }
        return slot;
    }

    @Override
    public Step inner(String prefix) {
        throw new AssertionError("no built-in optimizer wraps another");
    }

    @Override
    public Tensor scratch(int index) {
        while (scratch.size() <= index) {
            ArrayTensor undefined = tensor(parameter.columns());
            undefined.fill(Double.NaN);
            scratch.add(undefined);
        }
        return scratch.get(index);
    }
}
