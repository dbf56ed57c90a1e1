package io.descent.core.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.api.Optimizer;
import io.descent.inference.network.internal.ParameterVector;
import io.descent.inference.tensor.internal.Engine;

/** Applies training updates with given gradients. */
public final class GoldenUpdate {
    private final Slots slots;
    private final ParameterUpdate update;

    public GoldenUpdate(Optimizer optimizer, ParameterVector parameters, ParameterVector gradients, double rate) {
        slots = new Slots(optimizer, parameters.layout(), parameters.flat().precision());
        update = new ParameterUpdate(
                optimizer,
                slots,
                parameters,
                gradients,
                ParameterGroups.alike(parameters.layout()),
                rate,
                10,
                Engine.plain());
    }

    public void apply(int number, double rate) {
        assertThat(update.compute(number, number, number, rate, 0)).isNull();
        update.move();
    }

    /** Also sets the gradients to zero. */
    public void applyAndClear(int number, double rate) {
        assertThat(update.compute(number, number, number, rate, 0)).isNull();
        update.moveAndClear();
    }

    public ParameterVector slot(String name) {
        return slots.vector(name);
    }
}
