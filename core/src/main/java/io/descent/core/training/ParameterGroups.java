package io.descent.core.training;

import io.descent.core.experiment.Rates;
import io.descent.core.experiment.WeightDecay;
import io.descent.inference.network.internal.Network;
import io.descent.inference.network.internal.ParameterLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The factor of the learning rate of every parameter, and whether it decays. */
final class ParameterGroups {
    private final double[] factors;
    private final boolean[] decaying;

    private ParameterGroups(int parameters) {
        factors = new double[parameters];
        decaying = new boolean[parameters];
        Arrays.fill(factors, 1);
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
     */
    static ParameterGroups of(Network network, @Nullable Rates rates, @Nullable WeightDecay decay) {
        Rates factor = rates != null ? rates : new Rates(1, 1, 1, 1, 1);
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
        }
        return groups;
    }

    private void set(int entry, double factor, boolean decays) {
        factors[entry] = factor;
        decaying[entry] = decays;
    }

    /** The factor of a parameter, by its position in {@link ParameterLayout#entries}. */
    double factor(int entry) {
        return factors[entry];
    }

    /** Whether a parameter decays. */
    boolean decays(int entry) {
        return decaying[entry];
    }

    /** Whether two parameters have the same factor and both or neither decay. */
    boolean areAlike(int entry, int other) {
        return factors[entry] == factors[other] && decaying[entry] == decaying[other];
    }
}
