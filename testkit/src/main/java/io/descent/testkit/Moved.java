package io.descent.testkit;

import static org.junit.jupiter.api.Assertions.fail;

import io.descent.api.Optimizer;
import io.descent.api.Scratch;
import io.descent.api.Step;
import io.descent.api.Tensor;
import io.descent.core.training.internal.InnerStep;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A parameter that an optimizer moves outside of a training. It passes the optimizer only what the API promises and
 * checks what comes back. Between two updates all tensors move to other memory, and the old memory is filled with NaN.
 */
final class Moved {
    /** How long the optimizer is told that the training is. */
    private static final int STEPS = 3000;

    private static final int STEPS_PER_EPOCH = 10;

    private final Optimizer optimizer;
    private final Precision precision;
    private final int rows;
    private final int columns;
    private final int block;
    private final boolean backwards;
    private final List<String> names;
    private final Set<String> asked = new HashSet<>();
    private double[] parameter;
    private final Map<String, double[]> slots = new LinkedHashMap<>();
    private int number;
    private boolean isWeight = true;
    private double initialRate = Double.NaN;

    /** A parameter in one piece. */
    Moved(Optimizer optimizer, Precision precision, int rows, int columns, double... start) {
        this(optimizer, precision, rows, columns, rows * columns, false, start);
    }

    /**
     * A parameter that is updated in blocks.
     *
     * @param block elements per block; the last one may have fewer
     * @param backwards whether to update the last block first
     */
    Moved(
            Optimizer optimizer,
            Precision precision,
            int rows,
            int columns,
            int block,
            boolean backwards,
            double... start) {
        this.optimizer = optimizer;
        this.precision = precision;
        this.rows = rows;
        this.columns = columns;
        this.block = block;
        this.backwards = backwards;
        parameter = start.clone();
        names = List.copyOf(optimizer.slots());
        names.forEach(name -> slots.put(name, new double[start.length]));
    }

    /** Continues from the parameter, slots and step of another one. */
    Moved(Optimizer optimizer, Moved from) {
        this(optimizer, from.precision, from.rows, from.columns, from.block, from.backwards, from.parameter);
        from.slots.forEach((name, slot) -> slots.put(name, slot.clone()));
        number = from.number;
    }

    /** Makes this a bias, gamma or beta instead of a weight. */
    Moved asBias() {
        isWeight = false;
        return this;
    }

    /** Sets the initial learning rate, as if a schedule had changed the rate since. */
    Moved withInitialRate(double rate) {
        initialRate = rate;
        return this;
    }

    double[] parameter() {
        return parameter.clone();
    }

    double[] slot(String name) {
        return Objects.requireNonNull(slots.get(name), name).clone();
    }

    /** The slots that the optimizer has used. */
    Set<String> asked() {
        return asked;
    }

    /** Makes one update and returns its direction. */
    double[] update(double rate, double... gradients) {
        number++;
        double[] direction = new double[parameter.length];
        int count = (parameter.length + block - 1) / block;
        for (int i = 0; i < count; i++) {
            int from = (backwards ? count - 1 - i : i) * block;
            Piece piece = new Piece(from, Math.min(parameter.length, from + block), rate, gradients);
            System.arraycopy(piece.run(), 0, direction, from, piece.size);
        }
        double[] moved = new double[parameter.length];
        for (int i = 0; i < moved.length; i++) {
            double next = parameter[i] - rate * direction[i];
            moved[i] = precision == Precision.FLOAT32 ? (float) next : next;
        }
        parameter = moved;
        return direction;
    }

    /** One call of the optimizer. */
    private final class Piece implements Step {
        private final int from;
        private final int size;
        private final double rate;
        private final ArrayTensor weights;
        private final ArrayTensor gradient;
        private final Map<String, ArrayTensor> parts = new HashMap<>();
        private final List<ArrayTensor> scratch = new ArrayList<>();
        private final Map<String, Scratch> inner = new HashMap<>();
        /** All scratch that was handed out, to the optimizer and to those that it wraps. */
        private final List<ArrayTensor> lent = new ArrayList<>();

        Piece(int from, int to, double rate, double[] gradients) {
            this.from = from;
            this.size = to - from;
            this.rate = rate;
            weights = piece(parameter);
            gradient = piece(gradients);
            slots.forEach((name, slot) -> parts.put(name, piece(slot)));
        }

        private ArrayTensor piece(double[] all) {
            boolean isWhole = size == parameter.length && !optimizer.elementwise();
            ArrayTensor tensor = ArrayTensor.zeros(precision, isWhole ? rows : 1, isWhole ? columns : size);
            for (int i = 0; i < size; i++) {
                tensor.set(i / tensor.columns(), i % tensor.columns(), all[from + i]);
            }
            return optimizer.elementwise() ? tensor.block(0, size) : tensor;
        }

        double[] run() {
            double[] before = Numbers.of(weights);
            Tensor given = optimizer.toDirection(gradient, this);
            Numbers.requireSame(
                    before, Numbers.of(weights), "it writes the parameter, which only the trainer may change");
            if (!(given instanceof ArrayTensor direction)) {
                return fail("it returns " + given + ", expected the gradient, a slot or a scratch tensor");
            }
            if (direction != gradient && !parts.containsValue(direction) && !lent.contains(direction)) {
                fail("it returns " + direction
                        + ", which is not the gradient, a slot or a scratch tensor of this call");
            }
            double[] result = Numbers.of(direction);
            parts.forEach((name, part) ->
                    System.arraycopy(Numbers.of(part), 0, Objects.requireNonNull(slots.get(name)), from, size));
            weights.fill(Double.NaN);
            gradient.fill(Double.NaN);
            parts.values().forEach(part -> part.fill(Double.NaN));
            lent.forEach(each -> each.fill(Double.NaN));
            return result;
        }

        @Override
        public int number() {
            return number;
        }

        @Override
        public int steps() {
            return Math.max(number, STEPS);
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
            return Double.isNaN(initialRate) ? rate : initialRate;
        }

        @Override
        public Tensor parameter() {
            return weights;
        }

        @Override
        public boolean isWeight() {
            return isWeight;
        }

        @Override
        public Tensor slot(String name) {
            ArrayTensor part = parts.get(name);
            if (part == null) {
                return fail("it asks for the slot '%s', but slots() returns %s".formatted(name, names));
            }
            asked.add(name);
            return part;
        }

        @Override
        public Step inner(String prefix) {
            return new InnerStep(this, prefix, inner.computeIfAbsent(prefix, name -> scratch(new ArrayList<>())));
        }

        @Override
        public Tensor scratch(int index) {
            return scratch(scratch).scratch(index);
        }

        private Scratch scratch(List<ArrayTensor> tensors) {
            return index -> {
                ActivationClauses.requireSmall(index);
                while (tensors.size() <= index) {
                    ArrayTensor undefined = piece(parameter);
                    undefined.fill(Double.NaN);
                    tensors.add(undefined);
                    lent.add(undefined);
                }
                return tensors.get(index);
            };
        }
    }
}
