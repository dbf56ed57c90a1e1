package io.descent.core.training.internal;

import io.descent.api.Scratch;
import io.descent.api.Step;
import io.descent.api.Tensor;
import java.util.HashMap;
import java.util.Map;

/** An update as seen by an optimizer that another optimizer wraps. */
public final class InnerStep implements Step {
    private final Step outer;
    private final String prefix;
    private final Scratch scratch;
    /** Names with the prefix, by name: joining them anew in every step would allocate. */
    private final Map<String, String> prefixed = new HashMap<>();

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
        return outer.slot(prefixed(name));
    }

    @Override
    public Step inner(String more) {
        return outer.inner(prefixed(more));
    }

    private String prefixed(String name) {
        String found = prefixed.get(name);
        if (found == null) {
            found = prefix + "_" + name;
            prefixed.put(name, found);
        }
        return found;
    }

    @Override
    public Tensor scratch(int index) {
        return scratch.scratch(index);
    }
}
