package io.descent.core.training.internal;

import io.descent.api.Scratch;
import io.descent.api.Step;
import io.descent.api.Tensor;

/** An update as seen by an optimizer that another optimizer wraps. */
public final class InnerStep implements Step {
    private final Step outer;
    private final String prefix;
    private final Scratch scratch;

    /**
     * Creates the view of a wrapped optimizer.
     *
     * @param outer the step that the wrapping optimizer sees
     * @param prefix the prefix of slot names
     * @param scratch scratch memory of this optimizer alone
     */
    public InnerStep(Step outer, String prefix, Scratch scratch) {
        this.outer = outer;
        this.prefix = prefix;
        this.scratch = scratch;
    }

    @Override
    public int number() {
        return outer.number();
    }

    @Override
    public int steps() {
        return outer.steps();
    }

    @Override
    public int stepsPerEpoch() {
        return outer.stepsPerEpoch();
    }

    @Override
    public boolean slotsAreFresh() {
        return outer.slotsAreFresh();
    }

    @Override
    public double learningRate() {
        return outer.learningRate();
    }

    @Override
    public double initialLearningRate() {
        return outer.initialLearningRate();
    }

    @Override
    public Tensor parameter() {
        return outer.parameter();
    }

    @Override
    public boolean isWeight() {
        return outer.isWeight();
    }

    @Override
    public Tensor slot(String name) {
        return outer.slot(prefix + "_" + name);
    }

    @Override
    public Step inner(String more) {
        return outer.inner(prefix + "_" + more);
    }

    @Override
    public Tensor scratch(int index) {
        return scratch.scratch(index);
    }
}
