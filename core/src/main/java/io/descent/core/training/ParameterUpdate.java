package io.descent.core.training;

import io.descent.api.Optimizer;
import io.descent.api.Scratch;
import io.descent.api.Step;
import io.descent.api.Tensor;
import io.descent.core.training.internal.InnerStep;
import io.descent.inference.network.internal.ParameterLayout;
import io.descent.inference.network.internal.ParameterScratch;
import io.descent.inference.network.internal.ParameterVector;
import io.descent.inference.parallel.internal.Workers;
import io.descent.inference.plugin.internal.Lent;
import io.descent.inference.plugin.internal.PluginFailure;
import io.descent.inference.plugin.internal.PluginName;
import io.descent.inference.problem.PluginException;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.tensor.internal.Engine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Updates the parameters: parameter = parameter - learningRate * direction - learningRate * decayRate * parameter. It
 * changes all of them, or none if one would not be finite.
 */
final class ParameterUpdate {
    /** Elements per block: small enough for the gradient, parameter and slots of a block to stay in the L2 cache. */
    private static final int BLOCK = 8192;

    /** Simple operations per element of an update, an estimate for dividing the work among threads. */
    private static final long COST = 8;

    /**
     * The largest allowed magnitude of a gradient. The square of a larger one exceeds the range of float32, and an
     * optimizer that divides by it would silently stop moving the parameter. In float64 the parameter would stand still
     * for about as long, so the limit is the same.
     */
    static final double LARGEST_GRADIENT = 1e18;

    private final Optimizer optimizer;
    private final ParameterLayout layout;
    private final ParameterVector parameters;
    private final ParameterVector gradients;
    private final double initialRate;
    private final int stepsPerEpoch;
    private final Slots slots;
    /** Scratch memory of wrapped optimizers, by prefix. */
    private final Map<String, ParameterScratch> innerScratch = new ConcurrentHashMap<>();

    private final boolean evaluatesElsewhere;
    private final Block[] blocks; // an array: iterating a list may allocate an iterator
    private final Workers workers;
    private final boolean isParanoid;
    private final Workers.Task compute = this::compute;
    private final Workers.Task move = this::move;
    private final Workers.Task moveAndClear = this::moveAndClear;
    private int number;
    private int optimizerNumber;
    private int optimizerNumbers;
    private double rate;
    private double decayRate;

    /**
     * Prepares the updates of a training.
     *
     * @param groups the factor of the learning rate and the unit of each parameter, and whether it decays
     */
    ParameterUpdate(
            Optimizer optimizer,
            Slots slots,
            ParameterVector parameters,
            ParameterVector gradients,
            ParameterGroups groups,
            double initialRate,
            int stepsPerEpoch,
            Engine engine) {
        this(
                optimizer,
                slots,
                parameters,
                gradients,
                groups,
                initialRate,
                stepsPerEpoch,
                engine.workers(),
                engine.isParanoid(),
                BLOCK);
    }

    /** Calls an element-wise optimizer on blocks of at most {@code blockSize} elements. */
    ParameterUpdate(
            Optimizer optimizer,
            Slots slots,
            ParameterVector parameters,
            ParameterVector gradients,
            ParameterGroups groups,
            double initialRate,
            int stepsPerEpoch,
            Workers workers,
            boolean isParanoid,
            int blockSize) {
        this.optimizer = optimizer;
        this.slots = slots;
        this.layout = parameters.layout();
        this.parameters = parameters;
        this.gradients = gradients;
        this.initialRate = initialRate;
        this.rate = initialRate;
        this.stepsPerEpoch = stepsPerEpoch;
        this.workers = workers;
        this.isParanoid = isParanoid;
        Precision precision = parameters.flat().precision();
        ParameterScratch scratch = new ParameterScratch(layout, precision);
        ParameterScratch lent = new ParameterScratch(layout, precision);
        List<Block> all = new ArrayList<>();
        List<ParameterLayout.Entry> entries = layout.entries();
        evaluatesElsewhere = evaluatesElsewhere(optimizer);
        boolean elementwise = isElementwise();
        int first = 0;
        for (int i = 0; i < entries.size(); i++) {
            int entry = i;
            double factor = groups.factor(i);
            double unit = groups.unit(i);
            boolean decays = groups.decays(i);
            if (!elementwise) {
                Part part = v -> v.tensor(entry);
                all.add(new Block(entries.get(i).offset(), part, factor, unit, decays, scratch, lent));
            } else if (i + 1 == entries.size()
                    || entries.get(i).isWeight() != entries.get(i + 1).isWeight()
                    || !groups.areAlike(i, i + 1)) {
                int end = i + 1 == entries.size()
                        ? layout.size()
                        : entries.get(i + 1).offset();
                for (int from = first; from < end; from += blockSize) {
                    int start = from;
                    int stop = Math.min(end, from + blockSize);
                    Part part = v -> v.flat().block(start, stop);
                    all.add(new Block(start, part, factor, unit, decays, scratch, lent));
                }
                first = end;
            }
        }
        blocks = all.toArray(Block[]::new);
    }

    /** Whether the optimizer has a method {@code evaluated} of its own, without which the slots need no look. */
    static boolean evaluatesElsewhere(Optimizer optimizer) {
        try {
            return optimizer.getClass().getMethod("evaluated", Step.class).getDeclaringClass() != Optimizer.class;
        } catch (NoSuchMethodException e) {
            throw PluginFailure.of(optimizer, null, e);
        }
    }

    private boolean isElementwise() {
        try {
            return optimizer.elementwise();
        } catch (Throwable e) {
            throw PluginFailure.of(optimizer, null, e);
        }
    }

    private void compute(int block, int worker) {
        blocks[block].compute();
    }

    private void move(int block, int worker) {
        blocks[block].move();
    }

    private void moveAndClear(int block, int worker) {
        blocks[block].move();
        blocks[block].gradient.fill(0);
    }

    /** Selects the part of a vector that a block covers. */
    private interface Part {
        ArrayTensor of(ParameterVector vector);
    }

    /** One call of the optimizer. */
    private final class Block implements Step {
        private final int first;
        private final Part part;
        private final double factor;
        private final double unit;
        private final boolean decays;
        private final ParameterScratch lentVectors;
        private final ArrayTensor parameter;
        private final ArrayTensor gradient;
        private final Map<String, ArrayTensor> slotParts = new LinkedHashMap<>();
        private final BlockScratch scratch;
        private final Map<String, Step> inners = new HashMap<>();
        /** A copy of the parameter, which the optimizer cannot use to change the original. */
        private @Nullable ArrayTensor lent;

        private boolean isLent;
        private @Nullable Divergence divergence;
        private @Nullable PluginException failure;

        /**
         * A block whose first element is the given element of the parameters.
         *
         * @param factor of the learning rate
         * @param unit what the optimizer sees is the parameter divided by it
         * @param decays whether weight decay applies
         */
        Block(
                int first,
                Part part,
                double factor,
                double unit,
                boolean decays,
                ParameterScratch scratchVectors,
                ParameterScratch lentVectors) {
            this.factor = factor;
            this.unit = unit;
            this.decays = decays;
            this.lentVectors = lentVectors;
            this.first = first;
            this.part = part;
            scratch = new BlockScratch(part, scratchVectors);
            parameter = part.of(parameters);
            gradient = part.of(gradients);
            slots.names().forEach(name -> slotParts.put(name, part.of(slots.vector(name))));
        }

        /**
         * Writes the new parameters over the gradient, which is no longer needed; they are copied only when all are
         * finite.
         */
        void compute() {
            divergence = null;
            failure = null;
            isLent = false;
            int large = gradient.firstBeyond(LARGEST_GRADIENT);
            if (large >= 0) {
                double value = gradient.get(large / gradient.columns(), large % gradient.columns());
                divergence = divergence(
                        "the gradient", large, Double.isFinite(value) ? "exceeds 1e18" : Divergence.NOT_FINITE);
                return;
            }
            if (unit != 1) {
                gradient.scale(unit); // dJ/dW of the parameter V = unit W
            }
            Tensor given;
            try {
                given = optimizer.toDirection(gradient, this);
                requireUnchanged("toDirection()");
            } catch (Throwable e) {
                failure = PluginFailure.of(optimizer, layout.entryAt(first).name(), e)
                        .inStep(number);
                return;
            }
            if (!(given instanceof ArrayTensor direction) || !fits(direction)) {
                failure = PluginFailure.of(
                                optimizer,
                                layout.entryAt(first).name(),
                                "it returned %s as the direction; expected a %s".formatted(describe(given), gradient))
                        .inStep(number);
                return;
            }
            gradient.assignSum(parameter, direction, -learningRate() * unit);
            int bad = gradient.firstNonFinite();
            if (bad >= 0) { // parameter and gradient were finite, so the update is the cause
                divergence = divergence("the update", bad, byOptimizer());
            } else if (decays && decayRate > 0) {
                gradient.add(parameter, -learningRate() * decayRate);
                bad = gradient.firstNonFinite();
                if (bad >= 0) {
                    divergence = divergence("the update", bad, "by weight decay " + Divergence.NOT_FINITE);
                }
            }
        }

        private void requireUnchanged(String method) {
            if (isParanoid && isLent && lent != null) {
                Lent.requireUnchanged(method, "the parameter", inUnits(parameter.like()), lent);
            }
        }

        /** Writes the parameter as the optimizer sees it. */
        private ArrayTensor inUnits(ArrayTensor into) {
            into.assign(parameter);
            if (unit != 1) {
                into.scale(1 / unit);
            }
            return into;
        }

        private boolean fits(ArrayTensor direction) {
            return direction.precision() == gradient.precision()
                    && direction.rows() == gradient.rows()
                    && direction.columns() == gradient.columns();
        }

        private Divergence divergence(String what, int element, String how) {
            return new Divergence(what, layout.entryAt(first + element).name(), number, how);
        }

        void move() {
            parameter.assign(gradient);
        }

        /** A number that depends on every bit of the slots. */
        private long slotBits() {
            long bits = 0;
            for (ArrayTensor slot : slotParts.values()) {
                for (int i = 0; i < slot.rows(); i++) {
                    for (int j = 0; j < slot.columns(); j++) {
                        bits = 31 * bits + Double.doubleToRawLongBits(slot.get(i, j));
                    }
                }
            }
            return bits;
        }

        /** Writes the evaluated point, and returns whether it is another one than the parameter. */
        boolean evaluate(Supplier<ParameterVector> target) {
            isLent = false;
            String name = layout.entryAt(first).name();
            long before = slotBits();
            Tensor given;
            try {
                given = optimizer.evaluated(this);
                requireUnchanged("evaluated()");
            } catch (Throwable e) {
                throw PluginFailure.of(optimizer, name, e).inStep(number);
            }
            if (slotBits() != before) {
                throw PluginFailure.of(optimizer, name, "evaluated() changed a slot, which only toDirection() may do")
                        .inStep(number);
            }
            if (given == null) {
                return false;
            }
            if (!(given instanceof ArrayTensor point) || !fits(point)) {
                throw PluginFailure.of(
                                optimizer,
                                name,
                                "it returned %s as the evaluated point; expected a %s"
                                        .formatted(describe(given), parameter))
                        .inStep(number);
            }
            int bad = point.firstNonFinite();
            if (bad >= 0) { // parameter and slots are finite, so the optimizer is the cause
                throw PluginFailure.of(
                                optimizer,
                                layout.entryAt(first + bad).name(),
                                "it returned an evaluated point that is not finite")
                        .inStep(number);
            }
            ArrayTensor into = part.of(target.get());
            into.assign(point);
            if (unit != 1) {
                into.scale(unit);
            }
            return true;
        }

        @Override
        public int number() {
            return optimizerNumber;
        }

        @Override
        public int steps() {
            return optimizerNumbers;
        }

        @Override
        public int stepsPerEpoch() {
            return stepsPerEpoch;
        }

        @Override
        public boolean slotsAreFresh() {
            return optimizerNumber == 1;
        }

        @Override
        public double learningRate() {
            return rate * factor;
        }

        @Override
        public double initialLearningRate() {
            return initialRate;
        }

        @Override
        public Tensor parameter() {
            if (lent == null) {
                lent = part.of(lentVectors.vector(0));
            }
            if (!isLent) {
                inUnits(lent);
                isLent = true;
            }
            return lent;
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
                        .formatted(PluginName.of(optimizer), name, slots.names()));
            }
            return slot;
        }

        @Override
        public Step inner(String prefix) {
            Step inner = inners.get(prefix);
            if (inner == null) {
                ParameterScratch own = innerScratch.computeIfAbsent(
                        prefix, name -> new ParameterScratch(layout, parameter.precision()));
                inner = new InnerStep(this, prefix, new BlockScratch(part, own));
                inners.put(prefix, inner);
            }
            return inner;
        }

        @Override
        public Tensor scratch(int index) {
            return scratch.scratch(index);
        }
    }

    /** Scratch memory of one block, allocated on first use. */
    private static final class BlockScratch implements Scratch {
        private final Part part;
        private final ParameterScratch vectors;
        private final List<ArrayTensor> tensors = new ArrayList<>();

        BlockScratch(Part part, ParameterScratch vectors) {
            this.part = part;
            this.vectors = vectors;
        }

        @Override
        public Tensor scratch(int index) {
            ParameterScratch.requireSmall(index);
            while (tensors.size() <= index) {
                tensors.add(part.of(vectors.vector(tensors.size())));
            }
            return tensors.get(index);
        }
    }

    /**
     * Computes one update.
     *
     * @param newNumber the number of the update in the whole training, from 1
     * @param slotNumber the number of the update since the slots were zero, from 1
     * @param lastSlotNumber the value of {@code slotNumber} in the last update of the training
     * @param newRate the learning rate, before the factor of a parameter
     * @param newDecayRate of weight decay; 0 for none
     * @return where a parameter would not be finite; null if all are finite, and only then may {@link #move} be called
     * @throws PluginException if the optimizer fails
     */
    @Nullable
    Divergence compute(int newNumber, int slotNumber, int lastSlotNumber, double newRate, double newDecayRate) {
        decayRate = newDecayRate;
        number = newNumber;
        optimizerNumber = slotNumber;
        optimizerNumbers = lastSlotNumber;
        rate = newRate;
        workers.run(blocks.length, COST * layout.size(), compute);
        for (Block block : blocks) {
            if (block.failure != null) {
                throw block.failure;
            }
            if (block.divergence != null) {
                return block.divergence;
            }
        }
        return null;
    }

    /** The new parameters after {@link #compute}, which {@link #move} copies. They may be changed. */
    ParameterVector next() {
        return gradients;
    }

    /** Applies the computed update to the parameters. */
    void move() {
        workers.run(blocks.length, layout.size(), move);
    }

    /** Applies the computed update to the parameters, and sets the gradients to zero. */
    void moveAndClear() {
        workers.run(blocks.length, layout.size(), moveAndClear);
    }

    /**
     * Writes the point at which the optimizer wants the network to be evaluated. Runs on the calling thread, and is
     * called when no other thread computes an update.
     *
     * @param newNumber the number of completed updates in the whole training
     * @param slotNumber the number of completed updates since the slots were zero, from 1
     * @param lastSlotNumber the value of {@code slotNumber} after the last update of the training
     * @param target returns a vector with the values of the parameters; called only if the point is another one
     * @return whether the point is another one
     * @throws PluginException if the optimizer fails, or the point is not finite
     */
    boolean evaluate(int newNumber, int slotNumber, int lastSlotNumber, Supplier<ParameterVector> target) {
        number = newNumber;
        optimizerNumber = slotNumber;
        optimizerNumbers = lastSlotNumber;
        boolean differs = false;
        for (int i = 0; evaluatesElsewhere && i < blocks.length; i++) {
            differs |= blocks[i].evaluate(target);
        }
        return differs;
    }

    private String byOptimizer() {
        return "by %s %s".formatted(PluginFailure.name(optimizer), Divergence.NOT_FINITE);
    }

    /**
     * Describes what an optimizer returned: a tensor of this library, or only the class of anything else, because its
     * {@code toString} may fail.
     */
    private static String describe(@Nullable Tensor given) {
        return given == null || given instanceof ArrayTensor
                ? String.valueOf(given)
                : "a " + given.getClass().getName();
    }

    /** The first slot that is not finite, as a divergence of the last update; null if all slots are finite. */
    @Nullable
    Divergence nonFiniteSlot() {
        Slots.NonFinite bad = slots.firstNonFinite();
        return bad == null ? null : new Divergence("the slot " + bad.slot(), bad.parameter(), number, byOptimizer());
    }
}
