package io.descent.core.training;

import io.descent.api.Scratch;
import io.descent.api.WeightConstraint;
import io.descent.core.network.internal.TrainableNetwork;
import io.descent.inference.network.internal.ParameterLayout;
import io.descent.inference.network.internal.ParameterScratch;
import io.descent.inference.network.internal.ParameterVector;
import io.descent.inference.plugin.internal.PluginFailure;
import io.descent.inference.problem.PluginException;
import java.util.ArrayList;
import java.util.List;

/** The constraints on the weights of all layers. Allocates nothing when applied. */
final class Constraints {
    private final Each[] all; // an array: iterating a list may allocate an iterator

    /**
     * One constraint of one layer.
     *
     * @param layer its name
     * @param entry the position of its weights among all parameters
     */
    private record Each(WeightConstraint constraint, String layer, int entry, Scratch scratch) {}

    Constraints(TrainableNetwork network) {
        ParameterLayout layout = network.parameters().layout();
        ParameterScratch scratch =
                new ParameterScratch(layout, network.network().precision());
        List<Each> found = new ArrayList<>();
        for (int i = 0; i < network.layers().size(); i++) {
            for (WeightConstraint constraint : network.constraints(i)) {
                int entry = layout.weight(i);
                found.add(new Each(constraint, ParameterLayout.layerName(i), entry, scratch.of(entry)));
            }
        }
        all = found.toArray(Each[]::new);
    }

    /**
     * Moves weights that left their sets back.
     *
     * @param parameters finite
     * @throws PluginException if a constraint fails, or weights are not finite afterwards
     */
    void apply(ParameterVector parameters) {
        for (Each each : all) {
            try {
                each.constraint.project(parameters.tensor(each.entry), each.scratch);
            } catch (Throwable e) {
                throw PluginFailure.of(each.constraint, each.layer, e);
            }
            if (parameters.tensor(each.entry).firstNonFinite() >= 0) {
                throw PluginFailure.of(each.constraint, each.layer, "it left weights that are not finite");
            }
        }
    }
}
