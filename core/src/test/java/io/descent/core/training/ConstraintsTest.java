package io.descent.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descent.api.Optimizer;
import io.descent.api.Scratch;
import io.descent.api.Step;
import io.descent.api.Tensor;
import io.descent.api.WeightConstraint;
import io.descent.core.TestPlugins;
import io.descent.core.data.DataSpec;
import io.descent.core.data.Moons;
import io.descent.core.network.LayerSpec;
import io.descent.inference.network.internal.Network;
import io.descent.inference.problem.PluginException;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Constraints hold after every update. */
class ConstraintsTest {
    /** No weight is larger than a limit, and none is negative. */
    private record Between0And(double limit) implements WeightConstraint {
        @Override
        public void project(Tensor weights, Scratch scratch) {
            weights.max(0).min(limit);
        }
    }

    private static TrainerBuilder moons() {
        return Trainer.builder()
                .data(DataSpec.generated(new Moons(200, 0.2, 1)))
                .optimizer(new TestPlugins.Plain())
                .learningRate(0.5)
                .batchSize(50)
                .epochs(3);
    }

    private static LayerSpec layer(WeightConstraint constraint) {
        return new LayerSpec(8, new TestPlugins.Relu(), new TestPlugins.HeNormal(), List.of(constraint));
    }

    private static double smallest(Network network, int layer) {
        ArrayTensor weights = network.parameters().tensor(layer).like();
        return -weights.assign(network.parameters().tensor(layer), -1).max();
    }

    private static double largest(Network network, int layer) {
        return network.parameters().tensor(layer).max();
    }

    @Test
    void weightsAreInTheSetAfterEveryUpdateAndOthersAreFree() {
        List<Network> networks = new ArrayList<>();
        TrainingListener recorder = new TrainingListener() {
            @Override
            public void onStep(TrainingRun run) {
                networks.add(run.model().parts().network());
            }
        };
        moons().hidden(layer(new Between0And(0.25)))
                .hidden(8)
                .listener(recorder)
                .build()
                .train();
        assertThat(networks).hasSize(9);
        for (Network network : networks) {
            assertThat(smallest(network, 0)).isZero();
            assertThat(largest(network, 0)).isEqualTo(0.25);
            assertThat(smallest(network, 1)).isNegative();
        }
    }

    @Test
    void aConstraintOfEveryLayerAppliesToTheOutputLayerToo() {
        Network network = moons().hidden(8)
                .regularizer(new Between0And(0.1))
                .build()
                .train()
                .model()
                .parts()
                .network();
        assertThat(smallest(network, 1)).isNotNegative();
        assertThat(largest(network, 1)).isEqualTo((float) 0.1);
    }

    @Test
    void theEvaluatedPointIsInTheSetToo() {
        record Negative() implements Optimizer {
            @Override
            public Tensor toDirection(Tensor gradient, Step step) {
                return gradient;
            }

            @Override
            public Tensor evaluated(Step step) {
                return step.scratch(0).assign(step.parameter(), -3);
            }
        }
        Network network = moons().hidden(layer(new Between0And(0.25)))
                .optimizer(new Negative())
                .build()
                .train()
                .model()
                .parts()
                .network();
        assertThat(smallest(network, 0)).isZero();
    }

    @Test
    void aConstraintThatFailsNamesItselfAndTheLayer() {
        record Infinite() implements WeightConstraint {
            @Override
            public void project(Tensor weights, Scratch scratch) {
                weights.scale(1e300);
            }
        }
        record Throwing() implements WeightConstraint {
            @Override
            public void project(Tensor weights, Scratch scratch) {
                throw new IllegalStateException("no set");
            }
        }
        List<String> kept = new ArrayList<>();
        TrainingListener keeper = new TrainingListener() {
            @Override
            public void onStart(TrainingRun run) {
                kept.add(run.weightsSha256());
            }

            @Override
            public void onFailure(TrainingRun run, RuntimeException cause) {
                kept.add(run.weightsSha256());
            }
        };
        assertThatThrownBy(() -> moons().hidden(8)
                        .hidden(layer(new Infinite()))
                        .listener(keeper)
                        .build()
                        .train())
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("infinite")
                .hasMessageContaining("failed in step 1 for dense-2: it left weights that are not finite");
        assertThat(kept).hasSize(2);
        assertThat(kept.get(1)).isEqualTo(kept.get(0));
        assertThatThrownBy(() -> moons().hidden(layer(new Throwing())).build().train())
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("failed in step 1 for dense-1")
                .hasMessageContaining("no set");
    }
}
