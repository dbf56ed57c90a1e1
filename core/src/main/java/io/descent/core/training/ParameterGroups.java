package io.descent.core.training;

import io.descent.core.experiment.Rates;
import io.descent.core.experiment.WeightDecay;
import io.descent.core.network.Parametrization;
import io.descent.inference.network.internal.Network;
import io.descent.inference.network.internal.ParameterLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The factor of the learning rate of every parameter, whether it decays, and its unit: the optimizer sees a parameter
 * divided by its unit.
 */
final class ParameterGroups {
    private final double[] factors;
    private final boolean[] decaying;
    private final double[] units;

    private ParameterGroups(int parameters) {
        factors = new double[parameters];
        decaying = new boolean[parameters];
        units = new double[parameters];
        Arrays.fill(factors, 1);
        Arrays.fill(units, 1);
    }

    /** All factors are 1, and nothing decays. */
    static ParameterGroups alike(ParameterLayout layout) {
        return new ParameterGroups(layout.entries().size());
    }

    /**
     * The groups of an experiment.
     *
     * @param rates null for factors of 1
     * @param decay null for none
     * @param parametrization of the weights of dense layers
     */
    static ParameterGroups of(
            Network network, @Nullable Rates rates, @Nullable WeightDecay decay, Parametrization parametrization) {
        Rates factor = rates != null ? rates : Rates.ALIKE;
        boolean biasesDecay = decay != null && decay.biases();
        boolean normDecays = decay != null && decay.norm();
        ParameterLayout layout = network.parameters().layout();
        ParameterGroups groups = new ParameterGroups(layout.entries().size());
        int last = network.layers().size() - 1;
        for (int i = 0; i <= last; i++) {
            double ofWeights = factor.weight() * (i == 0 ? factor.input() : 1) * (i == last ? factor.output() : 1);
            groups.set(layout.weight(i), ofWeights, decay != null);
            if (network.layers().get(i).batchNorm() == null) {
                groups.set(layout.bias(i), factor.bias(), biasesDecay);
            } else {
                groups.set(layout.gamma(i), factor.norm(), normDecays);
                groups.set(layout.beta(i), factor.norm(), normDecays);
            }
            groups.set(layout.mix(i), factor.activation(), false);
            if (parametrization == Parametrization.NTK) {
                int inputs = layout.entries().get(layout.weight(i)).columns();
                groups.units[layout.weight(i)] = 1 / Math.sqrt(inputs);
            }
        }
        boolean inputDecays = decay != null && decay.input();
        groups.set(layout.frequency(), factor.periodic(), inputDecays);
        groups.set(layout.phase(), factor.periodic(), inputDecays);
        groups.set(layout.projection(), factor.periodic(), inputDecays);
        groups.set(layout.offset(), factor.periodic(), inputDecays);
        groups.set(layout.embedding(), factor.embedding(), inputDecays);
        groups.set(layout.scale(), factor.scale(), inputDecays);
        return groups;
    }

    private void set(int entry, double factor, boolean decays) {
        if (entry >= 0) { // the network has such a parameter
            factors[entry] = factor;
            decaying[entry] = decays;
        }
    }

    /** The factor of a parameter, by its position in {@link ParameterLayout#entries}. */
    double factor(int entry) {
        return factors[entry];
    }

    /** Whether a parameter decays. */
    boolean decays(int entry) {
        return decaying[entry];
    }

    /** The unit of a parameter: 1, or 1 / sqrt(inputs) for a weight in the NTK parametrisation. */
    double unit(int entry) {
        return units[entry];
    }

    /** Whether two parameters have the same factor and unit, and both or neither decay. */
    boolean areAlike(int entry, int other) {
        return factors[entry] == factors[other] && units[entry] == units[other] && decaying[entry] == decaying[other];
    }
}
