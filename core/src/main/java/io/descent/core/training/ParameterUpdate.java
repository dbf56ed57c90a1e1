package io.descent.core.training;

import io.descent.api.Optimizer;
import io.descent.api.Step;
import io.descent.api.Tensor;
import io.descent.core.network.ParameterLayout;
import io.descent.core.network.ParameterScratch;
import io.descent.core.network.ParameterVector;
import io.descent.core.tensor.ArrayTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Moves the parameters: parameter = parameter - learningRate * direction, after all directions of a step were computed and
 * found finite. Owns the optimizer's slots.
 */
final class ParameterUpdate {
    /** Elements of a block: few enough that gradient, parameter and slots stay in a second-level cache. */
    private static final int BLOCK = 8192;

    private final Optimizer optimizer;
    private final ParameterLayout layout;
    private final double initialRate;
    private final Map<String, ParameterVector> slots = new LinkedHashMap<>();
    private final List<Block> blocks = new ArrayList<>();
    private int number;
    private double rate;

    ParameterUpdate(Optimizer optimizer, ParameterVector parameters, ParameterVector gradients, double initialRate) {
        this.optimizer = optimizer;
        this.layout = parameters.layout();
        this.initialRate = initialRate;
        for (String slot : optimizer.slots()) {
            slots.put(slot, new ParameterVector(layout, parameters.flat().precision()));
        }
        ParameterScratch scratch =
                new ParameterScratch(layout, parameters.flat().precision());
        if (optimizer.elementwise()) {
            addBlocks(0, layout.weights(), parameters, gradients, scratch);
            addBlocks(layout.weights(), layout.size(), parameters, gradients, scratch);
        } else {
            for (int i = 0; i < layout.entries().size(); i++) {
                int entry = i;
                blocks.add(new Block(
                        layout.entries().get(i).isWeight(), v -> v.tensor(entry), parameters, gradients, scratch));
            }
        }
    }

    private void addBlocks(
            int from, int to, ParameterVector parameters, ParameterVector gradients, ParameterScratch scratch) {
        for (int start = from; start < to; start += BLOCK) {
            int first = start;
            int last = Math.min(to, start + BLOCK);
            blocks.add(new Block(
                    from < layout.weights(), v -> v.flat().block(first, last), parameters, gradients, scratch));
        }
    }

    /** The part of a vector that a block stands for. */
    private interface Part {
        ArrayTensor of(ParameterVector vector);
    }

    /** One call of the optimizer. */
    private final class Block implements Step {
        private final boolean isWeight;
        private final Part part;
        private final ParameterScratch scratchVectors;
        private final ArrayTensor parameter;
        private final ArrayTensor gradient;
        private final Map<String, ArrayTensor> slotParts = new LinkedHashMap<>();
        private final List<ArrayTensor> scratch = new ArrayList<>();
        private Tensor direction;

        Block(
                boolean isWeight,
                Part part,
                ParameterVector parameters,
                ParameterVector gradients,
                ParameterScratch scratchVectors) {
            this.isWeight = isWeight;
            this.part = part;
            this.scratchVectors = scratchVectors;
            parameter = part.of(parameters);
            gradient = part.of(gradients);
            direction = gradient;
            slots.forEach((name, vector) -> slotParts.put(name, part.of(vector)));
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
            return isWeight;
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
     * @return where a direction is not finite; null if all is well. The parameters are moved only if all is well
     */
    @Nullable
    Divergence apply(int newNumber, double newRate) {
        number = newNumber;
        rate = newRate;
        for (Block block : blocks) {
            block.direction = optimizer.toDirection(block.gradient, block);
            int bad = ((ArrayTensor) block.direction).firstNonFinite();
            if (bad >= 0) {
                return new Divergence("the direction", nameAt(block, bad), number);
            }
        }
        for (Block block : blocks) {
            block.parameter.add(block.direction, -rate);
        }
        return null;
    }

    private String nameAt(Block wanted, int index) {
        int before = 0;
        for (Block block : blocks) {
            if (block == wanted) {
                break;
            }
            before += block.parameter.size();
        }
        return layout.entryAt(before + index).name();
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
