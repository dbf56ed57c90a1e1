package io.descent.core.training;

import io.descent.api.Optimizer;
import io.descent.api.Step;
import io.descent.api.Tensor;
import io.descent.core.network.ParameterLayout;
import io.descent.core.network.ParameterScratch;
import io.descent.core.network.ParameterVector;
import io.descent.core.parallel.Workers;
import io.descent.core.problem.InvalidInputException;
import io.descent.core.tensor.ArrayTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Moves the parameters: parameter = parameter - learningRate * direction, all of them or, where one would not be finite, none.
 * Owns the optimizer's slots.
 */
final class ParameterUpdate {
    /** Elements of a block: few enough that gradient, parameter and slots stay in a second-level cache. */
    private static final int BLOCK = 8192;

    /** What an update costs in simple operations. */
    private static final long COST = 8;

    /**
     * What a gradient may not exceed. Its square would leave the range of float32, where optimizers that divide by it would
     * not move the parameter again, and nobody would see it. In float64 they would wait for about as long, so that it is the
     * same.
     */
    static final double LARGEST_GRADIENT = 1e18;

    private final Optimizer optimizer;
    private final ParameterLayout layout;
    private final ParameterVector parameters;
    private final ParameterVector gradients;
    private final double initialRate;
    private final Map<String, ParameterVector> slots = new LinkedHashMap<>();
    private final Block[] blocks; // an array, as the iterator of a list may be allocated
    private final Workers workers;
    private final Workers.Task compute = this::compute;
    private final Workers.Task move = this::move;
    private int number;
    private double rate;

    ParameterUpdate(
            Optimizer optimizer,
            ParameterVector parameters,
            ParameterVector gradients,
            double initialRate,
            Workers workers) {
        this(optimizer, parameters, gradients, initialRate, workers, BLOCK);
    }

    /** Calls an element-wise optimizer on blocks of at most {@code blockSize} elements. */
    ParameterUpdate(
            Optimizer optimizer,
            ParameterVector parameters,
            ParameterVector gradients,
            double initialRate,
            Workers workers,
            int blockSize) {
        this.optimizer = optimizer;
        this.layout = parameters.layout();
        this.parameters = parameters;
        this.gradients = gradients;
        this.initialRate = initialRate;
        this.workers = workers;
        for (String slot : optimizer.slots()) {
            slots.put(slot, new ParameterVector(layout, parameters.flat().precision()));
        }
        ParameterScratch scratch =
                new ParameterScratch(layout, parameters.flat().precision());
        List<Block> all = new ArrayList<>();
        if (optimizer.elementwise()) {
            addBlocks(0, layout.weights(), blockSize, scratch, all);
            addBlocks(layout.weights(), layout.size(), blockSize, scratch, all);
        } else {
            for (int i = 0; i < layout.entries().size(); i++) {
                int entry = i;
                all.add(new Block(layout.entries().get(i).offset(), v -> v.tensor(entry), scratch));
            }
        }
        blocks = all.toArray(Block[]::new);
    }

    private void addBlocks(int from, int to, int blockSize, ParameterScratch scratch, List<Block> all) {
        for (int start = from; start < to; start += blockSize) {
            int first = start;
            int last = Math.min(to, start + blockSize);
            all.add(new Block(first, v -> v.flat().block(first, last), scratch));
        }
    }

    private void compute(int block, int worker) {
        blocks[block].compute();
    }

    private void move(int block, int worker) {
        blocks[block].move();
    }

    /** The part of a vector that a block stands for. */
    private interface Part {
        ArrayTensor of(ParameterVector vector);
    }

    /** One call of the optimizer. */
    private final class Block implements Step {
        private final int first;
        private final Part part;
        private final ParameterScratch scratchVectors;
        private final ArrayTensor parameter;
        private final ArrayTensor gradient;
        private final Map<String, ArrayTensor> slotParts = new LinkedHashMap<>();
        private final List<ArrayTensor> scratch = new ArrayList<>();
        private @Nullable Divergence divergence;

        /** A block that begins at the given element of the parameters. */
        Block(int first, Part part, ParameterScratch scratchVectors) {
            this.first = first;
            this.part = part;
            this.scratchVectors = scratchVectors;
            parameter = part.of(parameters);
            gradient = part.of(gradients);
            slots.forEach((name, vector) -> slotParts.put(name, part.of(vector)));
        }

        /** Puts the new parameters where the gradient was, which has done its work then: all must be finite first. */
        void compute() {
            divergence = null;
            int large = gradient.firstBeyond(LARGEST_GRADIENT);
            if (large >= 0) {
                divergence = divergence("the gradient", large, "exceeds 1e18");
                return;
            }
            ArrayTensor direction = require(optimizer.toDirection(gradient, this), this);
            gradient.assignSum(parameter, direction, -rate);
            int bad = gradient.firstNonFinite();
            if (bad >= 0) {
                divergence = divergence("the update", bad, Divergence.NOT_FINITE);
            }
        }

        private Divergence divergence(String what, int element, String how) {
            return new Divergence(what, layout.entryAt(first + element).name(), number, how);
        }

        void move() {
            parameter.assign(gradient);
        }

        @Override
        public int number() {
            return number;
        }

        @Override
        public double learningRate() {
            return rate;
        }

        @Override
        public double initialLearningRate() {
            return initialRate;
        }

        @Override
        public Tensor parameter() {
            return parameter;
        }

        @Override
        public boolean isWeight() {
            return first < layout.weights();
        }

        @Override
        public Tensor slot(String name) {
            ArrayTensor slot = slotParts.get(name);
            if (slot == null) {
                throw new IllegalArgumentException("the optimizer %s has no slot '%s'; it declares %s"
                        .formatted(optimizer.name(), name, optimizer.slots()));
            }
            return slot;
        }

        @Override
        public Tensor scratch(int index) {
            while (scratch.size() <= index) {
                scratch.add(part.of(scratchVectors.vector(scratch.size())));
            }
            return scratch.get(index);
        }
    }

    /**
     * Makes one update.
     *
     * @param newNumber from 1
     * @return where a parameter would not stay finite; null if all is well, and then only are parameters moved
     */
    @Nullable
    Divergence apply(int newNumber, double newRate) {
        number = newNumber;
        rate = newRate;
        workers.run(blocks.length, COST * layout.size(), compute);
        for (Block block : blocks) {
            if (block.divergence != null) {
                return block.divergence;
            }
        }
        workers.run(blocks.length, layout.size(), move);
        return null;
    }

    private ArrayTensor require(Tensor direction, Block block) {
        ArrayTensor wanted = block.gradient;
        if (direction instanceof ArrayTensor found
                && found.precision() == wanted.precision()
                && found.rows() == wanted.rows()
                && found.columns() == wanted.columns()) {
            return found;
        }
        throw new InvalidInputException("the optimizer %s gave %s as direction of %s in step %d, expected a %s"
                .formatted(
                        optimizer.name(), direction, layout.entryAt(block.first).name(), number, wanted));
    }

    /** A slot of all parameters. */
    ParameterVector slot(String name) {
        return Objects.requireNonNull(slots.get(name), name);
    }

    /** The first slot that is not finite, as a divergence of the last update; null if all are. */
    @Nullable
    Divergence nonFiniteSlot() {
        for (Map.Entry<String, ParameterVector> slot : slots.entrySet()) {
            var entry = slot.getValue().firstNonFinite();
            if (entry.isPresent()) {
                return new Divergence(
                        "the optimizer's slot " + slot.getKey(), entry.get().name(), number);
            }
        }
        return null;
    }
}
