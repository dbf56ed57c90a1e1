package io.descent.optimizers;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.api.Optimizer;
import io.descent.api.Step;
import io.descent.api.Tensor;
import io.descent.core.training.internal.InnerStep;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One parameter without a trainer. It gives an optimizer only what the SPI promises and checks what the optimizer
 * returns.
 */
final class LoneParameter implements Step {
    /** The number of updates in the whole training. */
    static final int STEPS = 40;

    static final int STEPS_PER_EPOCH = 10;

    private final Optimizer optimizer;
    private final Precision precision;
    private final boolean isWeight;
    private final ArrayTensor parameter;
    private final ArrayTensor gradient;
    private final Map<String, ArrayTensor> slots = new LinkedHashMap<>();
    private final List<ArrayTensor> scratch = new ArrayList<>();
    private final List<ArrayTensor> innerScratch = new ArrayList<>();
    private final Map<String, Step> inners = new HashMap<>();
    private double rate = 0.01;
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
        forgetScratch();
        double[] before = numbers(parameter);
        Tensor direction = next();
        assertThat(numbers(parameter)).isEqualTo(before);
        assertThat(direction == gradient || isKnown(direction)).isTrue();
        return numbers(direction);
    }

    /** Sets the learning rate of the next steps. */
    void rate(double value) {
        rate = value;
    }

    /** Returns the evaluated point while the parameter has the given values; null if it is the parameter. */
    double @Nullable [] evaluated(double... values) {
        set(parameter, values);
        forgetScratch();
        List<double[]> before =
                slots.values().stream().map(LoneParameter::numbers).toList();
        Tensor point = optimizer.evaluated(this);
        assertThat(slots.values().stream().map(LoneParameter::numbers).toList())
                .usingRecursiveComparison()
                .isEqualTo(before);
        if (point == null) {
            return null;
        }
        assertThat(point == parameter || isKnown(point)).isTrue();
        return numbers(point);
    }

    private void forgetScratch() {
        scratch.forEach(each -> each.fill(Double.NaN));
        innerScratch.forEach(each -> each.fill(Double.NaN));
    }

    private boolean isKnown(Tensor tensor) {
        return slots.containsValue(tensor) || scratch.contains(tensor) || innerScratch.contains(tensor);
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
        return STEPS;
    }

    @Override
    public int stepsPerEpoch() {
        return STEPS_PER_EPOCH;
    }

    @Override
    public boolean slotsAreFresh() {
        return number == 1;
    }

    @Override
    public double learningRate() {
        return rate;
    }

    @Override
    public double initialLearningRate() {
        return rate;
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
        Step inner = inners.get(prefix);
        if (inner == null) {
            inner = new InnerStep(this, prefix, index -> scratch(innerScratch, index));
            inners.put(prefix, inner);
        }
        return inner;
    }

    @Override
    public Tensor scratch(int index) {
        return scratch(scratch, index);
    }

    private Tensor scratch(List<ArrayTensor> tensors, int index) {
        while (tensors.size() <= index) {
            ArrayTensor undefined = tensor(parameter.columns());
            undefined.fill(Double.NaN);
            tensors.add(undefined);
        }
        return tensors.get(index);
    }
}
