package io.descent.optimizers;

import io.descent.api.Optimizer;
import io.descent.api.Step;
import java.util.ArrayList;
import java.util.List;

/** The optimizer that another one wraps. */
final class Wrapped {
    private static final String PREFIX = "inner";

    private Wrapped() {}

    /** The update as the wrapped optimizer sees it. */
    static Step step(Step outer) {
        return outer.inner(PREFIX);
    }

    /** The slots of the wrapping optimizer and those of the wrapped one. */
    static List<String> slots(Optimizer wrapped, String... own) {
        List<String> slots = new ArrayList<>(List.of(own));
        wrapped.slots().forEach(slot -> slots.add(PREFIX + "_" + slot));
        return List.copyOf(slots);
    }
}
